package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.migration.runner.CopyRunner.Phase;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.time.Duration;

/** Invariant 1: a row whose key cannot be written in strict mode does not come back after it was deleted. */
final class InvalidDateKeyTest {
    @OnEachServer
    void itsDeletionIsCarriedOrEndsTheMigration(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute(
                    "CREATE TABLE t (k DATE NOT NULL PRIMARY KEY, v INT)",
                    "SET sql_mode = 'ALLOW_INVALID_DATES'",
                    "INSERT INTO t VALUES ('2021-02-31', 1), ('2021-03-01', 2)");
            MigrationId id = room.alter("t", "ALTER TABLE t ADD COLUMN tier INT NOT NULL DEFAULT 7");
            room.await(id, Phase.READY);
            room.execute("DELETE FROM t WHERE v = 1", "UPDATE t SET v = 3 WHERE v = 2");
            await().atMost(Duration.ofSeconds(60)).until(() -> isOver(room, id));
            if (room.runner().review(room.row(id)).phase() == Phase.FAILED) {
                assertThat(room.failure(id)).contains("2021-02-31");
            } else {
                room.cutOver(id);
                assertThat(room.value("SELECT GROUP_CONCAT(v) FROM t")).isEqualTo("3");
            }
        }
    }

    private static boolean isOver(AlterRoom room, MigrationId id) throws Exception {
        return room.runner().review(room.row(id)).phase() == Phase.FAILED
                || room.value("SELECT COUNT(*) FROM " + room.shadow(id).quoted() + " WHERE v = 3")
                        .equals("1");
    }
}
