package dev.palinode.shell.command.session;

import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.ShellContext;

/**
 * What begins with a backslash and is none of the commands. No statement does: taken for one it would wait for its end.
 *
 * @param name as it was typed
 */
public record UnknownCommand(String name) implements Command {
    /** They end a statement, or drop it, and are for whoever reads statements. */
    private static final String ENDINGS = "gGc";

    /**
     * Tells whether a word is one.
     *
     * @param word what a line begins with, and none of the commands' names
     * @return true when nothing else can be meant
     */
    public static boolean is(String word) {
        return word.length() > 1 && word.charAt(0) == '\\' && ENDINGS.indexOf(word.charAt(1)) < 0;
    }

    @Override
    public Manual manual() {
        return Manual.of(Group.SHELL, name, "", "", "");
    }

    @Override
    public Next run(ShellContext context, String operand) throws CommandFailure {
        throw CommandFailure.usage("there is no command " + name + " here; help lists them");
    }
}
