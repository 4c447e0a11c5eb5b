package dev.palinode.shell.command;

import dev.palinode.shell.client.SqlClient;
import java.io.PrintWriter;
import java.util.List;

/** Says where the shell is connected to. */
final class StatusCommand implements Command {
    @Override
    public List<String> names() {
        return List.of("status", "\\s");
    }

    @Override
    public String operands() {
        return "";
    }

    @Override
    public String summary() {
        return "where the shell is connected to";
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
        out.println("User:        " + client.options().user());
        out.println("Database:    " + client.database().orElse("(none)"));
        out.println("Connection:  " + client.threadId());
        return Next.GO_ON;
    }
}
