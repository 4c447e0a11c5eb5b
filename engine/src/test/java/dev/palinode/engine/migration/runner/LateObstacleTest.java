package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;

/** What somebody makes of the table after the last look before the lock is seen under the lock. */
final class LateObstacleTest {
    private static void comesLate(TestServer server, String make, String undo, String message) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute("CREATE TABLE a (id INT PRIMARY KEY, v INT)", "INSERT INTO a VALUES (1, 1)");
            room.execute("CREATE TABLE log (id INT AUTO_INCREMENT PRIMARY KEY, v INT)");
            MigrationId id = room.alter("a", "ALTER TABLE a ADD COLUMN c INT");
            room.await(id, CopyRunner.Phase.READY);
            room.points = name -> {
                if (name.equals("cutover.sentry")) {
                    run(room, make);
                }
            };
            CopyRunner.CutoverOutcome outcome = room.runner().cutOver(room.row(id));
            room.points = FailPoints.NONE;
            assertThat(outcome.swapped()).isFalse();
            assertThat(outcome.message()).contains(message);
            room.execute(undo, "INSERT INTO a VALUES (2, 2)");
            room.cutOver(id);
            assertThat(room.value("SELECT COUNT(c IS NULL) FROM a")).isEqualTo("2");
        }
    }

    private static void run(AlterRoom room, String sql) {
        try {
            room.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @OnEachServer
    void aTrigger(TestServer server) throws Exception {
        String trigger = "CREATE TRIGGER late AFTER INSERT ON a FOR EACH ROW INSERT INTO log (v) VALUES (NEW.v)";
        comesLate(server, trigger, "DROP TRIGGER late", "has a trigger, late");
    }

    @OnEachServer
    void aForeignKeyOfAnotherTable(TestServer server) throws Exception {
        String child =
                "CREATE TABLE child (id INT PRIMARY KEY, a INT, CONSTRAINT late FOREIGN KEY (a) REFERENCES a (id))";
        comesLate(server, child, "DROP TABLE child", "late");
    }
}
