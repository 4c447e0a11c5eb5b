package dev.palinode.shell;

import dev.palinode.shell.client.ConnectOptions;
import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.input.Vocabulary;
import dev.palinode.shell.input.Vocabulary.Fate;
import dev.palinode.shell.input.Vocabulary.Grammar;
import dev.palinode.shell.input.Vocabulary.Migration;
import dev.palinode.shell.migration.MigrationFinder;
import dev.palinode.shell.migration.MigrationRow;
import dev.palinode.shell.sql.SqlRows;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The names for completion, read in the background on a session of its own: no key ever waits for the server. What is
 * old is shown until the new is there.
 */
final class NameLoader implements Supplier<Vocabulary> {
    /** How long an answer is good for; long enough that a row of Tabs asks once. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    /** How many migrations that have ended are completed; nobody picks one from a longer list. */
    private static final int NAMED = 100;

    private final SqlClient session;
    private final InstantSource clock;
    private volatile Vocabulary known;
    private String readOf = "";
    private Instant read = Instant.MIN;
    private boolean reading;

    /**
     * Reads what the session may see.
     *
     * @param session tells the current database; nothing is sent on it
     */
    NameLoader(SqlClient session, InstantSource clock, Grammar grammar) {
        this.session = session;
        this.clock = clock;
        this.known = Vocabulary.of(grammar);
    }

    @Override
    public Vocabulary get() {
        refresh();
        return known;
    }

    /** Begins to read unless that is going on, or was done a moment ago. */
    synchronized void refresh() {
        String database = session.database().orElse("");
        boolean fresh = database.equals(readOf) && clock.instant().isBefore(read.plus(FRESH));
        if (fresh || reading || !session.connected()) {
            return;
        }
        reading = true;
        Thread thread = new Thread(() -> load(session.options().withDatabase(database), database), "palinode-names");
        thread.setDaemon(true);
        thread.start();
    }

    private void load(ConnectOptions options, String database) {
        try (SqlClient client = SqlClient.connect(options)) {
            List<Map<String, String>> tablets = tablets(client);
            known = new Vocabulary(
                    database.isEmpty() ? List.of() : tables(client),
                    database.isEmpty() ? Map.of() : columns(client),
                    elsewhere(client),
                    ask(client, "SHOW DATABASES").firsts(),
                    migrations(client),
                    column(tablets, row -> row.getOrDefault("alias", "")),
                    column(tablets, row -> row.getOrDefault("keyspace", "") + "/" + row.getOrDefault("shard", "")),
                    known.grammar());
        } catch (SqlFailure e) {
            // Old names, or none, are better than a message in the middle of a line.
            failed(database);
        } finally {
            done(database);
        }
    }

    /** Those of another database would be wrong. */
    private synchronized void failed(String database) {
        if (!database.equals(readOf)) {
            known = known.elsewhereOnly();
        }
    }

    private synchronized void done(String database) {
        reading = false;
        readOf = database;
        read = clock.instant();
    }

    private static SqlRows ask(SqlClient client, String sql) throws SqlFailure {
        return SqlRows.read(client, sql);
    }

    /** Those of people; what migrations have left is not meant by anybody. */
    private static List<String> tables(SqlClient client) throws SqlFailure {
        return ask(client, "SHOW TABLES").firsts().stream()
                .filter(table -> !table.startsWith("_vt_"))
                .toList();
    }

    private static Map<String, List<String>> columns(SqlClient client) throws SqlFailure {
        return grouped(ask(
                client,
                "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = DATABASE()"
                        + " AND table_name NOT LIKE '\\\\_vt\\\\_%'"
                        + " ORDER BY table_name, ordinal_position LIMIT 20000"));
    }

    private static Map<String, List<String>> elsewhere(SqlClient client) throws SqlFailure {
        return grouped(ask(
                client,
                "SELECT table_schema, table_name FROM information_schema.tables WHERE table_name NOT LIKE '\\\\_vt\\\\_%'"
                        + " ORDER BY table_schema, table_name LIMIT 20000"));
    }

    private static Map<String, List<String>> grouped(SqlRows rows) {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        for (List<Optional<String>> row : rows.rows()) {
            groups.computeIfAbsent(row.get(0).orElse(""), group -> new ArrayList<>())
                    .add(row.get(1).orElse(""));
        }
        return groups;
    }

    private static List<String> column(List<Map<String, String>> rows, Function<Map<String, String>, String> value) {
        return rows.stream().map(value).distinct().toList();
    }

    private static List<Map<String, String>> tablets(SqlClient client) {
        try {
            return ask(client, "SHOW VITESS_TABLETS").byName();
        } catch (SqlFailure e) {
            // A server, and no proxy.
            return List.of();
        }
    }

    private static List<Migration> migrations(SqlClient client) {
        try {
            return new MigrationFinder(client)
                    .recent(NAMED).stream().map(NameLoader::migration).toList();
        } catch (SqlFailure e) {
            // A server without migrations.
            return List.of();
        }
    }

    private static Migration migration(MigrationRow row) {
        Fate fate = !row.ended() ? Fate.PENDING : row.wentWrong() ? Fate.UNDONE : Fate.COMPLETE;
        String about =
                String.format(Locale.ROOT, "%s %s, %s %.0f%%", row.action(), row.table(), row.phase(), row.percent());
        return new Migration(row.uuid(), row.table(), row.action(), fate, about);
    }
}
