package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.migration.runner.CopyRunner.Phase;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;

/** Invariant 7 for values that the ALTER has rounded, cut or computed, and that only the old table has as they were. */
final class RevertExactTest {
    private static final String ALTER = "ALTER TABLE t MODIFY p DECIMAL(8,2), MODIFY at DATETIME";

    private static String select(String more, String table) {
        return "SELECT GROUP_CONCAT(CONCAT_WS(' ', id, p, RIGHT(at, 9), v, " + more
                + ") ORDER BY id SEPARATOR ', ') FROM " + table;
    }

    /** @param more columns beside those that are rounded */
    private static void table(AlterRoom room, String more) throws SQLException {
        room.execute(
                "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, p DECIMAL(10,4),"
                        + " at DATETIME(6) ON UPDATE CURRENT_TIMESTAMP(6), v INT NOT NULL DEFAULT 0" + more + ")",
                "INSERT INTO t (id, p, at) VALUES (1, 1.2345, '2020-01-01 01:01:01.111111'),"
                        + " (2, 2.2345, '2020-01-01 01:01:02.222222'), (3, 3.2345, '2020-01-01 01:01:03.333333'),"
                        + " (4, 4.2345, '2020-01-01 01:01:04.444444')");
    }

    private static String rows(AlterRoom room, String more) throws SQLException {
        return room.value(select(more, "t"));
    }

    private static void revert(AlterRoom room, MigrationId alter) throws Exception {
        MigrationId revert = room.revert(alter);
        OftenEnough.cutOver(room, revert);
        assertThat(room.verdict(revert).repaired()).isZero();
    }

