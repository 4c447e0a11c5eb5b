package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;
import java.util.List;

/** A view is what the server itself would have made of the statement, in the session of its submitter. */
class ViewDefinitionTest {
    private static final List<String> STATEMENTS = List.of(
            "CREATE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW w (a, b) AS SELECT id, v FROM t WHERE v > 0 WITH LOCAL CHECK OPTION",
            "ALTER VIEW w (c) AS SELECT v FROM t WHERE id > 1",
            "ALTER ALGORITHM=TEMPTABLE VIEW w AS SELECT COUNT(*) AS n, 'it''s' AS text FROM t",
            "ALTER ALGORITHM=UNDEFINED SQL SECURITY DEFINER VIEW w AS SELECT id FROM t",
            "CREATE OR REPLACE VIEW w AS SELECT CONCAT('é', id) AS `ü x`, id || v AS o FROM t ORDER BY id",
            "CREATE OR REPLACE DEFINER = CURRENT_USER SQL SECURITY INVOKER VIEW w AS"
                    + " WITH x AS (SELECT id FROM t) SELECT id FROM x");

    @OnEachServer
    void asTheServerMakesIt(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Room twin = Room.of(server);
                Client client = room.client();
                Client other = twin.client()) {
            other.run("SET @@ddl_strategy = 'direct'");
            for (Client one : List.of(client, other)) {
                one.run("SET sql_mode = 'PIPES_AS_CONCAT', collation_connection = 'latin1_german2_ci'");
            }
            for (Room one : List.of(room, twin)) {
                one.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 10), (2, 20)");
            }
            for (String statement : STATEMENTS) {
                client.complete(statement);
                other.run(statement);
                assertThat(definition(room)).as(statement).isEqualTo(definition(twin));
                assertThat(room.rows("SELECT * FROM w")).isEqualTo(twin.rows("SELECT * FROM w"));
            }
        }
    }

    @OnEachServer
    void theDefinerIsTheSubmitterAndAnAlterKeepsIt(TestServer server) throws Exception {
        String user = "v" + Long.toHexString(System.nanoTime());
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute(
                    "CREATE TABLE t (id INT PRIMARY KEY)",
                    "CREATE USER '" + user + "'@'%' IDENTIFIED BY 'pw'",
                    "CREATE DEFINER = '" + user + "'@'%' SQL SECURITY INVOKER VIEW w AS SELECT id FROM t");
            client.complete("CREATE VIEW mine AS SELECT id FROM t");
            client.complete("ALTER VIEW w AS SELECT id + 1 AS next FROM t");
            assertThat(definer(room, "w")).startsWith(user + "@").endsWith("|INVOKER");
            String own = room.rows("SELECT CURRENT_USER()").get(0);
            assertThat(definer(room, "mine")).isEqualTo(own + "|DEFINER");
            client.complete("CREATE OR REPLACE VIEW w AS SELECT id FROM t");
            assertThat(definer(room, "w")).isEqualTo(own + "|DEFINER");
        } finally {
            server.execute("", "DROP USER '" + user + "'@'%'");
        }
    }

    /** A view whose table is gone can be replaced, and comes back as it was. */
    @OnEachServer
    void aBrokenViewIsMendedAndBroughtBack(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute("CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (7)");
            room.execute("CREATE VIEW w AS SELECT id FROM t", "RENAME TABLE t TO u");
            String altered = client.complete("ALTER VIEW w AS SELECT id FROM u");
            assertThat(room.rows("SELECT * FROM w")).containsExactly("7");
            client.revert(altered);
            room.execute("RENAME TABLE u TO t");
            assertThat(room.rows("SELECT * FROM w")).containsExactly("7");
            String dropped = client.complete("DROP VIEW w");
            client.revert(dropped);
            assertThat(room.rows("SELECT * FROM w")).containsExactly("7");
        }
    }

    private static String definer(Room room, String view) throws SQLException {
        return room.rows("SELECT definer, security_type FROM information_schema.views WHERE table_schema = '"
                        + room.keyspace() + "' AND table_name = '" + view + "'")
                .get(0);
    }

    /** What the server has stored, but for the schema. */
    private static String definition(Room room) throws SQLException {
        String shown = room.rows("SHOW CREATE VIEW w").get(0).replace(room.keyspace(), "k");
        return shown
                + room.rows("SELECT check_option, is_updatable, definer, security_type, character_set_client,"
                        + " collation_connection FROM information_schema.views WHERE table_schema = '" + room.keyspace()
                        + "' AND table_name = 'w'");
    }
}
