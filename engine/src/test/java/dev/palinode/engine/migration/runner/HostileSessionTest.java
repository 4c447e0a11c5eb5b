package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.migration.runner.CopyRunner.Phase;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.util.ArrayList;
import java.util.List;

/** Sessions that make the binlog say less than whole rows end the migration, and others do no harm; nothing is lost. */
final class HostileSessionTest {
    private static final String TABLE =
            "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, a INT, b BLOB, c VARCHAR(2000) NOT NULL)";
    private static final String ROWS =
            "INSERT INTO t VALUES (1, 1, 'blob', REPEAT('x', 2000)), (2, 2, NULL, ''), (3, 3, 'b', 'c')";
    private static final String WRITE = "UPDATE t SET a = a + 10";

    @OnEachServer
    void rowsThatAreNotWholeEndTheMigration(TestServer server) throws Exception {
        List<String> images =
                server.isMariaDb() ? List.of("MINIMAL", "NOBLOB", "FULL_NODUP") : List.of("MINIMAL", "NOBLOB");
        for (String image : images) {
            ends(server, TABLE, "binlog_row_image must be FULL", "SET SESSION binlog_row_image = " + image, WRITE);
        }
    }

    @OnEachServer
    void statementsInTheBinlogEndTheMigration(TestServer server) throws Exception {
        ends(server, TABLE, "binlog_format must be ROW", "SET SESSION binlog_format = STATEMENT", WRITE);
    }

    @OnEachServer
    void soDoTheyWhereTheyReachTheTableByATrigger(TestServer server) throws Exception {
        ends(
                server,
                TABLE,
                "binlog_format must be ROW",
                "CREATE TABLE log (id INT PRIMARY KEY)",
                "CREATE TRIGGER of_log AFTER INSERT ON log FOR EACH ROW UPDATE t SET a = a + 10",
                "SET SESSION binlog_format = STATEMENT",
                "INSERT INTO log VALUES (1)");
    }

    @OnEachServer(of = TestServer.Flavour.MYSQL)
    void partsOfJsonEndTheMigration(TestServer server) throws Exception {
        ends(
                server,
                TABLE.replace("b BLOB", "b JSON"),
                "binlog_row_value_options must be empty",
                "UPDATE t SET b = JSON_OBJECT('a', 1, 'b', REPEAT('x', 1000))",
                "SET SESSION binlog_row_value_options = 'PARTIAL_JSON'",
                "UPDATE t SET b = JSON_SET(b, '$.a', 2)");
    }

    private static void ends(TestServer server, String table, String message, String... writes) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute(
                    table,
                    table.contains("JSON") ? ROWS.replace("'blob'", "'1'").replace("'b'", "'2'") : ROWS);
            MigrationId id = room.alter("t", "ALTER TABLE t ADD COLUMN w INT");
            room.await(id, Phase.READY);
            List<String> all = new ArrayList<>(List.of(writes));
            all.add("INSERT INTO t (id, c) VALUES (4, 'late')");
            room.execute("SET time_zone = '+00:00'");
            room.execute(all.toArray(String[]::new));
            assertThat(eventually(room, id)).contains(message);
            assertThat(room.value("SELECT COUNT(*) FROM t WHERE a IS NULL")).isEqualTo("1");
            assertThat(room.value("SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE()"
                            + " AND table_name = 't'"))
                    .isEqualTo("4");
        }
    }

    private static String eventually(AlterRoom room, MigrationId id) throws Exception {
        for (int i = 0; i < 1000; i++) {
            CopyRunner.Progress progress = room.runner().review(room.row(id));
            if (progress.phase() == Phase.FAILED) {
                return progress.message();
            }
            Thread.sleep(20);
        }
        return "";
    }

    @OnEachServer
    void compressedEventsAreReadOnTheWay(TestServer server) throws Exception {
        String scope = server.isMariaDb() ? "GLOBAL log_bin_compress" : "SESSION binlog_transaction_compression";
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute(TABLE, ROWS);
            MigrationId id = room.alter("t", "ALTER TABLE t ADD COLUMN w INT");
            room.await(id, Phase.READY);
            room.execute("SET " + scope + " = ON", WRITE, "UPDATE t SET c = REPEAT('y', 2000), b = REPEAT(0xff, 500)");
            room.execute("SET " + scope + " = OFF");
            room.cutOver(id);
            assertThat(room.value("SELECT SUM(a) + SUM(LENGTH(c)) + SUM(LENGTH(b)) FROM t"))
                    .isEqualTo(Integer.toString(36 + 6000 + 1500));
        }
    }

    @OnEachServer
    void somebodyWhoTouchesTheNewTableEndsTheMigration(TestServer server) throws Exception {
        for (String change : List.of(
                "TRUNCATE TABLE #",
                "ALTER TABLE # ADD COLUMN x INT",
                "ALTER TABLE # CHARSET latin1 AUTO_INCREMENT = 5",
                "DROP TABLE #")) {
            try (AlterRoom room = new AlterRoom(server)) {
                room.execute(TABLE, ROWS);
                MigrationId id = room.alter("t", "ALTER TABLE t ADD COLUMN w INT");
                room.await(id, Phase.READY);
                room.execute(change.replace("#", room.shadow(id).table()));
                assertThat(eventually(room, id)).contains("somebody changed the new table");
                assertThat(room.value("SELECT COUNT(*) FROM t")).isEqualTo("3");
            }
        }
    }

    @OnEachServer
    void aStatementThatOnlyUtf8mb4CanHoldDoesNotHinderTheSwap(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute(TABLE, ROWS);
            MigrationId id = room.alter("t", "ALTER TABLE t ADD COLUMN w INT");
            room.await(id, Phase.READY);
            Thread other = new Thread(() -> {
                try {
                    room.execute("DO SLEEP(3), '\uD83C\uDF7B'");
                } catch (java.sql.SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            other.start();
            Thread.sleep(200);
            room.cutOver(id);
            assertThat(other.isAlive()).isTrue();
            other.join();
        }
    }
}
