package dev.palinode.shell.command.session;

import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.ShellContext;

/** Begins a new session on the same server. */
final class ReconnectCommand implements Command {
    private static final Manual MANUAL = Manual.of(
                    Group.SHELL, "reconnect", "", "begin a new session on the same server", "reconnect")
            .alias("\\r")
            .details("Its variables have their defaults, and an open transaction is rolled back.");

    @Override
    public Manual manual() {
        return MANUAL;
    }

    @Override
    public boolean takes(String operand) {
        return operand.isEmpty();
    }

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure {
        SqlClient client = context.client();
        client.reconnect(context.interruption()::asked);
        client.refreshDatabase();
        context.notes().println("Connected again, as connection " + client.threadId() + ".");
        context.notes().flush();
        return Next.GO_ON;
    }
}
