package dev.palinode.shell;

import dev.palinode.shell.client.Answer;
import dev.palinode.shell.client.RowCursor;
import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tables of the current database, for completion. Asked between statements, on the session itself. */
final class TableNames {
    /** How long an answer is good for; long enough that a row of Tabs asks once. */
    private static final Duration FRESH = Duration.ofSeconds(10);

    private final SqlClient client;
    private final InstantSource clock;
    private List<String> names = List.of();
    private Optional<String> database = Optional.empty();
    private Instant read = Instant.MIN;

    TableNames(SqlClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    List<String> get() {
        boolean fresh = clock.instant().isBefore(read.plus(FRESH));
        if (client.database().isEmpty() || !client.connected()) {
            return List.of();
        }
        if (!client.database().equals(database) || !fresh) {
            names = ask();
            database = client.database();
            read = clock.instant();
        }
        return names;
    }

    private List<String> ask() {
        List<String> found = new ArrayList<>();
        try (Answer answer = client.run("SHOW TABLES")) {
            RowCursor rows = answer.rows().orElseThrow();
            for (Optional<List<Optional<String>>> row = rows.next(); row.isPresent(); row = rows.next()) {
                row.get().get(0).ifPresent(found::add);
            }
        } catch (SqlFailure e) {
            // Completion without names is better than a message in the middle of a line.
            return List.of();
        }
        return List.copyOf(found);
    }
}