    /**
     * Alters the table, changes it, and takes the ALTER back.
     *
     * @param columns of the table beside those that are rounded
     * @param alter more of the ALTER
     * @param shown what is looked at beside those
     * @param expected the rows
     */
    private static void comesBack(
            TestServer server, String columns, String alter, String shown, String expected, String... changes)
            throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            table(room, columns);
            MigrationId id = room.alter("t", ALTER + alter);
            room.cutOver(id);
            room.execute(changes);
            revert(room, id);
            assertThat(rows(room, shown)).isEqualTo(expected);
        }
    }

    /** Written as a batch, with and without another unique key; the last image of a row says not all that has changed. */
    @OnEachServer
    void whatAnUpdateHasNotChangedComesBackAsItWas(TestServer server) throws Exception {
        for (String more : new String[] {"", ", u INT UNIQUE"}) {
            try (AlterRoom room = new AlterRoom(server)) {
                table(room, more);
                MigrationId alter = room.alter("t", ALTER);
                room.cutOver(alter);
                room.execute(
                        "UPDATE t SET v = 1, at = at WHERE id = 1",
                        "START TRANSACTION",
                        "UPDATE t SET p = 9.99, at = at WHERE id = 2",
                        "UPDATE t SET v = 2, at = at WHERE id = 2",
                        "UPDATE t SET p = 7, at = at WHERE id = 3",
                        "UPDATE t SET p = 3.23, at = '2020-01-01 01:01:30' WHERE id = 3",
                        "INSERT INTO t (id, p, at) VALUES (5, 5.55, '2020-01-01 01:01:05')",
                        "UPDATE t SET v = 5, at = at WHERE id = 5",
                        "COMMIT");
                revert(room, alter);
                assertThat(rows(room, "''"))
                        .as(more)
                        .isEqualTo("1 1.2345 01.111111 1 , 2 9.9900 02.222222 2 , 3 3.2300 30.000000 0 ,"
                                + " 4 4.2345 04.444444 0 , 5 5.5500 05.000000 5 ");
            }
        }
    }

    @OnEachServer
    void aRowThatHasMovedTakesItsValuesAlong(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            table(room, "");
            MigrationId alter = room.alter("t", ALTER);
            room.cutOver(alter);
            MigrationId revert = room.revert(alter);
            room.await(revert, Phase.READY);
            room.execute(
                    "UPDATE t SET id = 10, at = at WHERE id = 1",
                    "UPDATE t SET id = 1, v = 2, at = at WHERE id = 2",
                    "UPDATE t SET id = 2, p = 8, at = at WHERE id = 3");
            OftenEnough.cutOver(room, revert);
            assertThat(room.verdict(revert).repaired()).isZero();
            assertThat(rows(room, "''"))
                    .isEqualTo("1 2.2345 02.222222 2 , 2 8.0000 03.333333 0 , 4 4.2345 04.444444 0 ,"
                            + " 10 1.2345 01.111111 0 ");
        }
    }

    /** A large row is read from the source; in the second round the old table has a column of its own, too. */
    @OnEachServer
    void aRowThatIsReadAnewKeepsThem(TestServer server) throws Exception {
        for (String drop : new String[] {"", ", DROP COLUMN extra"}) {
            try (AlterRoom room = new AlterRoom(server)) {
                table(room, ", body LONGTEXT, extra VARCHAR(9) DEFAULT 'none'");
                room.execute("UPDATE t SET extra = CONCAT('e', id), at = at");
                MigrationId alter = room.alter("t", ALTER + drop);
                room.cutOver(alter);
                room.execute(
                        "UPDATE t SET body = REPEAT('one', 2000000), at = at WHERE id = 1",
                        "UPDATE t SET body = REPEAT('two', 2000000), p = 5, at = at WHERE id = 2",
                        "UPDATE t SET body = REPEAT('thr', 2000000), id = 30, at = at WHERE id = 3",
                        "INSERT INTO t (id, body) VALUES (5, REPEAT('fiv', 2000000))");
                revert(room, alter);
                assertThat(rows(room, "LEFT(body, 3), extra"))
                        .as(drop)
                        .isEqualTo("1 1.2345 01.111111 0 one e1, 2 5.0000 02.222222 0 two e2, 4 4.2345 04.444444 0 e4,"
                                + " 5 0 fiv none, 30 3.2345 03.333333 0 thr e3");
            }
        }
    }

    /** The first change does not fit, so that the second finds neither of them in the old table. */
    @OnEachServer
    void aRowThatMovesBeforeItFitsHasBothChanges(TestServer server) throws Exception {
        comesBack(
                server,
                ", name VARCHAR(3)",
                ", MODIFY name VARCHAR(9)",
                "name",
                "2 2.2345 02.222222 0, 3 3.2345 03.333333 3 ok, 4 4.2345 04.444444 0, 10 5.0000 01.111111 0 ok",
                "START TRANSACTION",
                "UPDATE t SET name = 'toolong', p = 5, at = at WHERE id = 1",
                "UPDATE t SET id = 10, name = 'ok', at = at WHERE id = 1",
                "UPDATE t SET name = 'toolong', p = 3.23, at = at WHERE id = 3",
                "UPDATE t SET name = 'ok', v = 3, at = at WHERE id = 3",
                "COMMIT");
    }

    /** When the large change is applied, its key is another row's already. */
    @OnEachServer
    void aRowThatIsReadAnewIsNoOtherRow(TestServer server) throws Exception {
        comesBack(
                server,
                ", body LONGTEXT",
                "",
                "LEFT(body, 3)",
                "1 2.2345 02.222222 0, 3 3.2345 03.333333 0, 4 4.2345 04.444444 0, 10 1.2345 01.111111 0 ",
                "UPDATE t SET body = REPEAT('one', 2000000), at = at WHERE id = 1",
                "UPDATE t SET body = '', at = at WHERE id = 1",
                "UPDATE t SET id = 10, at = at WHERE id = 1",
                "UPDATE t SET id = 1, at = at WHERE id = 2");
    }

    /** Of a value that has changed and has come back to the rounding of the exact one, the events know. */
    @OnEachServer
    void aValueOfALargeRowThatWasChangedAndChangedBackIsTheNewOne(TestServer server) throws Exception {
        comesBack(
                server,
                ", body LONGTEXT",
                "",
                "LEFT(body, 3)",
                "1 1.2300 01.111111 0 two, 2 2.2345 02.222222 0 two, 3 3.2345 03.333333 0, 4 4.2345 04.444444 0",
                "UPDATE t SET body = REPEAT('one', 2000000), p = 7, at = at WHERE id = 1",
                "UPDATE t SET body = REPEAT('two', 2000000), p = 1.23, at = at WHERE id = 1",
                "UPDATE t SET body = REPEAT('two', 2000000), at = at WHERE id = 2");
    }

    /** Of a row that is wrong, what leads to the new table's value is kept; values that it could not have held are none. */
    @OnEachServer
    void whatIsWrongInTheOldTableIsRepairedAndNothingElse(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            table(room, ", extra INT NOT NULL DEFAULT 6");
            room.execute("ALTER TABLE t MODIFY p DECIMAL(10,4) NOT NULL");
            MigrationId alter = room.alter(
                    "t", "ALTER TABLE t MODIFY p DECIMAL(4,2) NOT NULL, MODIFY at DATETIME, DROP COLUMN extra");
            room.cutOver(alter);
            Holds holds = new Holds();
            room.points = holds;
            MigrationId revert = room.running("t", "REVERT VITESS_MIGRATION '" + alter + "'");
            holds.once(
                    "verify.begin",
                    () -> room.execute(
                            "UPDATE " + room.shadow(revert).quoted() + " SET v = 77, extra = 7, at = at WHERE id = 1",
                            "UPDATE " + room.shadow(revert).quoted() + " SET p = 123456.7, at = at WHERE id = 2",
                            "UPDATE " + room.shadow(revert).quoted() + " SET p = 3.2444, at = at WHERE id = 3",
                            "DELETE FROM " + room.shadow(revert).quoted() + " WHERE id = 4"));
            room.runner().startRevert(room.row(revert), room.row(alter));
            room.await(revert, Phase.READY);
            assertThat(room.verdict(revert).repaired()).isEqualTo(4);
            OftenEnough.cutOver(room, revert);
            assertThat(rows(room, "extra"))
                    .isEqualTo("1 1.2345 01.111111 0 7, 2 2.2300 02.222222 0 6, 3 3.2300 03.333333 0 6,"
                            + " 4 4.2300 04.000000 0 6");
        }
    }

    @OnEachServer
    void aColumnThatIsComputedNowComesBackAsItWasUnlessItHasChanged(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute(
                    "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, a INT NOT NULL, s INT, v INT, body LONGTEXT)",
                    "INSERT INTO t VALUES (1, 1, 99, 0, ''), (2, 2, NULL, 0, ''), (3, 3, 99, 0, ''), (4, 4, 99, 0, ''),"
                            + " (6, 6, 99, 0, ''), (7, 7, 99, 0, '')");
            MigrationId alter = room.alter("t", "ALTER TABLE t MODIFY s INT AS (a + 2) STORED");
            room.cutOver(alter);
            room.execute(
                    "UPDATE t SET v = 1 WHERE id IN (1, 2)",
                    "UPDATE t SET a = 30 WHERE id = 3",
                    "INSERT INTO t (id, a) VALUES (5, 5)",
                    "UPDATE t SET a = 60, body = REPEAT('six', 2000000) WHERE id = 6",
                    "UPDATE t SET v = 7, body = REPEAT('sev', 2000000) WHERE id = 7");
            revert(room, alter);
            assertThat(room.value(
                            "SELECT GROUP_CONCAT(CONCAT(id, ':', IFNULL(s, '-')) ORDER BY id SEPARATOR ' ') FROM t"))
                    .isEqualTo("1:99 2:- 3:32 4:99 5:7 6:62 7:99");
        }
    }

    /** Both servers refuse to do so by an ALTER; MariaDB does it where rows are copied. */
    @OnEachServer
    void blanksThatWereCutComeBack(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute(
                    "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, a VARCHAR(20), v DECIMAL(5,1))",
                    "INSERT INTO t VALUES (1, CONCAT('ab', SPACE(10)), 0), (2, CONCAT('cd', SPACE(10)), 0)");
            MigrationId alter = room.alter("t", "ALTER TABLE t MODIFY a VARCHAR(4), MODIFY v DECIMAL(6,1)");
            if (server.flavour() == TestServer.Flavour.MYSQL) {
                assertThat(room.failure(alter)).contains("'a'");
                return;
            }
            room.cutOver(alter);
            room.execute("UPDATE t SET v = 1 WHERE id = 2");
            revert(room, alter);
            assertThat(room.value("SELECT GROUP_CONCAT(LENGTH(a), ' ', v ORDER BY id) FROM t"))
                    .isEqualTo("12 0.0,12 1.0");
        }
    }
}
