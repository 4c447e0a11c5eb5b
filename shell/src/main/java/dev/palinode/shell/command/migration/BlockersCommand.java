package dev.palinode.shell.command.migration;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.Operands;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.migration.MigrationFinder;
import dev.palinode.shell.migration.MigrationRow;
import dev.palinode.shell.sql.SqlRows;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who is in the way of a migration: what it waits for, and which sessions of the proxy have a transaction open. */
final class BlockersCommand implements Command {
    private static final String SESSIONS = "SHOW VITESS_SESSIONS";

    private static final Manual MANUAL = Manual.of(
                    Group.WATCH,
                    "blockers",
                    "<id|table>",
                    "what one waits for, and who may be in its way",
                    "blockers orders")
            .details(
                    "Open transactions of the proxy's sessions are listed, the oldest first, with their age in seconds.",
                    "KILL <id> ends a session, and with it what is in the way.",
                    "Seeing the sessions needs the role admin.");

    @Override
    public Manual manual() {
        return MANUAL;
    }

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure, CommandFailure {
        Operands operands = Operands.parse(MANUAL, operand, 1, Set.of(), Set.of());
        String name = operands.word(0).orElseThrow(() -> Operands.misuse(MANUAL, "which migration?"));
        MigrationRow row = new MigrationFinder(context.client()).one(name, one -> !one.ended());
        PrintWriter out = context.out();
        Blockers.said(row).forEach(out::println);
        out.flush();
        if (row.ended()) {
            return Next.GO_ON;
        }
        context.runner().echo(SESSIONS);
        List<Map<String, String>> open =
                Blockers.open(SqlRows.read(context.client(), SESSIONS).byName());
        if (open.isEmpty()) {
            out.println("No session of the proxy has a transaction open.");
            out.flush();
            return Next.GO_ON;
        }
        Blockers.print(open, context.output().printer(Blockers.HEADINGS));
        out.flush();
        return Next.GO_ON;
    }
}
