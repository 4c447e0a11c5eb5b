package dev.palinode.shell.command.migration;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.ExitCode;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.Operands;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.migration.Listing;
import dev.palinode.shell.migration.MigrationFinder;
import dev.palinode.shell.migration.MigrationRow;
import dev.palinode.shell.sql.SqlText;
import dev.palinode.shell.sql.TypedName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Brings a dropped table back, by the REVERT of the migration that has dropped it. */
final class UndropCommand implements Command {
    private static final String GC = "SHOW VITESS_TABLE_GC";

    private static final Manual MANUAL = Manual.of(
                    Group.STEER, "undrop", "<table>", "bring a dropped table back, with its rows", "undrop orders")
            .details(
                    "Of tables and views that a migration has dropped, as long as their rows are held (gc lists them).",
                    "It is the REVERT of that migration: a migration too, which can be followed and reverted.");

    @Override
    public Manual manual() {
        return MANUAL;
    }

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure, CommandFailure {
        Operands operands = Operands.parse(MANUAL, operand, 1, Set.of(), Set.of());
        String name = operands.word(0).orElseThrow(() -> Operands.misuse(MANUAL, "which table?"));
        MigrationRow drop = drop(context, name);
        String held = held(context, drop);
        boolean there = isThere(context, drop);
        if (there && held.equals("HOLD")) {
            throw failure("there is a table " + drop.table() + " again: rename it, and then undrop the one that "
                    + drop.shortId() + " dropped");
        }
        if (there) {
            throw failure("there is a table " + drop.table() + ", and no other one of that name is held");
        }
        if (!held.equals("HOLD")) {
            throw failure(dropped(drop) + ", and its rows are no longer held"
                    + (held.isEmpty() ? ": the time is over, or cleanup gave them up" : ", but in state " + held));
        }
        RevertCommand.send(context, drop);
        return Next.GO_ON;
    }

    /** The last migration that has taken the table away. */
    private static MigrationRow drop(ShellContext context, String name) throws SqlFailure, CommandFailure {
        String condition = TypedName.of(name).condition();
        context.runner().echo(Listing.latest(condition, Listing.MOST));
        List<MigrationRow> rows = new MigrationFinder(context.client()).latest(condition);
        List<MigrationRow> drops = rows.stream()
                .filter(row -> row.status().equals("complete") && takesAway(row, rows))
                .toList();
        if (drops.isEmpty()) {
            String where = TypedName.of(name)
                    .schema()
                    .map(schema -> " (of another keyspace after USE " + SqlText.identifier(schema) + ")")
                    .orElse("");
            throw failure("no migration has dropped " + name + where
                    + ": what is dropped under another strategy than 'vitess', or beside the proxy, is gone at once");
        }
        return drops.get(drops.size() - 1);
    }

    /** A DROP, or the REVERT of a CREATE. */
    private static boolean takesAway(MigrationRow row, List<MigrationRow> all) {
        String reverted = row.text("reverted_uuid");
        return reverted.isEmpty()
                ? row.text("ddl_action").equals("drop")
                : all.stream()
                        .anyMatch(one ->
                                one.uuid().equals(reverted) && one.action().equals("create"));
    }

    /** In which state what it has left is; empty when that is gone. */
    private static String held(ShellContext context, MigrationRow drop) throws SqlFailure {
        if (!drop.text("cleanup_timestamp").isEmpty()) {
            return "";
        }
        List<Map<String, String>> tables = context.ask(GC).byName();
        Optional<String> state = tables.stream()
                .filter(table -> table.getOrDefault("migration_uuid", "").equals(drop.uuid()))
                .map(table -> table.getOrDefault("state", ""))
                .findFirst();
        return state.orElse("");
    }

    private static boolean isThere(ShellContext context, MigrationRow drop) throws SqlFailure {
        String sql = "SELECT 1 FROM information_schema.tables WHERE table_schema = "
                + SqlText.quote(drop.text("mysql_schema")) + " AND table_name = " + SqlText.quote(drop.table());
        return context.ask(sql).first().isPresent();
    }

    private static String dropped(MigrationRow drop) {
        return drop.table() + " was dropped by " + drop.shortId() + " at "
                + drop.text("completed_timestamp").replaceFirst("\\.\\d+$", "");
    }

    private static CommandFailure failure(String message) {
        return new CommandFailure(ExitCode.FAILED, message);
    }
}
