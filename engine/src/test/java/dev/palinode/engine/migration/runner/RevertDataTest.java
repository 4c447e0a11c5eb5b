package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.migration.runner.CopyRunner.Phase;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;

/** Invariant 7: a revert returns every write made since the cut-over, and what only the old table has. */
final class RevertDataTest {
    private static final String ROWS =
            "SELECT GROUP_CONCAT(CONCAT_WS(':', id, v, extra) ORDER BY id SEPARATOR ' ') FROM t";

    private static void table(AlterRoom room, String extra) throws SQLException {
        room.execute(
                "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v VARCHAR(20) NOT NULL, u INT, UNIQUE KEY (u), " + extra
                        + ")",
                "INSERT INTO t (id, v, u, extra) VALUES (1, 'a', 1, 'e1'), (2, 'b', 2, 'e2'), (3, 'c', 3, 'e3'),"
                        + " (4, 'd', 4, 'e4'), (5, 'e', 5, 'e5'), (6, 'f', 6, 'e6')");
    }

    private static MigrationId dropExtra(AlterRoom room) throws Exception {
        MigrationId alter = room.alter("t", "ALTER TABLE t DROP COLUMN extra, DROP INDEX u");
        room.cutOver(alter);
        return alter;
    }

    @OnEachServer
    void whatADroppedColumnHeldComesBack(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            table(room, "extra VARCHAR(20) NOT NULL DEFAULT 'none'");
            MigrationId alter = dropExtra(room);
            room.execute(
                    "UPDATE t SET v = 'changed' WHERE id = 1",
                    "INSERT INTO t (id, v, u) VALUES (10, 'new', 10)",
                    "UPDATE t SET id = 20 WHERE id = 2",
                    "DELETE FROM t WHERE id = 3",
                    "INSERT INTO t (id, v, u) VALUES (3, 'again', 3)",
                    "DELETE FROM t WHERE id = 4");
            MigrationId revert = room.revert(alter);
            room.await(revert, Phase.READY);
            room.execute("UPDATE t SET id = 21, v = 'moved' WHERE id = 20", "UPDATE t SET v = 'late' WHERE id = 5");
            room.cutOver(revert);
            assertThat(room.value(ROWS))
                    .isEqualTo("1:changed:e1 3:again:none 5:late:e5 6:f:e6 10:new:none 21:moved:e2");
            MigrationId again = room.revert(revert);
            room.cutOver(again);
            assertThat(room.value("SELECT GROUP_CONCAT(CONCAT_WS(':', id, v) ORDER BY id SEPARATOR ' ') FROM t"))
                    .isEqualTo("1:changed 3:again 5:late 6:f 10:new 21:moved");
        }
    }

    @OnEachServer
    void aColumnThatTookTheNameOfADroppedOneGoesBack(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute(
                    "CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT)",
                    "INSERT INTO t VALUES (1, 10, 100), (2, 20, 200)");
            MigrationId alter = room.alter("t", "ALTER TABLE t DROP COLUMN a, CHANGE COLUMN b a INT");
            room.cutOver(alter);
            room.execute("UPDATE t SET a = 101 WHERE id = 1", "INSERT INTO t VALUES (3, 300)");
            room.cutOver(room.revert(alter));
            assertThat(room.value("SELECT GROUP_CONCAT(CONCAT_WS(':', id, a, b) ORDER BY id SEPARATOR ' ') FROM t"))
                    .isEqualTo("1:10:101 2:20:200 3:300");
        }
    }

    /** No row moves here, so that the batch is written as a whole and only the last image of each row counts. */
    @OnEachServer
    void aRowThatWasDeletedAndCameBackIsANewRow(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            table(room, "extra VARCHAR(20) NOT NULL DEFAULT 'none'");
            MigrationId alter = dropExtra(room);
            room.execute(
                    "START TRANSACTION",
                    "DELETE FROM t WHERE id = 3",
                    "INSERT INTO t (id, v, u) VALUES (3, 'again', 3)",
                    "COMMIT");
            room.cutOver(room.revert(alter));
            assertThat(room.value("SELECT CONCAT(v, ':', extra) FROM t WHERE id = 3"))
                    .isEqualTo("again:none");
        }
    }

    /** The held table goes on from where the revert that was given up has brought it. */
    @OnEachServer
    void aRevertAfterOneThatWasCancelledKeepsWhatTheOldTableHas(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            table(room, "extra VARCHAR(20) NOT NULL DEFAULT 'none'");
            MigrationId alter = dropExtra(room);
            room.execute(
                    "UPDATE t SET id = 20 WHERE id = 2",
                    "UPDATE t SET id = 30 WHERE id = 20",
                    "INSERT INTO t (id, v, u) VALUES (20, 'new', 22)");
            MigrationId cancelled = room.revert(alter);
            room.await(cancelled, Phase.READY);
            room.requests().cancel(cancelled, "");
            Position reached = room.runner().position(room.row(cancelled)).orElseThrow();
            room.runner().stop(room.row(cancelled));
            assertThat(room.runner().position(room.row(alter)).orElseThrow().contains(reached))
                    .isTrue();
            room.execute("UPDATE t SET v = 'late' WHERE id = 30");
            room.cutOver(room.revert(alter));
            assertThat(room.value(ROWS)).isEqualTo("1:a:e1 3:c:e3 4:d:e4 5:e:e5 6:f:e6 20:new:none 30:late:e2");
        }
    }

    /** The new table allows for a moment what the old one's unique key does not. */
    @OnEachServer
    void aRowThatMovesWhileItsValueIsTakenKeepsWhatTheOldTableHas(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            table(room, "extra VARCHAR(20) NOT NULL DEFAULT 'none'");
            MigrationId alter = dropExtra(room);
            room.execute(
                    "UPDATE t SET id = 20, u = 1, v = 'moved' WHERE id = 2",
                    "UPDATE t SET u = 2 WHERE id = 1",
                    "UPDATE t SET id = 30 WHERE id = 3",
                    "UPDATE t SET id = 3 WHERE id = 4",
                    "UPDATE t SET id = 4 WHERE id = 30");
            MigrationId revert = room.revert(alter);
            room.cutOver(revert);
            assertThat(room.value(ROWS)).isEqualTo("1:a:e1 3:d:e4 4:c:e3 5:e:e5 6:f:e6 20:moved:e2");
            assertThat(room.verdict(revert).repaired()).isZero();
        }
    }

    @OnEachServer
    void aLargeRowThatMovesKeepsWhatTheOldTableHas(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute(
                    "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, body LONGTEXT, extra VARCHAR(9) DEFAULT 'none')",
                    "INSERT INTO t VALUES (1, REPEAT('one', 2000000), 'e1')");
            MigrationId alter = room.alter("t", "ALTER TABLE t DROP COLUMN extra");
            room.cutOver(alter);
            room.execute("UPDATE t SET id = 7 WHERE id = 1");
            MigrationId revert = room.revert(alter);
            room.cutOver(revert);
            assertThat(room.value("SELECT GROUP_CONCAT(CONCAT(id, extra, LENGTH(body))) FROM t"))
                    .isEqualTo("7e16000000");
            assertThat(room.verdict(revert).repaired()).isZero();
        }
    }

    @OnEachServer
    void aRowWithoutAValueForADroppedColumnEndsTheRevert(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            table(room, "extra VARCHAR(20) NOT NULL");
            MigrationId alter = dropExtra(room);
            room.execute("INSERT INTO t (id, v, u) VALUES (10, 'new', 10)");
            MigrationId revert = room.revert(alter);
            assertThat(room.failure(revert))
                    .contains("'extra' doesn't have a default value")
                    .contains("10");
            assertThat(room.value("SELECT CONCAT(COUNT(*), MAX(v)) FROM t")).isEqualTo("7new");
        }
    }

    @OnEachServer
    void aValueThatDidNotFitAndWasMendedIsNoObstacle(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            table(room, "extra VARCHAR(20) NOT NULL DEFAULT 'none'");
            MigrationId alter = room.alter("t", "ALTER TABLE t MODIFY v VARCHAR(60) NOT NULL");
            room.cutOver(alter);
            room.execute("UPDATE t SET v = REPEAT('long', 10) WHERE id = 1");
            MigrationId failed = room.revert(alter);
            assertThat(room.failure(failed)).contains("for column 'v'", "with key 1");
            room.runner().stop(room.row(failed));
            room.execute("UPDATE t SET v = 'short' WHERE id = 1");
            room.cutOver(room.revert(alter));
            assertThat(room.value("SELECT CONCAT(v, extra) FROM t WHERE id = 1"))
                    .isEqualTo("shorte1");
        }
    }

    @OnEachServer
    void aValueThatDoesNotFitTheOldTableEndsTheRevert(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            table(room, "extra VARCHAR(20) NOT NULL DEFAULT 'none'");
            MigrationId alter = room.alter("t", "ALTER TABLE t MODIFY v VARCHAR(60) NOT NULL, MODIFY u BIGINT");
            room.cutOver(alter);
            room.execute("UPDATE t SET v = 'still fits', u = 2147483647 WHERE id = 1");
            MigrationId revert = room.revert(alter);
            room.cutOver(revert);
            assertThat(room.value("SELECT CONCAT(v, u) FROM t WHERE id = 1")).isEqualTo("still fits2147483647");
            MigrationId again = room.revert(revert);
            room.cutOver(again);
            room.execute("UPDATE t SET u = 2147483648 WHERE id = 6");
            MigrationId narrow = room.revert(again);
            assertThat(room.failure(narrow))
                    .containsIgnoringCase("out of range")
                    .contains("6");
            assertThat(room.value("SELECT u FROM t WHERE id = 6")).isEqualTo("2147483648");
        }
    }

    @OnEachServer
    void valuesOfARenamedColumnAreCarriedBack(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            table(room, "extra VARCHAR(20) NOT NULL DEFAULT 'none'");
            MigrationId alter =
                    room.alter("t", "ALTER TABLE t RENAME COLUMN v TO w, CHANGE COLUMN extra v VARCHAR(30) NOT NULL");
            room.cutOver(alter);
            room.execute(
                    "UPDATE t SET w = 'w1' WHERE id = 1",
                    "UPDATE t SET v = 'v2' WHERE id = 2",
                    "INSERT INTO t (id, w, u, v) VALUES (10, 'w10', 10, 'v10')");
            MigrationId revert = room.revert(alter);
            room.cutOver(revert);
            assertThat(room.value(ROWS)).isEqualTo("1:w1:e1 2:b:v2 3:c:e3 4:d:e4 5:e:e5 6:f:e6 10:w10:v10");
        }
    }
}
