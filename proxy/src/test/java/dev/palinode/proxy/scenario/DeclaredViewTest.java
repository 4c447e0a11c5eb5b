package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;

/** A view is declared, again and otherwise: it is made, left alone or replaced, and all that is taken back. */
class DeclaredViewTest {
    private static final String FIRST = "CREATE VIEW w (a) AS SELECT id FROM t WHERE v > 5";
    private static final String SECOND = "CREATE SQL SECURITY INVOKER VIEW w AS SELECT v FROM t";

    private static Room room(TestServer server) throws Exception {
        Room room = Room.of(server);
        room.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 10), (2, 20)");
        return room;
    }

    private static Client declaring(Room room) throws Exception {
        Client client = room.client();
        client.run("SET @@ddl_strategy = 'vitess --declarative'");
        return client;
    }

    @OnEachServer
    void viewsAreMadeLeftAloneAndReplaced(TestServer server) throws Exception {
        try (Room room = room(server);
                Client client = declaring(room)) {
            assertThat(client.show(client.complete(FIRST))).containsEntry("ddl_action", "create");
            String same =
                    client.complete("create definer = current_user view `w` (`a`) as select `t`.`id` from `t` where"
                            + " `t`.`v` > 5 -- the same");
            assertThat(client.show(same))
                    .containsEntry("message", "no change")
                    .containsEntry("artifacts", "")
                    .containsEntry("is_view", "1");
            client.revert(same);
            assertThat(room.rows("SELECT a FROM w")).containsExactly("1", "2");

            String replaced = client.complete(SECOND);
            assertThat(client.show(replaced)).containsEntry("ddl_action", "alter");
            assertThat(client.show(replaced).get("message"))
                    .startsWith("CREATE OR REPLACE")
                    .contains("SELECT v FROM t");
            assertThat(client.show(replaced).get("migration_statement")).startsWith("CREATE DEFINER");
            assertThat(room.rows("SELECT * FROM w")).containsExactly("10", "20");
            assertThat(client.show(client.complete(SECOND)).get("message")).isEqualTo("no change");

            String reverted = client.revert(replaced);
            assertThat(room.rows("SELECT a FROM w")).containsExactly("1", "2");
            client.revert(reverted);
            assertThat(room.rows("SELECT v FROM w")).containsExactly("10", "20");
            assertThat(client.show(client.complete(SECOND.replace("INVOKER", "DEFINER")))
                            .get("message"))
                    .as(() -> "another SQL SECURITY is another view")
                    .startsWith("CREATE OR REPLACE");
            assertThat(ViewTest.views(room)).containsExactly("w");
        }
    }

    @OnEachServer
    void whatIsDroppedComesBack(TestServer server) throws Exception {
        try (Room room = room(server);
                Client client = declaring(room)) {
            client.complete(FIRST);
            String dropped = client.complete("DROP VIEW w");
            String reverted = client.revert(dropped);
            assertThat(room.rows("SELECT a FROM w")).containsExactly("1", "2");
            client.revert(reverted);
            assertThat(ViewTest.views(room)).isEmpty();
            client.revert(client.complete("DROP VIEW w"));
            assertThat(ViewTest.views(room)).isEmpty();
        }
    }

    @OnEachServer
    void whatIsNoDeclarationIsRefused(TestServer server) throws Exception {
        try (Room room = room(server);
                Client client = declaring(room)) {
            client.complete(FIRST);
            assertThat(client.refused("CREATE OR REPLACE VIEW w AS SELECT 1").getMessage())
                    .contains("CREATE OR REPLACE does not work");
            assertThat(client.refused("ALTER VIEW w AS SELECT 1").getMessage()).contains("ALTER cannot run");
            assertThat(client.refused("DROP VIEW IF EXISTS w").getMessage()).contains("IF EXISTS does not work");
            assertThat(client.failed("CREATE VIEW w AS SELECT nothing FROM t")).contains("(errno 1054)");
            assertThat(client.failed("CREATE VIEW t AS SELECT 1 AS x")).contains("(errno 1347)");
            assertThat(client.failed("CREATE TABLE w (id INT PRIMARY KEY)")).contains("no base table");
            assertThat(room.rows("SELECT a FROM w")).containsExactly("1", "2");
            assertThat(room.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = '"
                            + room.keyspace() + "' ORDER BY 1"))
                    .containsExactly("t", "w");
        }
    }
}
