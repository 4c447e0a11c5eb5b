package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.migration.runner.CopyRunner.Phase;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Invariant 1 where the new table compares the text of a key in another way: what was two rows never becomes one. Either
 * both are carried, or the migration ends and names them, as an ALTER by the server does.
 */
final class CoarserKeyTest {
    private static final String NUMBERS = "SELECT a.d * 1000 + b.d * 100 + c.d * 10 + e.d AS i FROM d a, d b, d c, d e";

    /** 3,000 rows between the two that become equal, so that no chunk holds both. */
    private static void fill(AlterRoom room, String type) throws SQLException {
        room.execute(
                "CREATE TABLE d (d INT NOT NULL PRIMARY KEY)",
                "INSERT INTO d VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)",
                "CREATE TABLE u (name " + type + " NOT NULL PRIMARY KEY, v INT NOT NULL, UNIQUE KEY v (v))",
                "INSERT INTO u SELECT CONCAT('a', LPAD(i, 4, '0')), i FROM (" + NUMBERS + ") n WHERE i < 3000");
    }

    private static String change(String type) {
        return "ALTER TABLE u MODIFY name " + type + " NOT NULL, DROP KEY v";
    }

    private static void refused(AlterRoom room, MigrationId id, String one, String other) throws Exception {
        assertThat(room.failure(id)).contains("Duplicate entry", "name = " + one + ")", "name = " + other + ")");
        assertThat(room.value("SELECT COUNT(*) FROM u")).isEqualTo("3002");
    }

    /** What becomes equal, and how the column is before and after. */
    private record Merge(String before, String after, String one, String other) {}

    private static final Merge LETTERS = new Merge(
            "VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
            "VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
            "Bob",
            "bob");

    private static List<Merge> merges(TestServer server) {
        Merge accents = new Merge(
                "VARCHAR(50) CHARACTER SET latin1 COLLATE latin1_swedish_ci",
                "VARCHAR(60) CHARACTER SET utf8mb4 COLLATE "
                        + (server.isMariaDb() ? "utf8mb4_unicode_ci" : "utf8mb4_0900_ai_ci"),
                "Bo",
                "Bö");
        Merge spaces = new Merge(
                "VARCHAR(50) CHARACTER SET utf8mb4 COLLATE "
                        + (server.isMariaDb() ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin"),
                "VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
                "bob",
                "bob ");
        Merge text = new Merge(
                "CHAR(50) CHARACTER SET ascii COLLATE ascii_bin",
                "VARCHAR(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
                "Bob",
                "bob");
        return List.of(LETTERS, accents, spaces, text);
    }

    @OnEachServer
    void rowsOfTwoChunksThatBecomeOneEndTheMigration(TestServer server) throws Exception {
        for (Merge merge : merges(server)) {
            try (AlterRoom room = new AlterRoom(server)) {
                fill(room, merge.before());
                room.execute("INSERT INTO u VALUES ('" + merge.one() + "', 5001), ('" + merge.other() + "', 5002)");
                refused(room, room.alter("u", change(merge.after())), merge.one(), merge.other());
            }
        }
    }

    @OnEachServer
    void rowsOfOneChunkThatBecomeOneEndTheMigration(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            fill(room, LETTERS.before());
            room.execute("UPDATE u SET name = 'A0001' WHERE v = 2", "DELETE FROM u WHERE v > 100");
            room.execute("UPDATE u SET name = UPPER(name) WHERE v <> 1");
            MigrationId id = room.alter("u", change(LETTERS.after()));
            assertThat(room.failure(id)).contains("name = A0001)", "name = a0001)");
        }
    }

    @OnEachServer
    void aRowThatIsWrittenWhenAllIsReadyReplacesNone(TestServer server) throws Exception {
        for (Merge merge : merges(server)) {
            try (AlterRoom room = new AlterRoom(server)) {
                fill(room, merge.before());
                room.execute("INSERT INTO u VALUES ('" + merge.one() + "', 5001)");
                MigrationId id = room.alter("u", change(merge.after()));
                room.await(id, Phase.READY);
                room.execute("INSERT INTO u VALUES ('" + merge.other() + "', 5002)");
                refusedWhenApplied(room, id, merge);
            }
        }
    }

