package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;
import java.util.List;

/** Views are made, changed and dropped, and each of it is taken back to any depth. */
class ViewTest {
    private static Room room(TestServer server) throws Exception {
        Room room = Room.of(server);
        room.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 10), (2, 20)");
        return room;
    }

    static List<String> views(Room room) throws SQLException {
        return room.rows("SELECT table_name FROM information_schema.views WHERE table_schema = '" + room.keyspace()
                + "' AND table_name NOT LIKE '\\_vt\\_hld%' ORDER BY table_name");
    }

    @OnEachServer
    void createAndBack(TestServer server) throws Exception {
        try (Room room = room(server);
                Client client = room.client()) {
            String created = client.complete("CREATE VIEW w AS SELECT id FROM t");
            assertThat(client.show(created)).containsEntry("is_view", "1").containsEntry("ddl_action", "create");
            assertThat(room.rows("SELECT * FROM w")).containsExactly("1", "2");
            String reverted = client.revert(created);
            assertThat(views(room)).isEmpty();
            assertThat(client.show(reverted)).containsEntry("is_view", "1");
            client.revert(reverted);
            assertThat(room.rows("SELECT * FROM w")).containsExactly("1", "2");
        }
    }

    @OnEachServer
    void replaceAndBack(TestServer server) throws Exception {
        try (Room room = room(server);
                Client client = room.client()) {
            String created = client.complete("CREATE OR REPLACE VIEW w AS SELECT id FROM t");
            assertThat(client.show(created)).containsEntry("ddl_action", "create");
            String replaced = client.complete("CREATE OR REPLACE VIEW w AS SELECT v FROM t");
            assertThat(client.show(replaced))
                    .containsEntry("ddl_action", "alter")
                    .containsEntry("is_view", "1");
            assertThat(client.show(replaced).get("artifacts")).matches("_vt_hld_[0-9a-f]{32}_[0-9]{14}_,");
            assertThat(room.rows("SELECT * FROM w")).containsExactly("10", "20");
            String reverted = client.revert(replaced);
            assertThat(room.rows("SELECT * FROM w")).containsExactly("1", "2");
            String again = client.revert(reverted);
            assertThat(room.rows("SELECT * FROM w")).containsExactly("10", "20");
            client.revert(again);
            assertThat(room.rows("SELECT * FROM w")).containsExactly("1", "2");
            assertThat(views(room)).containsExactly("w");
        }
    }

    @OnEachServer
    void alterAndBack(TestServer server) throws Exception {
        try (Room room = room(server);
                Client client = room.client()) {
            room.execute("CREATE VIEW w AS SELECT id FROM t");
            String altered = client.complete("ALTER VIEW w AS SELECT v FROM t WHERE id = 1");
            assertThat(client.show(altered))
                    .containsEntry("ddl_action", "alter")
                    .containsEntry("is_view", "1");
            assertThat(room.rows("SELECT * FROM w")).containsExactly("10");
            String reverted = client.revert(altered);
            assertThat(room.rows("SELECT * FROM w")).containsExactly("1", "2");
            client.revert(reverted);
            assertThat(room.rows("SELECT * FROM w")).containsExactly("10");
        }
    }

    @OnEachServer
    void dropAndBack(TestServer server) throws Exception {
        try (Room room = room(server);
                Client client = room.client()) {
            room.execute("CREATE VIEW w AS SELECT id FROM t", "CREATE VIEW `x y` AS SELECT v FROM t");
            List<String> dropped = client.submitAll("DROP VIEW w, `" + room.keyspace() + "`.`x y`");
            for (String uuid : dropped) {
                client.await(uuid, "complete");
            }
            assertThat(views(room)).isEmpty();
            assertThat(client.failed("ALTER VIEW w AS SELECT 1")).contains("(errno 1146)");
            String reverted = client.revert(dropped.get(0));
            assertThat(room.rows("SELECT * FROM w")).containsExactly("1", "2");
            client.revert(reverted);
            assertThat(views(room)).isEmpty();
            client.revert(dropped.get(1));
            assertThat(views(room)).containsExactly("x y");
            assertThat(client.failed("DROP VIEW w")).contains("(errno 1051)");
            String nothing = client.complete("DROP VIEW IF EXISTS w");
            assertThat(client.show(nothing).get("message")).contains("view").contains("does not exist");
            String first = client.revert(nothing);
            String second = client.revert(first);
            client.revert(second);
            assertThat(views(room)).containsExactly("x y");
        }
    }

    @OnEachServer
    void aPostponedChangeWaitsForItsWord(TestServer server) throws Exception {
        try (Room room = room(server);
                Client client = room.client()) {
            room.execute("CREATE VIEW w AS SELECT id FROM t");
            client.run("SET @@ddl_strategy = 'vitess --postpone-completion'");
            String altered = client.submit("ALTER VIEW w AS SELECT v FROM t");
            Thread.sleep(500);
            assertThat(client.show(altered)).containsEntry("migration_status", "queued");
            client.run("ALTER VITESS_MIGRATION '" + altered + "' COMPLETE");
            client.await(altered, "complete");
            assertThat(room.rows("SELECT * FROM w")).containsExactly("10", "20");
        }
    }

    @OnEachServer
    void whatCannotBeDoneChangesNothing(TestServer server) throws Exception {
        try (Room room = room(server);
                Client client = room.client()) {
            room.execute("CREATE VIEW w AS SELECT id FROM t", "CREATE VIEW over_w AS SELECT id FROM w");
            for (String statement : List.of(
                    "CREATE OR REPLACE VIEW t AS SELECT 1",
                    "ALTER VIEW t AS SELECT 1",
                    "DROP VIEW t",
                    "DROP VIEW IF EXISTS t")) {
                assertThat(client.failed(statement)).as(statement).contains("(errno 1347)");
            }
            assertThat(client.failed("CREATE VIEW w AS SELECT 1")).contains("(errno 1050)");
            assertThat(client.failed("CREATE VIEW t AS SELECT 1")).contains("(errno 1050)");
            assertThat(client.failed("ALTER VIEW w AS SELECT nothing FROM t")).contains("(errno 1054)");
            assertThat(client.failed("CREATE OR REPLACE VIEW w AS SELECT * FROM nothing"))
                    .contains("(errno 1146)");
            assertThat(client.failed("CREATE OR REPLACE VIEW w AS SELECT id FROM over_w"))
                    .contains("recursion");
            assertThat(client.failed("ALTER VIEW w AS SELECT id FROM w")).contains("recursion");
            assertThat(client.failed("DROP TABLE w")).contains("(errno 1051)");
            assertThat(client.failed("ALTER TABLE w ADD COLUMN c INT")).contains("(errno ");
            assertThat(room.rows("SELECT * FROM over_w")).containsExactly("1", "2");
            assertThat(views(room)).containsExactly("over_w", "w");
            assertThat(room.rows("SELECT * FROM t")).containsExactly("1|10", "2|20");
        }
    }
}
