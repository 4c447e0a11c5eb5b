package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;
import java.util.List;

/** CREATE and DROP TABLE, their reverts, and the reverts of those: rows come back. */
class CreateDropTest {
    private static List<String> tables(Room room) throws SQLException {
        return room.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = '" + room.keyspace()
                + "' AND table_name NOT LIKE '\\_vt\\_%' ORDER BY table_name");
    }

    @OnEachServer
    void createAndBack(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            String created = client.complete("CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(9))");
            client.run("INSERT INTO t VALUES (1, 'one'), (2, 'two')");
            String reverted = client.revert(created);
            assertThat(tables(room)).isEmpty();
            assertThat(client.refused("SELECT * FROM t").getErrorCode()).isEqualTo(1146);
            String again = client.revert(reverted);
            assertThat(room.rows("SELECT * FROM t ORDER BY id")).containsExactly("1|one", "2|two");
            client.revert(again);
            assertThat(tables(room)).isEmpty();
        }
    }

    @OnEachServer
    void dropAndBack(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute("CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(9))", "INSERT INTO t VALUES (1, 'one')");
            String dropped = client.complete("DROP TABLE t");
            assertThat(tables(room)).isEmpty();
            assertThat(client.show(dropped).get("artifacts")).contains("_vt_hld_");
            String reverted = client.revert(dropped);
            assertThat(room.rows("SELECT * FROM t")).containsExactly("1|one");
            client.run("INSERT INTO t VALUES (2, 'two')");
            String again = client.revert(reverted);
            assertThat(tables(room)).isEmpty();
            client.revert(again);
            assertThat(room.rows("SELECT * FROM t ORDER BY id")).containsExactly("1|one", "2|two");
        }
    }

    /** Two tables whose foreign keys name each other: the first is made before the table that its key needs. */
    @OnEachServer
    void underTheFlagForeignKeysMayGoRoundInACircle(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            client.run("SET @@ddl_strategy = 'vitess --unsafe-allow-foreign-keys'");
            String first = client.complete("CREATE TABLE a (id INT PRIMARY KEY, b_id INT,"
                    + " CONSTRAINT of_b FOREIGN KEY (b_id) REFERENCES b (id))");
            String second = client.complete("CREATE TABLE b (id INT PRIMARY KEY, a_id INT,"
                    + " CONSTRAINT of_a FOREIGN KEY (a_id) REFERENCES a (id))");
            assertThat(first).isNotEqualTo(second);
            assertThat(tables(room)).containsExactly("a", "b");
            client.run("INSERT INTO a VALUES (1, NULL)");
            client.run("INSERT INTO b VALUES (1, 1)");
            client.run("UPDATE a SET b_id = 1");
            assertThat(client.refused("INSERT INTO a VALUES (2, 9)").getErrorCode())
                    .isEqualTo(1452);
            assertThat(client.refused("INSERT INTO b VALUES (2, 9)").getErrorCode())
                    .isEqualTo(1452);
            client.run("SET @@ddl_strategy = 'vitess'");
            client.failed("CREATE TABLE c (id INT PRIMARY KEY, FOREIGN KEY (id) REFERENCES missing (id))");
        }
    }

    @OnEachServer
    void oneMigrationForEachTableOfADrop(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute(
                    "CREATE TABLE a (id INT PRIMARY KEY)",
                    "CREATE TABLE `b c` (id INT PRIMARY KEY)",
                    "INSERT INTO `b c` VALUES (5)");
            List<String> uuids = client.submitAll("DROP TABLE a, `" + room.keyspace() + "`.`b c`");
            assertThat(uuids).hasSize(2).doesNotHaveDuplicates();
            for (String uuid : uuids) {
                client.await(uuid, "complete");
            }
            assertThat(tables(room)).isEmpty();
            client.revert(uuids.get(1));
            assertThat(tables(room)).containsExactly("b c");
            assertThat(room.rows("SELECT * FROM `b c`")).containsExactly("5");
        }
    }

    @OnEachServer
    void whatIsThereOrGoneAlreadyIsNothingToDo(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute("CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (7)");
            String created = client.complete("CREATE TABLE IF NOT EXISTS t (other INT)");
            String dropped = client.complete("DROP TABLE IF EXISTS nothing");
            assertThat(client.show(created).get("message")).contains("exists already");
            assertThat(client.show(dropped).get("message")).contains("does not exist");
            client.revert(created);
            client.revert(dropped);
            assertThat(tables(room)).containsExactly("t");
            assertThat(room.rows("SELECT id FROM t")).containsExactly("7");
        }
    }

    @OnEachServer
    void whatCannotBeDoneSaysWhy(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute("CREATE TABLE t (id INT PRIMARY KEY)");
            assertThat(client.failed("CREATE TABLE t (id INT PRIMARY KEY)")).contains("1050");
            assertThat(client.failed("DROP TABLE nothing")).contains("1051").contains("nothing");
            assertThat(client.failed("CREATE TABLE u (id INT PRIMARY KEY, id INT)"))
                    .contains("1060");
            String dropped = client.complete("DROP TABLE t");
            room.execute("CREATE TABLE t (other INT PRIMARY KEY)");
            assertThat(client.failed("REVERT VITESS_MIGRATION '" + dropped + "'"))
                    .contains("there is a table of that name now");
            assertThat(room.rows("SELECT column_name FROM information_schema.columns WHERE table_schema = '"
                            + room.keyspace() + "' AND table_name = 't'"))
                    .containsExactly("other");
        }
    }

    @OnEachServer
    void createLikeAnother(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute(
                    "CREATE TABLE a (id INT PRIMARY KEY, v VARCHAR(9) DEFAULT 'x', KEY (v))",
                    "INSERT INTO a (id) VALUES (1)");
            String created = client.complete("CREATE TABLE b LIKE a");
            String definition = room.rows("SHOW CREATE TABLE a").get(0).replace("a|CREATE TABLE `a`", "");
            assertThat(room.rows("SHOW CREATE TABLE b").get(0).replace("b|CREATE TABLE `b`", ""))
                    .isEqualTo(definition);
            assertThat(room.rows("SELECT * FROM b")).isEmpty();
            client.revert(created);
            assertThat(tables(room)).containsExactly("a");
            assertThat(client.failed("CREATE TABLE c LIKE nothing")).contains("1146");
        }
    }
}
