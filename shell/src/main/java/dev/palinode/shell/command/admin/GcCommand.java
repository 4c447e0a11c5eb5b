package dev.palinode.shell.command.admin;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.migration.Listing;
import dev.palinode.shell.migration.MigrationFinder;
import dev.palinode.shell.migration.MigrationRow;
import dev.palinode.shell.render.Heading;
import dev.palinode.shell.sql.SqlText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Old tables, by the migrations that have left them: nobody knows them by the names they have now. */
final class GcCommand extends BriefListing {
    private static final String SQL = "SHOW VITESS_TABLE_GC";

    GcCommand() {
        super(
                Manual.of(Group.ADMIN, "gc", "", "old tables on their way to be dropped", "gc")
                        .details(
                                "The same as " + SQL + ", which has the tables' own names.",
                                "id, table, left by: the migration that has left it.",
                                "until: what is in state HOLD can be had back till then, by revert or undrop."),
                SQL,
                List.of(
                        Heading.text("id"),
                        Heading.text("table"),
                        Heading.text("left by"),
                        Heading.text("state"),
                        Heading.text("until"),
                        Heading.number("bytes"),
                        Heading.text("revertible")),
                List.of(5, 2, 3));
    }

    @Override
    List<List<Optional<String>>> cells(ShellContext context, List<Map<String, String>> rows) throws SqlFailure {
        Map<String, MigrationRow> migrations = migrations(context, rows);
        List<List<Optional<String>>> cells = new ArrayList<>();
        for (Map<String, String> row : rows) {
            String uuid = row.getOrDefault("migration_uuid", "");
            Optional<MigrationRow> migration = Optional.ofNullable(migrations.get(uuid));
            cells.add(List.of(
                    Optional.of(uuid.substring(0, Math.min(8, uuid.length()))),
                    migration.map(MigrationRow::table).or(() -> value(row, "table_name")),
                    migration.map(MigrationRow::action),
                    value(row, "state"),
                    value(row, "until"),
                    value(row, "bytes"),
                    value(row, "revertible")));
        }
        return cells;
    }

    private static Map<String, MigrationRow> migrations(ShellContext context, List<Map<String, String>> rows)
            throws SqlFailure {
        String uuids = rows.stream()
                .map(row -> row.getOrDefault("migration_uuid", ""))
                .distinct()
                .limit(Listing.MOST)
                .map(SqlText::quote)
                .collect(Collectors.joining(", "));
        Map<String, MigrationRow> found = new HashMap<>();
        new MigrationFinder(context.client())
                .latest("migration_uuid IN (" + uuids + ")")
                .forEach(row -> found.put(row.uuid(), row));
        return found;
    }

    @Override
    String nothing() {
        return "No old table is held or on its way out.";
    }
}
