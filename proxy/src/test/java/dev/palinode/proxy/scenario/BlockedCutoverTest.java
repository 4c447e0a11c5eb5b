package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.Ledger;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A transaction that is open on the table holds the cut-over up, and nothing else. */
class BlockedCutoverTest {
    private static void blocked(Room room, Ledger.Connector connector, String known) throws Exception {
        room.execute("CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1), (2, 2)");
        try (Client client = room.client();
                Connection blocker = connector.open();
                Statement statement = blocker.createStatement()) {
            client.run("SET ddl_strategy = 'vitess --cut-over-threshold=5s --postpone-completion'");
            String uuid = client.submit("ALTER TABLE t ADD COLUMN x INT");
            client.await(uuid, "ready_to_complete", "1");
            long session = session(statement);
            blocker.setAutoCommit(false);
            statement.executeUpdate("UPDATE t SET v = 10 WHERE id = 1");
            client.run("ALTER VITESS_MIGRATION '" + uuid + "' COMPLETE");
            Map<String, String> tried = client.await(uuid, "cutover_attempts", "1");
            assertThat(tried).containsEntry("migration_status", "running");
            long start = System.nanoTime();
            client.run("UPDATE t SET v = 20 WHERE id = 2");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(12));
            Map<String, String> given = client.awaitMessage(uuid, "failed locking tables");
            assertThat(given.get("message")).contains(String.format(known, session));
            assertThat(room.rows("SELECT v FROM t ORDER BY id")).containsExactly("1", "20");

            statement.executeUpdate("UPDATE t SET v = 11 WHERE id = 1");
            blocker.commit();
            Map<String, String> done = client.await(uuid, "complete");
            assertThat(done.get("message")).isEmpty();
            assertThat(Integer.parseInt(String.valueOf(done.get("cutover_attempts"))))
                    .isGreaterThan(1);
            assertThat(room.rows("SELECT id, v, x FROM t ORDER BY id")).containsExactly("1|11|null", "2|20|null");
        }
    }

    private static long session(Statement statement) throws Exception {
        try (ResultSet rows = statement.executeQuery("SELECT CONNECTION_ID()")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @OnEachServer
    void byAClientOfTheProxy(TestServer server) throws Exception {
        try (Room room = Room.withBackoff(server, List.of(Duration.ZERO, Duration.ofSeconds(2)))) {
            blocked(room, room::connect, "client session");
        }
    }

    @OnEachServer
    void bySomebodyWhoGoesRoundTheProxy(TestServer server) throws Exception {
        try (Room room = Room.withBackoff(server, List.of(Duration.ZERO, Duration.ofSeconds(2)))) {
            blocked(room, room::direct, "session %d");
        }
    }
}
