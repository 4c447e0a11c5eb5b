package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.migration.runner.OnlineAlter;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** The server's own {@code lock_wait_timeout} is not that of a migration. A server for itself: its variables are global. */
final class LowLockWaitTest {
    /** Longer than the variable says, shorter than an attempt waits. */
    private static final long HELD_MILLIS = 1_800;

    /** What has to wait for somebody who reads the table is done at the first attempt. */
    private static void doneAtOnce(EngineRoom room, MigrationEngine engine, String sql) throws Exception {
        try (Connection reader = room.server.connect(room.keyspace);
                Statement reading = reader.createStatement()) {
            reader.setAutoCommit(false);
            reading.executeQuery("SELECT * FROM t").close();
            MigrationId id = room.submitTo(engine, sql, DdlStrategyParser.parse("vitess --cut-over-threshold=15s"));
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> isSomebodyWaiting(room));
            Thread.sleep(HELD_MILLIS);
            assertThat(isSomebodyWaiting(room)).isTrue();
            reader.rollback();
            room.complete(id);
            String attempts = "SELECT cutover_attempts FROM _vt.schema_migrations WHERE migration_uuid = '" + id + "'";
            assertThat(room.value(attempts)).isIn("0", "1");
        }
    }

    private static boolean isSomebodyWaiting(EngineRoom room) throws SQLException {
        return room.db.with(connection -> Sql.first(
                        connection,
                        "SELECT 1 FROM " + room.db.dialect().processlist(connection)
                                + " WHERE state LIKE 'Waiting for table metadata lock%'",
                        row -> true)
                .isPresent());
    }

    @OnEachCluster
    void whoeverHoldsTheTableForAMomentIsWaitedFor(TestServer.Flavour flavour) throws Exception {
        List<String> options = flavour == TestServer.Flavour.MYSQL
                ? List.of("--lock-wait-timeout=1", "--sql-require-primary-key=ON")
                : List.of("--lock-wait-timeout=1");
        try (TestCluster cluster = TestCluster.of(flavour, 0, options.toArray(String[]::new));
                EngineRoom room = EngineRoom.of(cluster.primary())) {
            room.stopEngine();
            try (MigrationEngine engine = room.open(context -> new OnlineAlter(context, 2, FailPoints.NONE))) {
                assertThat(room.value("SELECT @@GLOBAL.lock_wait_timeout")).isEqualTo("1");
                room.complete(room.submitTo(engine, "CREATE TABLE t (id INT PRIMARY KEY, v INT)"));
                doneAtOnce(room, engine, "ALTER TABLE t ADD COLUMN w INT");
                doneAtOnce(room, engine, "DROP TABLE t");
                if (flavour == TestServer.Flavour.MYSQL) {
                    keysAreDemandedOfUsersAlone(room, engine);
                }
            }
        }
    }

    /** To compare rows of another type, they are brought into a table without a key. */
    private static void keysAreDemandedOfUsersAlone(EngineRoom room, MigrationEngine engine) throws SQLException {
        room.execute("CREATE TABLE k (id INT PRIMARY KEY, v INT)", "INSERT INTO k VALUES (1, 1), (2, 2)");
        room.complete(room.submitTo(engine, "ALTER TABLE k MODIFY v VARCHAR(20)"));
        MigrationId keyless = room.submitTo(engine, "CREATE TABLE n (v INT)");
        room.await(keyless, MigrationStatus.FAILED);
        assertThat(room.message(keyless)).contains("errno 3750");
    }
}
