package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.throttle.Throttle;
import java.sql.SQLException;

/** The throttle comes when a cut-over has begun: clients wait for that, so it goes on as if there were none. */
final class ThrottledCutoverTest {
    @OnEachServer
    void aCutOverThatHasBegunIsNotThrottled(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute("CREATE TABLE t (id INT NOT NULL PRIMARY KEY)", "INSERT INTO t VALUES (1)");
            MigrationId id = room.alter("t", "ALTER TABLE t ADD COLUMN c INT");
            room.await(id, CopyRunner.Phase.READY);
            room.points = name -> {
                if (name.equals("cutover.intent") || name.equals("cutover.sentry")) {
                    room.throttle = new Denied();
                    insert(room);
                }
            };
            CopyRunner.CutoverOutcome outcome = room.runner().cutOver(room.row(id));
            assertThat(outcome.swapped()).as(outcome.message()).isTrue();
            assertThat(room.value("SELECT CONCAT(COUNT(*), COUNT(c)) FROM t")).isEqualTo("30");
        }
    }

    private static void insert(AlterRoom room) {
        try {
            room.execute("INSERT INTO t SELECT MAX(id) + 1 FROM t");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @OnEachServer
    void whoIsDeniedHoldsNeitherTransactionNorTable(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute("CREATE TABLE t (id INT NOT NULL PRIMARY KEY)", "INSERT INTO t VALUES (1), (2)");
            room.throttle = new Denied();
            MigrationId id = room.alter("t", "ALTER TABLE t ADD COLUMN c INT");
            while (room.runner()
                    .throttle(room.row(id))
                    .flatMap(throttle -> throttle.takeMark())
                    .isEmpty()) {
                Thread.sleep(20);
            }
            room.execute("SET lock_wait_timeout = 2", "LOCK TABLES t WRITE", "UNLOCK TABLES");
            room.throttle = Throttle.NONE;
            room.cutOver(id);
            assertThat(room.value("SELECT COUNT(*) FROM t")).isEqualTo("2");
        }
    }
}
