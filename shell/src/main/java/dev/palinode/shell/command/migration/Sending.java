package dev.palinode.shell.command.migration;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.sql.SqlRows;

/** Sends a statement that changes something and answers nothing that anybody wants to read. */
final class Sending {
    private Sending() {}

    static void send(ShellContext context, String sql) throws SqlFailure {
        context.runner().echo(sql);
        SqlRows.read(context.client(), sql);
    }
}
