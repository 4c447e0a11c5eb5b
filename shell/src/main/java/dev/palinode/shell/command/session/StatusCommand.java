package dev.palinode.shell.command.session;

import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.ShellContext;
import java.io.PrintWriter;

/** Says where the shell is connected to. */
final class StatusCommand implements Command {
    private static final Manual MANUAL = Manual.of(
                    Group.SHELL, "status", "", "where the shell is connected to", "status")
            .alias("\\s");

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
        SqlClient client = context.client();
        PrintWriter out = context.out();
        out.println("Server:      " + client.options().host() + ":"
                + client.options().port());
        out.println("Version:     " + client.serverVersion().orElse("(not connected)"));
        out.println("TLS:         "
                + (client.encrypted() ? "yes, " + client.options().sslMode() : "no"));
        out.println("User:        " + client.options().user());
        out.println("Database:    " + client.database().orElse("(none)"));
        out.println("Connection:  " + client.threadId());
        out.println("Transaction: " + (client.inTransaction() ? "open" : "none"));
        return Next.GO_ON;
    }
}
