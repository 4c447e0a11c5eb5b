package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.migration.runner.CopyRunner.Phase;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.time.Duration;

/**
 * Invariant 1 where copy and apply meet: events that are older than the chunk that holds their row, and rows whose key
 * changes while the copy goes on. What goes wrong there shows as rows that the verification had to repair.
 */
final class StaleEventTest {
    private static final String ALTER = "ALTER TABLE t ADD COLUMN tier INT NOT NULL DEFAULT 7";

    @OnEachServer
    void aLargeTransactionOlderThanTheChunksDoesNotHideALaterOne(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            OnlineAlterTest.fill(room);
            Holds holds = new Holds();
            holds.hold("copy.committed");
            holds.hold("apply.written");
            room.points = holds;
            MigrationId id = room.alter("t", ALTER);
            holds.awaitArrivals("copy.committed", 2);
            room.execute("UPDATE t SET v = 'first' WHERE id = 0");
            holds.awaitArrivals("apply.written", 1);
            room.execute(
                    "UPDATE t SET v = REPEAT('a', 40)",
                    "UPDATE t SET v = 'late' WHERE id IN (600, 9999)",
                    "UPDATE t SET v = 'late' WHERE id = 0");
            holds.release("copy.committed");
            String count = "SELECT COUNT(*) FROM " + room.shadow(id).quoted();
            await().atMost(Duration.ofSeconds(20)).until(() -> room.value(count).equals("10000"));
            holds.release("apply.written");
            room.await(id, Phase.READY);
            assertThat(room.verdict(id).repaired()).isZero();
            room.cutOver(id);
            assertThat(room.value("SELECT GROUP_CONCAT(id ORDER BY id) FROM t WHERE v <> REPEAT('a', 40)"))
                    .isEqualTo("0,600,9999");
        }
    }

    @OnEachServer
    void aRowThatMovesIntoARangeNotCopiedYetIsReadThere(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            OnlineAlterTest.fill(room);
            Holds holds = new Holds();
            holds.hold("copy.committed");
            holds.hold("apply.committed");
            room.points = holds;
            MigrationId id = room.alter("t", ALTER);
            holds.awaitArrivals("copy.committed", 2);
            room.execute("UPDATE t SET id = 90000 WHERE id = 0", "UPDATE t SET id = 90001 WHERE id = 1");
            holds.awaitArrivals("apply.committed", 1);
            holds.release("apply.committed");
            room.execute("UPDATE t SET v = 'late' WHERE id = 90000", "DELETE FROM t WHERE id = 90001");
            room.execute("UPDATE t SET v = 'mark' WHERE id = 2");
            String mark = "SELECT v FROM " + room.shadow(id).quoted() + " WHERE id = 2";
            await().atMost(Duration.ofSeconds(20)).until(() -> room.value(mark).equals("mark"));
            holds.release("copy.committed");
            room.await(id, Phase.READY);
            assertThat(room.verdict(id).repaired()).isZero();
            room.cutOver(id);
            assertThat(room.value("SELECT GROUP_CONCAT(id, v ORDER BY id) FROM t WHERE id < 3 OR id >= 90000"))
                    .isEqualTo("2mark,90000late");
        }
    }
}
