package dev.palinode.shell.command.session;

import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.ShellContext;

/** Leaves the shell. */
final class QuitCommand implements Command {
    private static final Manual MANUAL = Manual.of(Group.SHELL, "exit", "", "leave the shell; so does Ctrl-D", "exit")
            .alias("quit", "\\q");

    @Override
    public Manual manual() {
        return MANUAL;
    }

    @Override
    public boolean takes(String operand) {
        return operand.isEmpty();
    }

    @Override
    public Next run(ShellContext context, String operand) {
        return Next.LEAVE;
    }
}
