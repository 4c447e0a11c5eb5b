package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.util.List;

/** Invariant 7 for what only the old table has of a row, and for rows that it could not take at first. */
final class RevertOwnValuesTest {
    /** The first change is read from the source, where the row has another key by then. */
    @OnEachServer
    void aLargeRowThatHasMovedSinceKeepsWhatTheOldTableHas(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute(
                    "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, body LONGTEXT, extra VARCHAR(9) DEFAULT 'none')",
                    "INSERT INTO t VALUES (1, REPEAT('one', 2000000), 'e1'), (2, 'b', 'e2'), (3, 'c', 'e3'),"
                            + " (4, REPEAT('for', 2000000), 'e4'), (5, REPEAT('fiv', 2000000), 'e5'),"
                            + " (6, REPEAT('six', 2000000), 'e6')");
            MigrationId alter = room.alter("t", "ALTER TABLE t DROP COLUMN extra");
            room.cutOver(alter);
            room.execute(
                    "UPDATE t SET body = REPEAT('two', 2000000) WHERE id = 1",
                    "UPDATE t SET id = 7 WHERE id = 1",
                    "UPDATE t SET body = REPEAT('ten', 2000000) WHERE id = 6",
                    "UPDATE t SET id = 8 WHERE id = 6",
                    "UPDATE t SET id = 6 WHERE id = 2",
                    "UPDATE t SET body = REPEAT('abc', 2000000) WHERE id = 4",
                    "DELETE FROM t WHERE id = 4",
                    "UPDATE t SET body = REPEAT('def', 2000000) WHERE id = 5",
                    "DELETE FROM t WHERE id = 5",
                    "INSERT INTO t VALUES (5, REPEAT('new', 2000000))");
            MigrationId revert = room.revert(alter);
            OftenEnough.cutOver(room, revert);
            assertThat(room.value(
                            "SELECT GROUP_CONCAT(CONCAT(id, extra, LEFT(body, 3)) ORDER BY id SEPARATOR ' ') FROM t"))
                    .isEqualTo("3e3c 5nonenew 6e2b 7e1two 8e6ten");
            assertThat(room.verdict(revert).repaired()).isZero();
        }
    }

    /** The old table's row stays under its old key until it can have the new one; type by type, and with a key that follows. */
    @OnEachServer
    void aRowWhoseKeyTheOldTableDoesNotTakeIsStillThatRow(TestServer server) throws Exception {
        String[][] all = {
            {"k VARCHAR(3) NOT NULL", "k VARCHAR(9) NOT NULL", "'x'", "'toolong'", "'ok'", "'y'"},
            {"k INT NOT NULL", "k BIGINT NOT NULL", "1", "5000000000", "3", "2"},
            {
                "k VARCHAR(9) CHARACTER SET latin1 NOT NULL",
                "k VARCHAR(9) CHARACTER SET utf8mb4 NOT NULL",
                "'x'",
                "_utf8mb4 X'E8A1A8'",
                "'ok'",
                "'y'"
            },
            {
                "k TIMESTAMP NOT NULL",
                "k DATETIME NOT NULL",
                "'2020-01-01 00:00:00'",
                "'1900-01-01 00:00:00'",
                "'2020-01-03 00:00:00'",
                "'2020-01-02 00:00:00'"
            }
        };
        for (String[] one : all) {
            for (boolean moves : new boolean[] {false, true}) {
                try (AlterRoom room = new AlterRoom(server)) {
                    room.execute(
                            "CREATE TABLE t (" + one[0] + " PRIMARY KEY, v INT, extra VARCHAR(9) DEFAULT 'none')",
                            "INSERT INTO t VALUES (" + one[2] + ", 1, 'e1'), (" + one[5] + ", 2, 'e2')");
                    MigrationId alter = room.alter("t", "ALTER TABLE t MODIFY " + one[1] + ", DROP COLUMN extra");
                    room.cutOver(alter);
                    room.execute(
                            "START TRANSACTION",
                            "UPDATE t SET k = " + one[3] + " WHERE k = " + one[2],
                            moves
                                    ? "UPDATE t SET k = " + one[2] + " WHERE k = " + one[5]
                                    : "INSERT INTO t (k, v) VALUES (" + one[2] + ", 7)",
                            "UPDATE t SET k = " + one[4] + ", v = 10 WHERE k = " + one[3],
                            "COMMIT");
                    MigrationId revert = room.revert(alter);
                    OftenEnough.cutOver(room, revert);
                    String expected = moves
                            ? one[2] + " 2 e2, " + one[4] + " 10 e1"
                            : one[5] + " 2 e2, " + one[2] + " 7 none, " + one[4] + " 10 e1";
                    assertThat(room.value(
                                    "SELECT GROUP_CONCAT(k, ' ', v, ' ', extra ORDER BY v SEPARATOR ', ') FROM t"))
                            .isEqualTo(expected.replace("'", ""));
                    assertThat(room.verdict(revert).repaired()).isZero();
                }
            }
        }
    }

    @OnEachServer
    void aTimeThatFollowsTheRowsChangesStaysWhatItWas(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute(
                    "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v INT, changed DATETIME NOT NULL"
                            + " DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP)",
                    "INSERT INTO t VALUES (1, 1, '2020-01-01'), (2, 2, '2020-01-02'), (3, 3, '2020-01-03')");
            MigrationId alter = room.alter("t", "ALTER TABLE t DROP COLUMN changed");
            room.cutOver(alter);
            room.execute("UPDATE t SET v = 10 WHERE id = 1");
            MigrationId revert = room.revert(alter);
            room.await(revert, CopyRunner.Phase.READY);
            room.execute("UPDATE t SET id = 20 WHERE id = 2");
            room.cutOver(revert);
            assertThat(
                            room.value(
                                    "SELECT GROUP_CONCAT(CONCAT(id, ' ', v, ' ', DATE(changed)) ORDER BY id SEPARATOR ', ') FROM t"))
                    .isEqualTo("1 10 2020-01-01, 3 3 2020-01-03, 20 2 2020-01-02");
        }
    }

    /** What the old table does not take, and what it was mended to. */
    private record Obstacle(String old, String alter, String wrong, String mended) {}

    private static final List<Obstacle> OBSTACLES = List.of(
            new Obstacle("v INT NOT NULL", "MODIFY v INT NULL", "NULL", "5"),
            new Obstacle("v INT, CONSTRAINT low CHECK (v < 100)", "DROP CONSTRAINT low", "500", "5"),
            new Obstacle(
                    "v VARCHAR(9) CHARACTER SET latin1",
                    "MODIFY v VARCHAR(9) CHARACTER SET utf8mb4",
                    "_utf8mb4 X'E8A1A8'",
                    "5"));

    @OnEachServer
    void aRowThatTheOldTableDidNotTakeAndThatWasMendedIsNoObstacle(TestServer server) throws Exception {
        for (Obstacle obstacle : OBSTACLES) {
            try (AlterRoom room = new AlterRoom(server)) {
                room.execute(
                        "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, extra INT NOT NULL DEFAULT 7, " + obstacle.old()
                                + ")",
                        "INSERT INTO t (id, v) VALUES (1, 1), (2, 2)");
                MigrationId alter = room.alter("t", "ALTER TABLE t DROP COLUMN extra, " + obstacle.alter());
                room.cutOver(alter);
                // A row that moves makes the stream apply one change after the other, so that the wrong one counts.
                room.execute(
                        "UPDATE t SET v = " + obstacle.wrong() + " WHERE id = 1", "UPDATE t SET id = 20 WHERE id = 2");
                MigrationId failed = room.revert(alter);
                assertThat(room.failure(failed)).contains("with key 1");
                room.runner().stop(room.row(failed));
                room.execute("UPDATE t SET v = " + obstacle.mended() + " WHERE id = 1");
                room.cutOver(room.revert(alter));
                assertThat(room.value("SELECT GROUP_CONCAT(CONCAT(id, v) ORDER BY id) FROM t"))
                        .isEqualTo("15,202");
            }
        }
    }
}
