package dev.palinode.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/** What must be the same on all servers when nobody writes any more. */
final class Agreement {
    /** What the engine notes is replicated as well, but for what concerns a single server. */
    private static final List<String> NOTES = List.of("_vt.schema_migrations", "_vt.vreplication", "_vt.copy_state");

    private final Arena arena;

    Agreement(Arena arena) {
        this.arena = arena;
    }

    /** Waits until these have the tables of the primary, also those that are held, row by row. */
    void awaitSameTables(List<TestServer> servers) throws SQLException {
        Map<String, String> expected = checksums(arena.server());
        for (TestServer server : servers) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .ignoreExceptionsInstanceOf(SQLException.class)
                    .untilAsserted(() -> assertThat(checksums(server))
                            .as("CHECKSUM TABLE at %s", server.address())
                            .isEqualTo(expected));
        }
    }

    private Map<String, String> checksums(TestServer server) throws SQLException {
        try (Connection connection = server.connect(arena.keyspace())) {
            List<String> tables = new ArrayList<>(NOTES);
            tables.addAll(Sql.query(
                    connection,
                    "SELECT CONCAT('`', table_schema, '`.`', table_name, '`') FROM information_schema.tables"
                            + " WHERE table_schema = DATABASE() ORDER BY 1",
                    row -> row.getString(1)));
            Map<String, String> found = new TreeMap<>();
            Sql.query(
                    connection,
                    "CHECKSUM TABLE " + String.join(", ", tables),
                    row -> found.put(row.getString(1), String.valueOf(row.getString(2))));
            return found;
        }
    }
}
