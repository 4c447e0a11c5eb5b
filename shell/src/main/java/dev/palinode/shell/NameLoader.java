package dev.palinode.shell;

import dev.palinode.shell.client.ConnectOptions;
import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.input.Vocabulary;
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
    private final List<String> commands;
    private final List<String> administration;
    private volatile Vocabulary known;
    private String readOf = "";
    private Instant read = Instant.MIN;
    private boolean reading;

    /**
     * Reads what the session may see.
     *
     * @param session tells the current database; nothing is sent on it
     */
    NameLoader(SqlClient session, InstantSource clock, List<String> commands, List<String> administration) {
        this.session = session;
        this.clock = clock;
        this.commands = commands;
        this.administration = administration;
        this.known = new Vocabulary(List.of(), Map.of(), Map.of(), List.of(), Map.of(), commands, administration);
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
            known = new Vocabulary(
                    database.isEmpty() ? List.of() : tables(client),
                    database.isEmpty() ? Map.of() : columns(client),
                    elsewhere(client),
                    ask(client, "SHOW DATABASES").firsts(),
                    migrations(client),
                    commands,
                    administration);
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
            known = new Vocabulary(
                    List.of(),
                    Map.of(),
                    known.elsewhere(),
                    known.schemas(),
                    known.migrations(),
                    commands,
                    administration);
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

    private static Map<String, String> migrations(SqlClient client) {
        try {
            Map<String, String> found = new LinkedHashMap<>();
            for (MigrationRow row : new MigrationFinder(client).recent(NAMED)) {
                found.put(
                        row.uuid(),
                        String.format(
                                Locale.ROOT,
                                "%s %s, %s %.0f%%",
                                row.action(),
                                row.table(),
                                row.phase(),
                                row.percent()));
            }
            return found;
        } catch (SqlFailure e) {
            // A server without migrations.
            return Map.of();
        }
    }
}