    /** READY is what the stream was before it saw the row. */
    private static void refusedWhenApplied(AlterRoom room, MigrationId id, Merge merge) throws Exception {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> room.runner().review(room.row(id)).phase() == Phase.FAILED);
        refused(room, id, merge.one(), merge.other());
    }

    @OnEachServer
    void aRowThatTheOldTableWouldTakeForAnotherEndsTheRevert(TestServer server) throws Exception {
        for (Merge merge : merges(server)) {
            try (AlterRoom room = new AlterRoom(server)) {
                fill(room, merge.after());
                room.execute("INSERT INTO u VALUES ('" + merge.one() + "', 5001)");
                MigrationId alter = room.alter("u", change(merge.before()));
                room.cutOver(alter);
                room.execute("INSERT INTO u VALUES ('" + merge.other() + "', 5002)");
                refused(room, room.revert(alter), merge.one(), merge.other());
            }
        }
    }

    /** The old table still has the row whose name that is to it; its row stays where it is until then. */
    @OnEachServer
    void aNameThatTheOldTableHasStillIsTakenWhenItIsFree(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute(
                    "CREATE TABLE u (name " + LETTERS.after() + " NOT NULL PRIMARY KEY, v INT, extra VARCHAR(9))",
                    "INSERT INTO u VALUES ('a', 1, 'e_a'), ('x', 2, 'e_x'), ('b', 3, 'e_b')");
            MigrationId alter =
                    room.alter("u", "ALTER TABLE u MODIFY name " + LETTERS.before() + " NOT NULL, DROP extra");
            room.cutOver(alter);
            room.execute(
                    "START TRANSACTION",
                    "UPDATE u SET name = 'A' WHERE name = 'x'",
                    "INSERT INTO u VALUES ('x', 4)",
                    "UPDATE u SET v = 20 WHERE name = 'A'",
                    "DELETE FROM u WHERE name = 'a'",
                    "UPDATE u SET v = 30 WHERE name = 'b'",
                    "COMMIT");
            MigrationId revert = room.revert(alter);
            OftenEnough.cutOver(room, revert);
            assertThat(room.value("SELECT GROUP_CONCAT(name, v, IFNULL(extra, '-') ORDER BY v) FROM u"))
                    .isEqualTo("x4-,A20e_x,b30e_b");
            assertThat(room.verdict(revert).repaired()).isZero();
        }
    }

    @OnEachServer
    void aKeyOfTwoColumnsIsNoExcuse(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            fill(room, LETTERS.before());
            room.execute(
                    "ALTER TABLE u ADD tenant INT NOT NULL DEFAULT 3, DROP PRIMARY KEY, ADD PRIMARY KEY (tenant, name)",
                    "INSERT INTO u (name, v) VALUES ('Bob', 5001), ('bob', 5002)");
            refused(room, room.alter("u", change(LETTERS.after())), "Bob", "bob");
        }
    }

    /** Where nothing is unique about the text any more, both rows stay, each with its own changes. */
    @OnEachServer
    void bothRowsStayWhereTheNewKeyIsNotUnique(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            fill(room, LETTERS.before());
            room.execute("INSERT INTO u VALUES ('Bob', 5001), ('bob', 5002)");
            String keys = ", DROP PRIMARY KEY, ADD PRIMARY KEY (v), ADD KEY by_name (name)";
            MigrationId id = room.alter("u", change(LETTERS.after()) + keys);
            room.await(id, Phase.READY);
            assertThat(room.verdict(id).repaired()).isZero();
            room.execute(
                    "INSERT INTO u VALUES ('BOB', 5003), ('boB', 5004)",
                    "UPDATE u SET v = 6002 WHERE name = 'bob'",
                    "DELETE FROM u WHERE name = 'boB'");
            room.cutOver(id);
            assertThat(room.value("SELECT GROUP_CONCAT(name, v ORDER BY v) FROM u WHERE v > 5000"))
                    .isEqualTo("Bob5001,BOB5003,bob6002");
        }
    }

    /** The spelling of a key may change, and a name may go from one row to another, as long as all are different. */
    @OnEachServer
    void otherSpellingsOfDifferentNamesAreCarried(TestServer server) throws Exception {
        for (Merge merge : merges(server)) {
            for (boolean back : List.of(false, true)) {
                try (AlterRoom room = new AlterRoom(server)) {
                    fill(room, back ? merge.after() : merge.before());
                    carried(room, merge, back ? merge.before() : merge.after());
                }
            }
        }
    }

    private static void carried(AlterRoom room, Merge merge, String after) throws Exception {
        room.execute("INSERT INTO u VALUES ('" + merge.one() + "', 5001)");
        Holds holds = new Holds();
        holds.hold("copy.committed");
        room.points = holds;
        MigrationId id = room.alter("u", change(after));
        holds.awaitArrivals("copy.committed", 1);
        write(room, merge, 0);
        holds.release("copy.committed");
        room.await(id, Phase.READY);
        long repaired = room.verdict(id).repaired();
        write(room, merge, 1);
        room.cutOver(id);
        assertThat(repaired).as(merge + after).isZero();
        assertThat(room.value(
                        "SELECT CONCAT(COUNT(*), ' ', SUM(v), ' ', SUM(BINARY name = BINARY UPPER(name))) FROM u"))
                .as(merge + after)
                .isEqualTo("3001 4503501 2000");
        assertThat(room.value("SELECT CONCAT('<', name, '>') FROM u WHERE v = 5001"))
                .isEqualTo("<" + merge.other() + ">");
        write(room, merge, 2);
        room.cutOver(room.revert(id));
        assertThat(room.value("SELECT CONCAT(COUNT(*), ' ', SUM(v)) FROM u")).isEqualTo("3001 4503501");
    }

    private static void write(AlterRoom room, Merge merge, int time) throws SQLException {
        room.execute(
                "UPDATE u SET name = UPPER(name) WHERE v < 3000 AND v % 3 = " + time,
                "UPDATE u SET name = '" + (time == 1 ? merge.other() : merge.one()) + "' WHERE v = 5001",
                "START TRANSACTION",
                "UPDATE u SET v = -1 WHERE v = 100",
                "DELETE FROM u WHERE v = 200",
                "INSERT INTO u VALUES ('a0200', 200)",
                "UPDATE u SET v = 100 WHERE v = -1",
                "COMMIT");
    }
}
