package dev.palinode.shell.migration;

import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.ExitCode;
import dev.palinode.shell.sql.SqlRows;
import dev.palinode.shell.sql.SqlText;
import dev.palinode.shell.sql.TypedName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds migrations by what people call them: a UUID, its beginning, or a table. */
public final class MigrationFinder {
    /** Fewer digits than the server takes are no beginning of a UUID, but a name. */
    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{4,8}(?:[_-][0-9a-f_-]*)?");

    private static final Pattern WHOLE = Pattern.compile("[0-9a-f]{8}(?:_[0-9a-f]{4}){3}_[0-9a-f]{12}");

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
        return latest(Optional.empty(), condition);
    }

    /**
     * The last ones of a keyspace for which a condition holds.
     *
     * @param keyspace the session's where it is empty
     * @param condition as WHERE has it
     * @return the oldest first, {@link Listing#MOST} at most
     * @throws SqlFailure when the server knows no migrations, or is gone
     */
    public List<MigrationRow> latest(Optional<String> keyspace, String condition) throws SqlFailure {
        List<MigrationRow> rows = new ArrayList<>(read(Listing.latest(keyspace, condition, Listing.MOST)));
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
     * In which keyspace a word is looked for.
     *
     * @param word a table with the name of a keyspace in front of it, the whole UUID of a migration, or anything else
     * @return empty for the session's
     * @throws SqlFailure when the server knows no migrations, or is gone
     */
    public Optional<String> keyspaceOf(String word) throws SqlFailure {
        String uuid = digits(word);
        Optional<String> named = WHOLE.matcher(uuid).matches()
                ? whole(uuid).stream().findFirst().map(row -> row.text("keyspace"))
                : TypedName.of(word).schema();
        return named.isEmpty() ? named : named.filter(keyspaces()::contains);
    }

    /**
     * The migration that is meant by a word.
     *
     * @param name a UUID, at least 4 digits of exactly one, or a table, which may have its schema in front of it
     * @param wanted of several of a table the last one of these is meant, or else the last one of all
     * @return its row
     * @throws SqlFailure when the server knows no migrations, or is gone
     * @throws CommandFailure when none is meant, or several may be
     */
    public MigrationRow one(String name, Predicate<MigrationRow> wanted) throws SqlFailure, CommandFailure {
        List<MigrationRow> named = beginning(digits(name));
        List<MigrationRow> ofTable = ofTable(TypedName.of(name), keyspaceOf(name));
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

    private static String digits(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    private List<MigrationRow> whole(String uuid) throws SqlFailure {
        return read("SHOW VITESS_MIGRATIONS LIKE " + SqlText.quote(uuid)).stream()
                .filter(row -> digits(row.uuid()).equals(uuid))
                .toList();
    }

    /** Of all keyspaces: what is the only one in this may not be the only one. */
    private List<MigrationRow> beginning(String prefix) throws SqlFailure, CommandFailure {
        if (WHOLE.matcher(prefix).matches()) {
            return whole(prefix);
        }
        if (!DIGITS.matcher(prefix).matches()) {
            return List.of();
        }
        String condition = "migration_uuid LIKE " + SqlText.quote(prefix + "%");
        List<String> keyspaces = keyspaces();
        if (keyspaces.size() < 2) {
            return beginning(prefix, latest(condition));
        }
        List<MigrationRow> found = new ArrayList<>();
        for (String keyspace : keyspaces) {
            try {
                found.addAll(beginning(prefix, latest(Optional.of(keyspace), condition)));
            } catch (SqlFailure e) {
                if (e.connectionLost()) {
                    throw e;
                }
                throw new CommandFailure(
                        ExitCode.FAILED,
                        "keyspace " + keyspace + " cannot be asked whether a migration of its begins with '" + prefix
                                + "'; write the whole UUID, or the table: " + e.getMessage());
            }
        }
        return found;
    }

    private static List<MigrationRow> beginning(String prefix, List<MigrationRow> rows) {
        return rows.stream()
                .filter(row -> digits(row.uuid()).startsWith(prefix))
                .toList();
    }

    private List<MigrationRow> ofTable(TypedName name, Optional<String> keyspace) throws SqlFailure {
        return latest(keyspace, name.condition()).stream()
                .filter(row -> row.table().equalsIgnoreCase(name.table()))
                .toList();
    }

    /** None where the server does not tell. */
    private List<String> keyspaces() throws SqlFailure {
        try {
            return SqlRows.read(client, "SHOW KEYSPACES").firsts();
        } catch (SqlFailure e) {
            if (e.connectionLost()) {
                throw e;
            }
            return List.of();
        }
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
