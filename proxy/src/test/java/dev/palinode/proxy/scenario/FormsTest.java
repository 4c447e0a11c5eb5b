package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.proxy.Transcript;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Our statements in every form that clients send: among others, with parameters, within PREPARE, with other variables. */
class FormsTest {
    private static final String UUID = "[0-9a-f_]{36}";

    private static List<String> run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return Transcript.results(statement, sql);
        }
    }

    @OnEachServer
    void amongOthersInOneText(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Connection connection = room.connect("&allowMultiQueries=true")) {
            room.execute("CREATE TABLE t (id INT NOT NULL PRIMARY KEY)");
            List<String> seen = run(
                    connection,
                    "SELECT 1 AS a; /* x */ set @@ddl_strategy='vitess' ; INSERT INTO t VALUES (1), (2);"
                            + " ALTER TABLE t ADD COLUMN `b;c` INT COMMENT 'x;''y'; SELECT @@ddl_strategy;"
                            + " SELECT id FROM t WHERE id = 9; -- end\n");
            assertThat(seen).hasSize(9);
            assertThat(seen.get(1)).isEqualTo("1");
            assertThat(seen.subList(2, 4)).containsExactly("#0", "#2");
            assertThat(seen.get(5)).matches(UUID);
            assertThat(seen.get(7)).isEqualTo("vitess");
            assertThat(run(connection, "SELECT 5")).endsWith("5");
            try (Client client = room.client()) {
                client.await(seen.get(5), "complete");
            }
            assertThat(AlterTrafficTest.definition(room)).contains("`b;c`", "x;''y");
        }
    }

    @OnEachServer
    void stopsAtTheFirstError(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Connection connection = room.connect("&allowMultiQueries=true")) {
            room.execute("CREATE TABLE t (id INT NOT NULL PRIMARY KEY)");
            for (String wrong :
                    List.of("SELEC", "SET ddl_strategy='x'", "SELECT * FROM nosuch", "REVERT VITESS_MIGRATION")) {
                List<String> seen = run(
                        connection,
                        "SET ddl_strategy='vitess'; SELECT 1; " + wrong
                                + "; INSERT INTO t VALUES (1); SHOW VITESS_MIGRATIONS");
                assertThat(seen.get(seen.size() - 1)).startsWith("!");
                assertThat(run(connection, "SELECT @@ddl_strategy").get(1)).isEqualTo("vitess");
                run(connection, "SET ddl_strategy = DEFAULT");
                assertThat(room.rows("SELECT * FROM t")).isEmpty();
                assertThat(run(connection, "SELECT 5; SET migration_context='a'; SELECT 6"))
                        .containsSubsequence("5", "#0", "6");
            }
            assertThat(run(connection, "SHOW VITESS_MIGRATIONS; CALL nosuch(); SELECT 1")
                            .get(0))
                    .startsWith("!1305");
        }
    }

    @OnEachServer
    void programsAndResultsOfThemAmongOthers(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Connection connection = room.connect("&allowMultiQueries=true")) {
            String create = "CREATE PROCEDURE p() BEGIN SELECT 1 AS a; IF 1 THEN SELECT 2 AS b; END IF; END";
            assertThat(run(connection, "SET ddl_strategy='vitess'; " + create)).containsExactly("#0", "#0");
            List<String> seen = run(connection, "SELECT @@ddl_strategy AS s; CALL p(); SELECT @@ddl_strategy AS s");
            assertThat(seen).containsSubsequence("vitess", "1", "2", "#0", "vitess");
        }
    }

    @OnEachServer
    void withoutMultiStatementsItIsTheServersError(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Connection connection = room.connect("&allowMultiQueries=false")) {
            assertThat(run(connection, "SELECT 1; SET ddl_strategy='vitess'").get(0))
                    .startsWith("!1064");
            assertThat(run(connection, "SET ddl_strategy='vitess'; SELECT 1").get(0))
                    .startsWith("!");
            assertThat(run(connection, "SELECT @@ddl_strategy").get(1)).isEqualTo("direct");
        }
    }

    @OnEachServer
    void parametersOfPreparedStatements(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client();
                Connection connection = room.connect("&useServerPrepStmts=true")) {
            room.execute("CREATE TABLE t (id INT NOT NULL PRIMARY KEY)");
            String altered = client.complete("ALTER TABLE t ADD COLUMN x INT");
            try (PreparedStatement set = connection.prepareStatement("SET @@ddl_strategy = ?, @n = ?")) {
                for (String strategy : List.of("direct", "vitess")) {
                    set.setString(1, strategy);
                    set.setLong(2, -7);
                    set.execute();
                    assertThat(run(connection, "SELECT @@ddl_strategy, @n").get(1))
                            .isEqualTo(strategy + "|-7");
                }
            }
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT ? AS n, @@session.ddl_strategy, id FROM t WHERE id <> ?")) {
                room.execute("INSERT INTO t (id) VALUES (4)");
                select.setString(1, "it's ? \\ é");
                select.setInt(2, 5);
                List<String> seen = new ArrayList<>();
                Transcript.rows(select.executeQuery(), seen);
                assertThat(seen.get(0)).contains("n:", "@@session.ddl_strategy:", "id:");
                assertThat(seen.get(1)).isEqualTo("it's ? \\ é|vitess|4");
            }
            try (PreparedStatement show = connection.prepareStatement("SHOW VITESS_MIGRATIONS LIKE ?")) {
                show.setString(1, altered);
                try (ResultSet rows = show.executeQuery()) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getString("migration_uuid")).isEqualTo(altered);
                }
            }
            try (PreparedStatement revert = connection.prepareStatement("REVERT VITESS_MIGRATION ?")) {
                revert.setString(1, altered);
                assertThat(revert.execute()).isTrue();
                client.await(Client.uuids(revert.getResultSet()).get(0), "complete");
            }
            try (PreparedStatement cancel = connection.prepareStatement("ALTER VITESS_MIGRATION ? CANCEL")) {
                cancel.setString(1, altered);
                assertThat(cancel.executeUpdate()).isZero();
            }
        }
    }

    @OnEachServer
    void preparedAsText(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute("CREATE TABLE t (id INT NOT NULL PRIMARY KEY)");
            client.run("SET @ddl = 'ALTER TABLE t ADD COLUMN x INT'");
            client.run("PREPARE s FROM @ddl");
            client.complete("EXECUTE s");
            assertThat(room.migrations()).isEqualTo("1");
            client.run("PREPARE s FROM 'ALTER TABLE t DROP COLUMN x'");
            client.run("SET ddl_strategy='direct'");
            client.run("EXECUTE s");
            assertThat(room.migrations()).isEqualTo("1");
            assertThat(AlterTrafficTest.definition(room)).doesNotContain("`x`");
            client.run("SET @s = 'vitess', @old = @@ddl_strategy");
            client.run("SET @@ddl_strategy = @s");
            assertThat(client.submit("EXECUTE s")).matches(UUID);
            client.run("SET ddl_strategy := @old, autocommit := 1");
            assertThat(run(client.connection(), "SELECT @@ddl_strategy").get(1)).isEqualTo("direct");
        }
    }

    @OnEachServer
    void versionedCommentsAndOtherVariables(TestServer server) throws Exception {
        String code = server.isMariaDb() ? "/*M!100100 " : "/*!50100 ";
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute("CREATE TABLE t (id INT NOT NULL PRIMARY KEY)");
            client.complete(code + "ALTER TABLE t */ ADD COLUMN x INT");
            client.complete("/*! ALTER TABLE t ADD COLUMN y INT */;");
            assertThat(AlterTrafficTest.definition(room)).contains("`x`", "`y`");
            client.run("/*!40101 SET NAMES utf8mb4 */");
            client.run("SET NAMES utf8mb4, @@session.ddl_strategy='direct', @@migration_context := 'c:7'");
            Connection connection = client.connection();
            assertThat(run(
                            connection,
                            "SELECT @@ddl_strategy, @@local.migration_context, 1+1 AS x, '@@ddl_strategy' FROM DUAL"))
                    .satisfies(seen -> assertThat(seen.get(0)).contains("@@ddl_strategy:", "x:"))
                    .endsWith("direct|c:7|2|@@ddl_strategy");
            assertThat(run(connection, "SHOW SESSION VARIABLES LIKE '%ddl%'")).contains("ddl_strategy|direct");
            assertThat(run(connection, "SHOW VARIABLES LIKE 'migration_context'"))
                    .contains("migration_context|c:7");
            assertThat(run(connection, "SET autocommit = nosuch, ddl_strategy = 'vitess'")
                            .get(0))
                    .startsWith("!1231");
            assertThat(run(connection, "SELECT @@ddl_strategy").get(1)).isEqualTo("direct");
        }
    }

    @OnEachServer
    void lettersWhoseHalvesLookLikeSigns(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Connection connection = room.connect("&allowMultiQueries=true&characterEncoding=GBK")) {
            // The second byte of 誠 is a backslash in GBK.
            List<String> seen = run(connection, "SELECT '誠' AS a; SET ddl_strategy='vitess'; SELECT '誠''; SET' AS b");
            assertThat(seen).contains("誠", "#0", "誠'; SET");
            assertThat(run(connection, "SELECT @@ddl_strategy, '誠'").get(1)).isEqualTo("vitess|誠");
        }
    }

    /** MariaDB's statements that hold another one. */
    @Test
    void heldByAnotherStatement() throws Exception {
        try (Room room = Room.of(TestServers.mariaDb());
                Client client = room.client()) {
            Connection connection = client.connection();
            room.execute("CREATE TABLE t (id INT NOT NULL PRIMARY KEY)");
            String held = "SET STATEMENT max_statement_time=60 FOR ALTER TABLE t ADD COLUMN x INT";
            client.run("PREPARE s FROM '" + held + "'");
            client.complete("EXECUTE IMMEDIATE 'ALTER TABLE t ADD COLUMN y INT'");
            client.run("SET @ddl = 'ALTER TABLE t DROP COLUMN y'");
            client.complete("EXECUTE IMMEDIATE @ddl");
            assertThat(run(connection, "EXECUTE IMMEDIATE 'SELECT 5 AS a'")).endsWith("5");
            for (String sql : List.of(held, "EXECUTE s", "EXECUTE IMMEDIATE CONCAT('DROP TABLE', ' t')")) {
                assertThat(run(connection, sql).get(0)).startsWith("!1235").contains("SET ddl_strategy = 'direct'");
            }
            try (Connection prepared = room.connect("&useServerPrepStmts=true");
                    PreparedStatement alter = prepared.prepareStatement(held)) {
                run(prepared, "SET ddl_strategy = 'vitess'");
                SQLException refused = catchThrowableOfType(SQLException.class, alter::execute);
                assertThat(refused.getErrorCode()).isEqualTo(1235);
                assertThat(AlterTrafficTest.definition(room)).doesNotContain("`x`", "`y`");
            }
            client.run("SET ddl_strategy = 'direct'");
            client.run("EXECUTE s");
            assertThat(AlterTrafficTest.definition(room)).contains("`x`");
            assertThat(room.migrations()).isEqualTo("2");
        }
    }
}
