package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.proxy.auth.UserDirectory;
import dev.palinode.proxy.intercept.StatementRouter;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What SHOW WARNINGS says after an answer of ours: the same as after such an answer of the server's. */
final class AftermathTest {
    private static final String LONG = "é'\\\"".repeat(50);

    private static final StatementRouter ROUTER = (state, sql) -> switch (sql) {
        case "SHOW VITESS_SHORT" -> new Route.Answer(new Reply.Err(1064, "42000", "wrong: é'\\"));
        case "SHOW VITESS_LONG" -> new Route.Work(() -> new Reply.Err(1105, "HY000", LONG), false);
        case "ALTER VITESS_FINE" -> new Route.Answer(new Reply.Ok(2));
        default -> new Route.Forward();
    };

    private static TestProxy before(TestServer server) throws Exception {
        return new TestProxy(
                ProxyOptions.listeningOn("127.0.0.1", 0), server, UserDirectory.of(server.login()), ROUTER);
    }

    private static void fail(Statement statement, String sql) {
        assertThat((Throwable) catchThrowableOfType(SQLException.class, () -> statement.execute(sql)))
                .isNotNull();
    }

    private static List<String> rows(Statement statement, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.append(i == 1 ? "" : " ").append(result.getString(i));
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }

    @OnEachServer
    void anErrorOfOursIsShownUntilTheNextStatement(TestServer server) throws Exception {
        try (TestProxy proxy = before(server);
                Connection connection = proxy.connect("", "characterEncoding=UTF-8");
                Statement statement = connection.createStatement()) {
            for (String mode : List.of("", "ANSI_QUOTES,NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES")) {
                statement.execute("SET SESSION sql_mode = '" + mode + "'");
                fail(statement, "SHOW VITESS_SHORT");
                assertThat(rows(statement, "SHOW WARNINGS")).containsExactly("Error 1064 wrong: é'\\");
                fail(statement, "SHOW VITESS_SHORT");
                assertThat(rows(statement, "SHOW ERRORS")).containsExactly("Error 1064 wrong: é'\\");
                fail(statement, "SHOW VITESS_SHORT");
                assertThat(rows(statement, "SELECT @@warning_count, @@error_count, ROW_COUNT()"))
                        .containsExactly("1 1 -1");
                fail(statement, "SHOW VITESS_LONG");
                assertThat(rows(statement, "SHOW WARNINGS"))
                        .containsExactly("Error 1105 " + LONG.substring(0, 127) + "…");
                assertThat(statement.executeUpdate("ALTER VITESS_FINE")).isEqualTo(2);
                assertThat(rows(statement, "SHOW WARNINGS")).isEmpty();
            }
        }
    }

    @OnEachServer
    void aTransactionGoesOn(TestServer server) throws Exception {
        String schema = server.newSchema();
        server.execute(schema, "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY)");
        try (TestProxy proxy = before(server);
                Connection connection = proxy.connect(schema, "");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO t VALUES (17)");
            statement.execute("INSERT INTO t VALUES (DEFAULT)");
            fail(statement, "SHOW VITESS_SHORT");
            assertThat(rows(statement, "SELECT LAST_INSERT_ID()")).containsExactly("18");
            connection.commit();
            assertThat(rows(statement, "SELECT id FROM t ORDER BY id")).containsExactly("17", "18");
        }
    }
}
