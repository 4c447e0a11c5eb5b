package dev.palinode.shell.command;

/** What the shell does after a command. */
public enum Next {
    /** It reads on. */
    GO_ON,
    /** It ends. */
    LEAVE
}
