package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.util.List;
import java.util.Map;

/** A migration that cannot be done says why, and leaves the table as it was. */
class FailureTest {
    private static final String TABLE = "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v VARCHAR(40), n INT)";

    /** The message of the failure; the table is looked at before and after. */
    private static String failure(Room room, Client client, String sql) throws Exception {
        String definition = AlterTrafficTest.definition(room);
        List<String> rows = room.rows("SELECT * FROM t");
        String message = client.failed(sql);
        assertThat(AlterTrafficTest.definition(room)).isEqualTo(definition);
        assertThat(room.rows("SELECT * FROM t")).isEqualTo(rows);
        return message;
    }

    @OnEachServer
    void tablesThatCannotBeCopied(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute("CREATE TABLE t (id INT, v INT NOT NULL, UNIQUE KEY (id))", "INSERT INTO t VALUES (NULL, 1)");
            String add = "ALTER TABLE t ADD COLUMN x INT";
            assertThat(failure(room, client, add)).containsIgnoringCase("unique key");
            room.execute("DROP TABLE t", TABLE, "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.n = 1");
            assertThat(failure(room, client, add)).contains("trigger").contains("tr");
            room.execute(
                    "DROP TRIGGER tr",
                    "CREATE TABLE child (id INT PRIMARY KEY, p INT, CONSTRAINT fk FOREIGN KEY (p)"
                            + " REFERENCES t (id))");
            assertThat(failure(room, client, add))
                    .containsIgnoringCase("foreign key")
                    .contains("fk");
            Map<String, String> missing =
                    client.await(client.submit(add.replace("TABLE t", "TABLE nothing")), "failed");
            assertThat(missing.get("message")).contains("1146");
            assertThat(missing.get("message_timestamp")).isNotEqualTo("null");
        }
    }

    @OnEachServer
    void theServersRefusalIsTold(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute(TABLE, "INSERT INTO t VALUES (1, 'a', 1)");
            assertThat(failure(room, client, "ALTER TABLE t DROP COLUMN nothing"))
                    .contains("errno 1091")
                    .contains("nothing");
            assertThat(failure(room, client, "ALTER TABLE t ADD COLUMN v INT")).contains("errno 1060");
            assertThat(failure(room, client, "ALTER TABLE t ADD COLUMN x ENUM('a', 'a')"))
                    .contains("errno 1291");
        }
    }

    @OnEachServer
    void rowsThatDoNotFit(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute(
                    TABLE,
                    "INSERT INTO t VALUES (1, 'one', 1), (2, 'two', NULL), (3, 'a long value', 70000), (9,"
                            + " 'one', 5)");
            assertThat(failure(room, client, "ALTER TABLE t ADD UNIQUE KEY words (v)"))
                    .contains("words", "'one'")
                    .containsPattern("\\b1\\b")
                    .containsPattern("\\b9\\b");
            assertThat(failure(room, client, "ALTER TABLE t MODIFY v VARCHAR(5)"))
                    .containsPattern("too long|truncated")
                    .contains("v");
            assertThat(failure(room, client, "ALTER TABLE t MODIFY n SMALLINT"))
                    .containsIgnoringCase("out of range")
                    .contains("n");
            assertThat(failure(room, client, "ALTER TABLE t MODIFY n INT NOT NULL"))
                    .containsIgnoringCase("null")
                    .contains("n");
        }
    }

    @OnEachServer
    void aRevertThatWouldLoseSomethingIsNotDone(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute(TABLE, "INSERT INTO t VALUES (1, 'one', 1)");
            String widened = client.complete("ALTER TABLE t MODIFY v VARCHAR(200)");
            client.run("INSERT INTO t VALUES (2, 'short', 2), (4711, REPEAT('long ', 20), 3)");
            String message = failure(room, client, "REVERT VITESS_MIGRATION '" + widened + "'");
            assertThat(message).contains("4711").containsPattern("too long|truncated");
            client.run("UPDATE t SET v = 'short enough' WHERE id = 4711");
            String reverted = client.revert(widened);
            assertThat(room.rows("SELECT id, v FROM t ORDER BY id"))
                    .containsExactly("1|one", "2|short", "4711|short enough");
            assertThat(client.show(reverted).get("migration_status")).isEqualTo("complete");
        }
    }

    @OnEachServer
    void rowsThatStopFittingWhileItRuns(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute(TABLE, "INSERT INTO t VALUES (1, 'one', 1), (2, 'two', 2)");
            client.run("SET ddl_strategy = 'vitess --postpone-completion'");
            String unique = client.submit("ALTER TABLE t ADD UNIQUE KEY words (v)");
            client.await(unique, "ready_to_complete", "1");
            client.run("INSERT INTO t VALUES (815, 'two', 3)");
            assertThat(client.await(unique, "failed").get("message")).contains("words", "'two'", "815");
            client.run("DELETE FROM t WHERE id = 815");
            String narrow = client.submit("ALTER TABLE t MODIFY v VARCHAR(5)");
            client.await(narrow, "ready_to_complete", "1");
            client.run("UPDATE t SET v = 'too long by far' WHERE id = 2");
            assertThat(client.await(narrow, "failed").get("message"))
                    .containsPattern("too long|truncated")
                    .containsPattern("\\b2\\b");
            assertThat(room.rows("SELECT v FROM t ORDER BY id")).containsExactly("one", "too long by far");
        }
    }
}
