package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.MigrationEngine.Control;
import dev.palinode.engine.MigrationEngine.Verb;
import dev.palinode.engine.PalinodeEngine;
import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.migration.runner.OnlineAlter;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The server no longer has what a stream still had to read: a definite failure that says so, the table as it was, and
 * RETRY begins anew.
 */
final class PurgedBinlogsTest {
    private static final String POSTPONED = "--postpone-completion";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @OnEachCluster
    void aMigrationSaysWhatIsGoneAndRetryBeginsAnew(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 0);
                WindowRoom room = new WindowRoom(cluster.primary())) {
            MigrationId id = room.alter(WindowRoom.ALTER, POSTPONED);
            room.await(id, "stage", "waiting for COMPLETE");
            room.stop();
            change(cluster.primary(), room.room.keyspace);
            purge(cluster.primary());
            String before = checksum(cluster.primary(), room.room.keyspace);
            room.restart();
            room.await(id, "migration_status", "failed");
            assertThat(room.column(id, "message")).contains("the binlogs after").contains("have been purged");
            assertThat(checksum(cluster.primary(), room.room.keyspace)).isEqualTo(before);
            room.control(Verb.RETRY, id);
            room.await(id, "stage", "waiting for COMPLETE");
            room.control(Verb.COMPLETE, id);
            room.complete(id);
            assertThat(checksum(cluster.primary(), room.room.keyspace)).isEqualTo(before);
            assertThat(room.room.value("SELECT SUM(c) = COUNT(*) FROM t")).isEqualTo("1");
        }
    }

    @OnEachCluster
    void soItDoesOnAReplicaThatWasPromotedAndKeepsLess(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 1)) {
            MigrationId id;
            String keyspace;
            try (WindowRoom room = new WindowRoom(cluster.primary())) {
                keyspace = room.room.keyspace;
                id = room.alter(WindowRoom.ALTER, POSTPONED);
                room.await(id, "stage", "waiting for COMPLETE");
                room.stop();
                change(cluster.primary(), keyspace);
                cluster.awaitReplica(1, PATIENCE);
                cluster.replica().promote();
                purge(cluster.replica());
            }
            String before = checksum(cluster.replica(), keyspace);
            try (MigrationEngine engine = PalinodeEngine.open(
                    EngineRoom.quick(),
                    Shards.topology(cluster.replica(), keyspace),
                    TrafficGate.none(),
                    context -> new OnlineAlter(context, 2, FailPoints.NONE),
                    InstantSource.system())) {
                awaitRow(cluster.replica(), id, "failed.*have been purged from .*");
                assertThat(checksum(cluster.replica(), keyspace)).isEqualTo(before);
                engine.control(new Control(Verb.RETRY, Optional.of(id)));
                engine.control(new Control(Verb.COMPLETE, Optional.of(id)));
                awaitRow(cluster.replica(), id, "complete.*");
                assertThat(checksum(cluster.replica(), keyspace)).isEqualTo(before);
            }
        }
    }

    /** The old table falls out of step, and the live one is as it was. */
    @OnEachCluster
    void aReverseWindowEndsWithTheReason(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 0);
                WindowRoom room = new WindowRoom(cluster.primary())) {
            MigrationId id = room.complete(room.alter(WindowRoom.ALTER, "--reverse-window=1h"));
            room.awaitRevertible(id, "yes");
            room.stop();
            change(cluster.primary(), room.room.keyspace);
            purge(cluster.primary());
            room.restart();
            room.awaitRevertible(id, "no");
            assertThat(room.column(id, "revertible_reason")).contains("have been purged");
            assertThat(room.column(id, "migration_status")).isEqualTo("complete");
        }
    }

    /** What the stream has not seen, on either side of the end of a file. */
    private static void change(TestServer server, String keyspace) throws SQLException {
        server.execute(
                keyspace,
                "UPDATE t SET n = n + 7 WHERE id < 500",
                "FLUSH BINARY LOGS",
                "DELETE FROM t WHERE id BETWEEN 600 AND 700");
    }

    private static void purge(TestServer server) throws SQLException {
        server.execute("", "FLUSH BINARY LOGS");
        try (Connection connection = server.connect("")) {
            String last = Sql.query(connection, "SHOW BINARY LOGS", row -> row.getString(1)).stream()
                    .reduce((one, next) -> next)
                    .orElseThrow();
            // MariaDB keeps a file that it has not written down as done in the present one.
            await().atMost(PATIENCE).untilAsserted(() -> {
                server.execute("", "PURGE BINARY LOGS TO '" + last + "'");
                assertThat(Sql.query(connection, "SHOW BINARY LOGS", row -> row.getString(1)))
                        .containsExactly(last);
            });
        }
    }

    private static String checksum(TestServer server, String keyspace) throws SQLException {
        try (Connection connection = server.connect(keyspace)) {
            return Sql.first(
                            connection,
                            "SELECT CONCAT(COUNT(*), ' ', SUM(CRC32(CONCAT_WS(',', id, v, n, extra)))) FROM t",
                            row -> row.getString(1))
                    .orElseThrow();
        }
    }

    private static void awaitRow(TestServer server, MigrationId id, String pattern) throws SQLException {
        try (Connection connection = server.connect("")) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(Sql.first(
                                            connection,
                                            "SELECT CONCAT_WS(' ', migration_status, message) FROM _vt.schema_migrations"
                                                    + " WHERE migration_uuid = '" + id + "'",
                                            row -> row.getString(1))
                                    .orElseThrow())
                            .matches("(?s)" + pattern));
        }
    }
}
