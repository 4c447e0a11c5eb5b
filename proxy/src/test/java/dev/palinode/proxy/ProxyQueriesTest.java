package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a client does directly, it can do through the proxy: Connector/J against each server there is. */
final class ProxyQueriesTest {
    private static final List<String> MODES = List.of(
            "useServerPrepStmts=false", "useServerPrepStmts=true", "useServerPrepStmts=true&useCursorFetch=true");

    @OnEachServer
    void statementsOfAllKinds(TestServer server) throws Exception {
        String schema = server.newSchema();
        try (TestProxy proxy = TestProxy.before(server)) {
            for (String mode : MODES) {
                try (Connection connection = proxy.connect(schema, mode);
                        Statement statement = connection.createStatement()) {
                    statement.execute("DROP TABLE IF EXISTS t");
                    statement.execute(
                            "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(50), d DATETIME(6))");
                    insertAndRead(connection);
                    assertThat(statement.executeUpdate("UPDATE t SET v = 'z' WHERE id = 1"))
                            .isEqualTo(1);
                    transaction(connection, statement);
                }
            }
        }
    }

    private static void insertAndRead(Connection connection) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO t (v, d) VALUES (?, ?)", Statement.RETURN_GENERATED_KEYS)) {
            insert.setString(1, "größe ✓");
            insert.setString(2, "2026-11-21 01:02:03.123456");
            assertThat(insert.executeUpdate()).isEqualTo(1);
            try (ResultSet keys = insert.getGeneratedKeys()) {
                assertThat(keys.next()).isTrue();
                assertThat(keys.getInt(1)).isEqualTo(1);
            }
        }
        try (PreparedStatement select = connection.prepareStatement("SELECT v, d FROM t WHERE id = ?")) {
            for (int round = 0; round < 3; round++) {
                select.setInt(1, 1);
                try (ResultSet rows = select.executeQuery()) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getString(1)).isEqualTo("größe ✓");
                    assertThat(rows.getString(2)).startsWith("2026-11-21 01:02:03.123456");
                    assertThat(rows.next()).isFalse();
                }
            }
        }
    }

    private static void transaction(Connection connection, Statement statement) throws SQLException {
        connection.setAutoCommit(false);
        statement.executeUpdate("INSERT INTO t (v) VALUES ('gone')");
        connection.rollback();
        statement.executeUpdate("INSERT INTO t (v) VALUES ('kept')");
        connection.commit();
        connection.setAutoCommit(true);
        try (ResultSet rows = statement.executeQuery("SELECT GROUP_CONCAT(v ORDER BY id) FROM t")) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("z,kept");
        }
    }

    @OnEachServer
    void errorsAndWarningsAreTheServers(TestServer server) throws Exception {
        String schema = server.newSchema();
        try (TestProxy proxy = TestProxy.before(server);
                Connection direct = server.connect(schema);
                Connection through = proxy.connect(schema, "")) {
            try (Statement statement = direct.createStatement()) {
                statement.execute("CREATE TABLE t (id INT PRIMARY KEY)");
                statement.execute("INSERT INTO t VALUES (1)");
            }
            for (String wrong : List.of("SELEC 1", "SELECT * FROM nosuch", "INSERT INTO t VALUES (1)", "USE nosuch")) {
                SQLException expected = failure(direct, wrong);
                SQLException actual = failure(through, wrong);
                assertThat(actual.getErrorCode()).isEqualTo(expected.getErrorCode());
                assertThat(actual.getSQLState()).isEqualTo(expected.getSQLState());
                assertThat(actual.getMessage()).isEqualTo(expected.getMessage());
            }
            try (Statement statement = through.createStatement()) {
                statement.execute("SELECT CAST('12x' AS SIGNED)");
                SQLWarning warning = statement.getWarnings();
                assertThat(warning.getErrorCode()).isEqualTo(1292);
            }
        }
    }

    private static SQLException failure(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            SQLException thrown = catchThrowableOfType(SQLException.class, () -> statement.execute(sql));
            assertThat((Throwable) thrown).as(sql).isNotNull();
            return thrown;
        }
    }

    @OnEachServer
    void multiStatementsAndProcedures(TestServer server) throws Exception {
        String schema = server.newSchema();
        try (TestProxy proxy = TestProxy.before(server);
                Connection connection = proxy.connect(schema, "allowMultiQueries=true");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2, 3; END");
            assertThat(results(statement, "CALL p()")).containsExactly("1", "2", "-0");
            assertThat(results(statement, "SELECT 4; SELECT 5 FROM DUAL WHERE 1 = 0; CREATE TABLE m (a INT); SELECT 6"))
                    .containsExactly("4", "", "-0", "6");
            SQLException thrown = catchThrowableOfType(SQLException.class, () -> results(statement, "SELECT 1; SELEC"));
            assertThat(thrown.getErrorCode()).isEqualTo(1064);
            assertThat(results(statement, "SELECT 7")).containsExactly("7");
        }
    }

    private static List<String> results(Statement statement, String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        boolean isRows = statement.execute(sql);
        while (isRows || statement.getUpdateCount() >= 0) {
            if (isRows) {
                try (ResultSet rows = statement.getResultSet()) {
                    found.add(rows.next() ? rows.getString(1) : "");
                }
            } else {
                found.add("-" + statement.getUpdateCount());
            }
            isRows = statement.getMoreResults();
        }
        return found;
    }

    @OnEachServer
    void largeResultsStream(TestServer server) throws Exception {
        String schema = server.newSchema();
        try (TestProxy proxy = TestProxy.before(server);
                Connection connection = proxy.connect(schema, "useCursorFetch=false");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE seed (a INT)");
            statement.execute("INSERT INTO seed VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9)");
            statement.setFetchSize(Integer.MIN_VALUE);
            String sql = "SELECT a.a + 10 * b.a + 100 * c.a + 1000 * d.a + 10000 * e.a AS n, REPEAT('x', 40 + a.a)"
                    + " FROM seed a, seed b, seed c, seed d, seed e";
            long sum = 0;
            int count = 0;
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    sum += rows.getLong(1);
                    assertThat(rows.getString(2)).hasSizeBetween(40, 49);
                    count++;
                }
            }
            assertThat(count).isEqualTo(100_000);
            assertThat(sum).isEqualTo(99_999L * 100_000 / 2);
        }
    }

    @OnEachServer
    void rowsAndCommandsLongerThanAPacket(TestServer server) throws Exception {
        String schema = server.newSchema();
        server.execute("", "SET GLOBAL max_allowed_packet = 134217728");
        try (TestProxy proxy = TestProxy.before(server)) {
            for (String mode : List.of("useServerPrepStmts=false", "useServerPrepStmts=true")) {
                try (Connection connection = proxy.connect(schema, mode + "&maxAllowedPacket=134217728");
                        Statement statement = connection.createStatement()) {
                    statement.execute("DROP TABLE IF EXISTS big");
                    statement.execute("CREATE TABLE big (id INT PRIMARY KEY, b LONGBLOB)");
                    // The row's payload is some bytes longer than the value: around one and two packets' length.
                    for (int size : new int[] {20_000_000, 16_777_209, 16_777_210, 16_777_211, 33_554_418}) {
                        bigValue(connection, size);
                    }
                }
            }
        }
    }

    private static void bigValue(Connection connection, int size) throws SQLException {
        byte[] value = new byte[size];
        Arrays.fill(value, (byte) 0xFE);
        value[size - 1] = 1;
        try (PreparedStatement insert = connection.prepareStatement("REPLACE INTO big VALUES (1, ?)");
                PreparedStatement select = connection.prepareStatement("SELECT b, id FROM big WHERE id = ?")) {
            insert.setBytes(1, value);
            insert.executeUpdate();
            select.setInt(1, 1);
            try (ResultSet rows = select.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(Arrays.equals(rows.getBytes(1), value))
                        .as("%d bytes", size)
                        .isTrue();
                assertThat(rows.getInt(2)).isEqualTo(1);
            }
        }
    }

    @OnEachServer
    void cursorsFetchInParts(TestServer server) throws Exception {
        String schema = server.newSchema();
        try (TestProxy proxy = TestProxy.before(server);
                Connection connection = proxy.connect(schema, "useServerPrepStmts=true&useCursorFetch=true")) {
            server.execute(schema, "CREATE TABLE t (a INT)", "INSERT INTO t VALUES (1),(2),(3),(4),(5),(6),(7)");
            try (PreparedStatement select = connection.prepareStatement("SELECT a FROM t WHERE a > ? ORDER BY a")) {
                select.setFetchSize(2);
                for (int from : new int[] {0, 3, 7}) {
                    select.setInt(1, from);
                    int expected = from;
                    try (ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            assertThat(rows.getInt(1)).isEqualTo(++expected);
                        }
                    }
                    assertThat(expected).isEqualTo(7);
                }
            }
        }
    }
}
