package dev.palinode.shell.migration;

import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.ExitCode;
import dev.palinode.shell.sql.SqlRows;
import dev.palinode.shell.sql.SqlText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds migrations by what people call them: a UUID, its beginning, or a table. */
public final class MigrationFinder {
    /** Fewer digits than the server takes are no beginning of a UUID, but a name. */
    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{4,8}(?:[_-][0-9a-f_-]*)?");

    /** Candidates that an ambiguous name is answered with. */
    private static final int SHOWN = 5;

    private final SqlClient client;
    private final UserRules rules;

    /**
     * Searches on a session.
     *
     * @param client asked between statements
     */
    public MigrationFinder(SqlClient client) {
        this.client = client;
        this.rules = new UserRules(client);
    }

    /**
     * All migrations for which a statement asks.
     *
     * @param sql some form of {@code SHOW VITESS_MIGRATIONS}
     * @return in the server's order
     * @throws SqlFailure when the server knows no migrations, or is gone
     */
    public List<MigrationRow> read(String sql) throws SqlFailure {
        return rules.added(SqlRows.read(client, sql).byName().stream()
                .map(MigrationRow::new)
                .toList());
    }

    /**
     * All that have not ended, and some that have.
     *
     * @param ended how many of those that have ended last
     * @return the oldest first
     * @throws SqlFailure when the server knows no migrations, or is gone
     */
    public List<MigrationRow> recent(int ended) throws SqlFailure {
        Map<String, MigrationRow> rows = new HashMap<>();
        // In this order, so that one which ends in between is not missed.
        read(Listing.pending()).forEach(row -> rows.put(row.uuid(), row));
        read(Listing.ended(ended)).forEach(row -> rows.put(row.uuid(), row));
        return rows.values().stream()
                .sorted(Comparator.comparingLong(row -> row.whole("id", 0)))
                .toList();
    }

    /**
     * The last ones for which a condition holds.
     *
     * @param condition as WHERE has it
     * @return the oldest first, {@link Listing#MOST} at most
     * @throws SqlFailure when the server knows no migrations, or is gone
     */
    public List<MigrationRow> latest(String condition) throws SqlFailure {
        List<MigrationRow> rows = new ArrayList<>(read(Listing.latest(condition, Listing.MOST)));
        Collections.reverse(rows);
        return rows;
    }

    /**
     * One migration as it is now.
     *
     * @param uuid its whole name
     * @return its row
     * @throws SqlFailure when the server is gone
     * @throws CommandFailure when there is no such migration any more
     */
    public MigrationRow byUuid(String uuid) throws SqlFailure, CommandFailure {
        return read("SHOW VITESS_MIGRATIONS LIKE " + SqlText.quote(uuid)).stream()
                .filter(row -> row.uuid().equals(uuid))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(ExitCode.FAILED, "there is no migration " + uuid + " any more"));
    }

    /**
     * The migration that is meant by a word.
     *
     * @param name a UUID, at least 4 digits of exactly one, or a table
     * @param wanted of several of a table the last one of these is meant, or else the last one of all
     * @return its row
     * @throws SqlFailure when the server knows no migrations, or is gone
     * @throws CommandFailure when none is meant, or several may be
     */
    public MigrationRow one(String name, Predicate<MigrationRow> wanted) throws SqlFailure, CommandFailure {
        String table = name.substring(name.lastIndexOf('.') + 1).replace("`", "");
        String prefix = name.toLowerCase(Locale.ROOT).replace('-', '_');
        boolean digits = DIGITS.matcher(prefix).matches();
        List<MigrationRow> named = !digits
                ? List.of()
                : latest("migration_uuid LIKE " + SqlText.quote(prefix + "%")).stream()
                        .filter(row -> row.uuid().replace('-', '_').startsWith(prefix))
                        .toList();
        List<MigrationRow> ofTable = latest("mysql_table = " + SqlText.quote(table)).stream()
                .filter(row -> row.table().equalsIgnoreCase(table))
                .toList();
        if (named.isEmpty()) {
            return last(ofTable.stream().filter(wanted).toList(), ofTable, name);
        }
        if (named.size() > 1 && ofTable.isEmpty()) {
            throw ambiguous(name, named);
        }
        MigrationRow only = named.get(0);
        boolean same = named.size() == 1
                && (ofTable.isEmpty()
                        || last(ofTable.stream().filter(wanted).toList(), ofTable, name)
                                .equals(only));
        if (!same) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "'" + name + "' is a table that has migrations, and the beginning of " + said(only) + ": write `"
                            + name + "` for the table, or more digits for the other one");
        }
        return only;
    }

    private static MigrationRow last(List<MigrationRow> best, List<MigrationRow> all, String name)
            throws CommandFailure {
        List<MigrationRow> from = best.isEmpty() ? all : best;
        if (from.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "no migration has a UUID that begins with '" + name + "', and none is of a table of that name;"
                            + " migrations lists them");
        }
        return from.get(from.size() - 1);
    }

    private static String said(MigrationRow row) {
        return row.uuid() + " (" + row.table() + ", " + row.status() + ")";
    }

    private static CommandFailure ambiguous(String name, List<MigrationRow> named) {
        String some = named.stream().limit(SHOWN).map(MigrationFinder::said).collect(Collectors.joining(", "));
        return new CommandFailure(
                ExitCode.FAILED,
                named.size() + " migrations begin with '" + name + "': " + some
                        + (named.size() > SHOWN ? ", ..." : ""));
    }
}
