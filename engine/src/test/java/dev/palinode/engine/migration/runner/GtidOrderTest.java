package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.migration.runner.CopyRunner.CutoverOutcome;
import dev.palinode.engine.migration.runner.CopyRunner.Phase;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.TestCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Invariant 1 where a MariaDB numbers transactions otherwise than one after the other: the migration ends, and says why. */
final class GtidOrderTest {
    private static final String LATE = "UPDATE t SET v = 'late' WHERE id = 1";

    @Test
    void aNumberThatDoesNotGrowEndsTheMigration() throws Exception {
        try (TestCluster cluster = TestCluster.single();
                AlterRoom room = new AlterRoom(cluster.primary())) {
            MigrationId id = ready(room);
            room.execute("SET gtid_seq_no = 1", LATE);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> room.runner().review(room.row(id)).phase() == Phase.FAILED);
            assertThat(room.failure(id)).contains("GTIDs that do not grow cannot be followed");
        }
    }

    /** The last transaction before the lock has a number that the stream has passed, and the stream has not read it. */
    @Test
    void aNumberThatTheStreamHasPassedIsNoReasonToSwap() throws Exception {
        Holds holds = new Holds();
        try (TestCluster cluster = TestCluster.single();
                AlterRoom room = new AlterRoom(cluster.primary());
                Connection writer = room.connect();
                Statement session = writer.createStatement()) {
            room.points = holds;
            MigrationId id = ready(room);
            session.execute("SET gtid_seq_no = 1");
            session.execute("BEGIN");
            session.execute(LATE);
            TrafficGate none = room.gate;
            room.gate = (tables, limit) -> {
                holds.hold("apply.committed");
                write(room, "UPDATE t SET v = 'early' WHERE id = 2");
                holds.awaitArrivals("apply.committed", 1);
                return none.close(tables, limit);
            };
            CompletableFuture<CutoverOutcome> outcome = CompletableFuture.supplyAsync(() -> cutOver(room, id));
            await().until(() -> room.value(
                            "SELECT stage FROM _vt.schema_migrations WHERE migration_uuid = '" + id + "'")
                    .equals("locking tables"));
            session.execute("COMMIT");
            assertThat(outcome.get(60, TimeUnit.SECONDS).swapped()).isFalse();
            holds.release("apply.committed");
            assertThat(room.failure(id)).contains("GTIDs that do not grow cannot be followed");
            assertThat(room.value("SELECT v FROM t WHERE id = 1")).isEqualTo("late");
        }
    }

    /** A table whose copy stands ready, on a server that takes such numbers. */
    private static MigrationId ready(AlterRoom room) throws Exception {
        OnlineAlterTest.fill(room);
        room.execute("SET GLOBAL gtid_strict_mode = OFF");
        MigrationId id = room.alter("t", "ALTER TABLE t ADD COLUMN w INT");
        room.await(id, Phase.READY);
        return id;
    }

    private static void write(AlterRoom room, String sql) {
        try {
            room.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CutoverOutcome cutOver(AlterRoom room, MigrationId id) {
        try {
            return room.runner().cutOver(room.row(id));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
