package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.function.Executable;

/** Statements that the proxy answers itself, as text and prepared. */
final class ProxyStatementsTest {
    private static final List<String> MODES = List.of("useServerPrepStmts=false", "useServerPrepStmts=true");

    @OnEachServer
    void ownRowsInBothProtocols(TestServer server) throws Exception {
        try (TestProxy proxy = TestProxy.before(server)) {
            for (String mode : MODES) {
                try (Connection connection = proxy.connect("", mode);
                        PreparedStatement show = connection.prepareStatement("SHOW VITESS_ROWS")) {
                    for (int round = 0; round < 3; round++) {
                        try (ResultSet rows = show.executeQuery()) {
                            checkRows(rows);
                        }
                    }
                    assertThat(one(connection, "SELECT 5")).isEqualTo("5");
                }
            }
        }
    }

    private static void checkRows(ResultSet rows) throws SQLException {
        assertThat(rows.getMetaData().getColumnLabel(1)).isEqualTo("name");
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString("name")).isEqualTo("é one");
        assertThat(rows.getLong("number")).isEqualTo(-7);
        assertThat(rows.getDouble("part")).isEqualTo(2.5);
        assertThat(rows.getString("at")).isEqualTo("2026-11-21 01:02:03.000004");
        assertThat(rows.getString("nothing")).isNull();
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString("name")).isEmpty();
        assertThat(rows.getLong("number")).isEqualTo(Long.MAX_VALUE);
        assertThat(rows.getString("at")).startsWith("2026-11-21 00:00:00");
        assertThat(rows.next()).isFalse();
    }

    @OnEachServer
    void ownErrorsKeepTheSession(TestServer server) throws Exception {
        try (TestProxy proxy = TestProxy.before(server)) {
            for (String mode : MODES) {
                try (Connection connection = proxy.connect("", mode);
                        PreparedStatement show = connection.prepareStatement("SHOW VITESS_ERROR")) {
                    SQLException thrown = catchThrowableOfType(SQLException.class, show::executeQuery);
                    assertThat(thrown.getErrorCode()).isEqualTo(1210);
                    assertThat(thrown.getMessage()).isEqualTo("no such thing");
                    assertThat(one(connection, "SELECT 5")).isEqualTo("5");
                }
            }
        }
    }

    @OnEachServer
    void aPrepareThatFailsForgetsTheOldStatement(TestServer server) throws Exception {
        String schema = server.newSchema();
        try (TestProxy proxy = TestProxy.palinode(server);
                Connection connection = proxy.connect(schema, "");
                Statement statement = connection.createStatement()) {
            statement.execute("SET @@ddl_strategy = 'online'");
            statement.execute("PREPARE s FROM 'CREATE TABLE t (id INT PRIMARY KEY)'");
            assertThatThrownBy(() -> statement.execute("PREPARE s FROM 'SELEC'"))
                    .isInstanceOf(SQLException.class);
            SQLException unknown = catchThrowableOfType(SQLException.class, () -> statement.execute("EXECUTE s"));
            assertThat(unknown.getErrorCode()).isEqualTo(1243);
        }
    }

    /** Servers tell it behind the definitions of the columns. */
    @OnEachServer
    void anErrorBehindTheColumnsOfAQuestionIsTheAnswer(TestServer server) throws Exception {
        try (TestProxy proxy = TestProxy.palinode(server);
                Connection connection = proxy.connect("", "");
                Statement statement = connection.createStatement()) {
            SQLException refused = catchThrowableOfType(
                    SQLException.class,
                    () -> statement.execute("SET @@ddl_strategy = (SELECT table_name FROM information_schema.tables)"));
            assertThat(refused.getErrorCode()).isEqualTo(1242);
            assertThat(one(connection, "SELECT @@ddl_strategy")).isEqualTo("direct");
        }
    }

    @OnEachServer
    void workIsDoneOffTheLoopInOrder(TestServer server) throws Exception {
        try (TestProxy proxy = TestProxy.before(server);
                Connection connection = proxy.connect("", "useServerPrepStmts=true&allowMultiQueries=true");
                PreparedStatement slow = connection.prepareStatement("ALTER VITESS_SLOW")) {
            assertThat(slow.executeUpdate()).isEqualTo(3);
            assertThat(one(connection, "SELECT 5")).isEqualTo("5");
        }
    }

    @OnEachServer
    void anotherTextIsForwardedInstead(TestServer server) throws Exception {
        try (TestProxy proxy = TestProxy.before(server)) {
            for (String mode : MODES) {
                try (Connection connection = proxy.connect("", mode);
                        PreparedStatement select = connection.prepareStatement("SELECT vitess_seven")) {
                    for (int round = 0; round < 3; round++) {
                        try (ResultSet rows = select.executeQuery()) {
                            assertThat(rows.next()).isTrue();
                            assertThat(rows.getInt("seven")).isEqualTo(7);
                            assertThat(rows.next()).isFalse();
                        }
                    }
                }
            }
        }
    }

    @OnEachServer
    void ddlCommitsTheOpenTransaction(TestServer server) throws Exception {
        String schema = server.newSchema();
        server.execute(schema, "CREATE TABLE t (a INT)");
        try (TestProxy proxy = TestProxy.before(server);
                Connection connection = proxy.connect(schema, "");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO t VALUES (1)");
            assertThat(statement.executeUpdate("ALTER VITESS_COMMIT")).isEqualTo(1);
            try (Connection other = server.connect(schema)) {
                assertThat(one(other, "SELECT COUNT(*) FROM t")).isEqualTo("1");
            }
            statement.executeUpdate("INSERT INTO t VALUES (2)");
            connection.rollback();
            assertThat(one(connection, "SELECT COUNT(*) FROM t")).isEqualTo("1");
        }
    }

    @OnEachServer
    void theDatabaseIsKnown(TestServer server) throws Exception {
        String first = server.newSchema();
        String second = server.newSchema();
        try (TestProxy proxy = TestProxy.before(server)) {
            for (String tracking : List.of("", "trackSessionState=true")) {
                try (Connection connection = proxy.connect(first, tracking)) {
                    assertThat(one(connection, "SHOW VITESS_DATABASE")).isEqualTo(first);
                    connection.setCatalog(second);
                    assertThat(one(connection, "SHOW VITESS_DATABASE")).isEqualTo(second);
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("/* x */ use `" + first + "` ;");
                        assertThat(one(connection, "SHOW VITESS_DATABASE")).isEqualTo(first);
                        statement.execute("-- x\nUSE # y\n" + second + " -- z");
                        assertThat(one(connection, "SHOW VITESS_DATABASE")).isEqualTo(second);
                        statement.execute("/*!50000 USE " + first + " */");
                        assertThat(one(connection, "SHOW VITESS_DATABASE")).isEqualTo(first);
                        Executable wrong = () -> statement.execute("USE nosuch");
                        assertThatThrownBy(wrong::execute).isInstanceOf(SQLException.class);
                    }
                    assertThat(one(connection, "SHOW VITESS_DATABASE")).isEqualTo(first);
                    assertThat(one(connection, "SELECT DATABASE()")).isEqualTo(first);
                }
            }
        }
    }

    static String one(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
