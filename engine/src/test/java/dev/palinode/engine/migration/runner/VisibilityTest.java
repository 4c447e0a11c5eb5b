package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.palinode.engine.migration.runner.CopyRunner.Phase;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Invariant 1 for a transaction that is in the binlog but not yet visible: its event is passed over because the chunk
 * will read the row, so the chunk must not read past it. Semi-synchronous replication with nobody to acknowledge makes
 * that moment as long as the test wants.
 */
final class VisibilityTest {
    private static final int ROW = 600;

    @OnEachServer
    void theCopyWaitsForATransactionThatIsInTheBinlogButNotVisible(TestServer server) throws Exception {
        ExecutorService client = Executors.newSingleThreadExecutor();
        try (AlterRoom room = new AlterRoom(server)) {
            OnlineAlterTest.fill(room);
            Holds holds = new Holds();
            holds.hold("copy.committed");
            room.points = holds;
            MigrationId id = room.alter("t", "ALTER TABLE t ADD COLUMN tier INT NOT NULL DEFAULT 7");
            holds.awaitArrivals("copy.committed", 2);
            Future<?> write;
            hangCommits(server);
            try {
                write = client.submit(() -> {
                    room.execute("UPDATE t SET v = 'late' WHERE id = " + ROW);
                    return true;
                });
                await().atMost(Duration.ofSeconds(10)).until(() -> isHanging(room));
                Thread.sleep(300);
                assertThat(room.value("SELECT v FROM t WHERE id = " + ROW)).isEqualTo("x");
                holds.release("copy.committed");
                Thread.sleep(700);
                assertThat(write.isDone()).isFalse();
            } finally {
                letCommitsGo(server);
            }
            write.get(20, TimeUnit.SECONDS);
            room.await(id, Phase.READY);
            assertThat(room.verdict(id).repaired()).isZero();
            room.cutOver(id);
            assertThat(room.value("SELECT CONCAT(v, tier) FROM t WHERE id = " + ROW))
                    .isEqualTo("late7");
            assertThat(room.value("SELECT COUNT(*) FROM t")).isEqualTo("10000");
        } finally {
            client.shutdownNow();
        }
    }

    /** Waiting itself, or behind another session's commit that waits. */
    private static boolean isHanging(AlterRoom room) throws SQLException {
        return !room.value("SELECT id FROM information_schema.processlist WHERE info LIKE 'UPDATE t SET v%'"
                        + " AND (state LIKE '%ACK%' OR state LIKE '%commit%')")
                .equals("-");
    }

    private static void hangCommits(TestServer server) throws SQLException {
        if (server.isMariaDb()) {
            server.execute(
                    "",
                    "SET GLOBAL rpl_semi_sync_master_wait_point = AFTER_SYNC",
                    "SET GLOBAL rpl_semi_sync_master_wait_no_slave = 1",
                    "SET GLOBAL rpl_semi_sync_master_timeout = 60000",
                    "SET GLOBAL rpl_semi_sync_master_enabled = 1");
            return;
        }
        try {
            server.execute("", "INSTALL PLUGIN rpl_semi_sync_source SONAME 'semisync_source.so'");
        } catch (SQLException e) {
            assumeTrue(false, "no semi-synchronous replication here: " + e.getMessage());
        }
        server.execute(
                "",
                "SET GLOBAL rpl_semi_sync_source_wait_point = AFTER_SYNC",
                "SET GLOBAL rpl_semi_sync_source_wait_no_replica = 1",
                "SET GLOBAL rpl_semi_sync_source_timeout = 60000",
                "SET GLOBAL rpl_semi_sync_source_enabled = 1");
    }

    private static void letCommitsGo(TestServer server) throws SQLException {
        if (server.isMariaDb()) {
            server.execute("", "SET GLOBAL rpl_semi_sync_master_enabled = 0");
        } else {
            server.execute("", "SET GLOBAL rpl_semi_sync_source_enabled = 0", "UNINSTALL PLUGIN rpl_semi_sync_source");
        }
    }
}
