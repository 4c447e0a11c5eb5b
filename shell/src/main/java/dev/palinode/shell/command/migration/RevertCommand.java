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
import java.util.Locale;
import java.util.Set;

/** Takes back a migration that is complete. */
final class RevertCommand implements Command {
    private static final Manual MANUAL = Manual.of(
                    Group.STEER,
                    "revert",
                    "<id|table>",
                    "take a complete one back, with all that was written since",
                    "revert orders")
            .details(
                    "A revert is a migration too: it prints its UUID, can be followed, and can be reverted.",
                    "Of a table, the last one that is complete is taken back.");

    @Override
    public Manual manual() {
        return MANUAL;
    }

    @Override
    public boolean takes(String operand) {
        return !operand.toLowerCase(Locale.ROOT).startsWith("vitess_migration");
    }

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure, CommandFailure {
        Operands operands = Operands.parse(MANUAL, operand, 1, Set.of("--yes"), Set.of());
        String name = operands.word(0).orElseThrow(() -> Operands.misuse(MANUAL, "which migration?"));
        MigrationRow row = new MigrationFinder(context.client())
                .one(name, one -> one.status().equals("complete"));
        send(context, row);
        return Next.GO_ON;
    }

    static void send(ShellContext context, MigrationRow row) throws SqlFailure {
        String sql = "REVERT VITESS_MIGRATION '" + row.uuid() + "'";
        context.runner().echo(sql);
        SqlRows answer = SqlRows.read(context.client(), sql);
        answer.print(context.output());
        String id = answer.first()
                .map(uuid -> uuid.substring(0, Math.min(8, uuid.length())))
                .orElse("");
        context.notes().println("Reverting " + row.action() + " of " + row.table() + "; follow " + id + " watches it.");
        context.notes().flush();
    }
}
