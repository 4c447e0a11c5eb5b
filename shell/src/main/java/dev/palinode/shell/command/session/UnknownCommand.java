package dev.palinode.shell.command.session;

import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.ShellContext;
import java.util.Optional;

/**
 * What begins with a backslash and is none of the commands. No statement does: taken for one it would wait for its end.
 *
 * @param name as it was typed
 * @param usage how it is to be written; empty where there is no such command
 */
public record UnknownCommand(String name, Optional<String> usage) implements Command {
    /** They end a statement, drop it, or say what ends it, and are for whoever reads statements. */
    private static final String ENDINGS = "gGcd";

    /**
     * Tells whether a word is one.
     *
     * @param word what a line begins with that none of the commands takes
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
        throw CommandFailure.usage(usage.map(form -> name + " is " + form)
                .orElse("there is no command " + name + " here; help lists them"));
    }
}
