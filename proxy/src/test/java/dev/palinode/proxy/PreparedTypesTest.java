package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/** Server-side prepared statements: every type both ways, data sent ahead, cursors, tables that change under them. */
final class PreparedTypesTest {
    private static final String COLUMNS =
            "i8 TINYINT, u8 TINYINT UNSIGNED, i16 SMALLINT, i24 MEDIUMINT, i32 INT, u32 INT UNSIGNED, i64 BIGINT,"
                    + " u64 BIGINT UNSIGNED, f FLOAT, d DOUBLE, n DECIMAL(30,10), y YEAR, dt DATE, t TIME(6),"
                    + " ts DATETIME(6), c CHAR(5), v VARCHAR(50), b BINARY(4), vb VARBINARY(50), tx MEDIUMTEXT,"
                    + " bl MEDIUMBLOB, e ENUM('a','b'), s SET('x','y'), bi BIT(12), j JSON";

    private static Connection direct(TestServer server, String schema, String mode) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(schema) + "&" + mode, server.user(), server.password());
    }

    private static List<String> types(Connection connection) throws SQLException {
        List<String> seen = new ArrayList<>();
        String marks = "?" + ", ?".repeat(24);
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO types VALUES (" + marks + ")")) {
            for (int round = 0; round < 3; round++) {
                for (int i = 1; i <= 25; i++) {
                    insert.setNull(i, Types.NULL);
                }
                if (round > 0) {
                    fill(insert, round);
                }
                seen.add("#" + insert.executeUpdate());
            }
        }
        for (String order : List.of("i8", "i8 DESC")) {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT * FROM types WHERE ? = 1 ORDER BY " + order)) {
                select.setFetchSize(1);
                select.setInt(1, 1);
                Transcript.rows(select.executeQuery(), seen);
            }
        }
        return seen;
    }

    private static void fill(PreparedStatement insert, int round) throws SQLException {
        insert.setByte(1, (byte) -round);
        insert.setShort(2, (short) 255);
        insert.setShort(3, Short.MIN_VALUE);
        insert.setInt(4, -8_388_608);
        insert.setInt(5, Integer.MIN_VALUE);
        insert.setLong(6, 4_294_967_295L);
        insert.setLong(7, Long.MIN_VALUE);
        insert.setString(8, "18446744073709551615");
        insert.setFloat(9, 1.25f);
        insert.setDouble(10, -1e300);
        insert.setBigDecimal(11, new BigDecimal("-12345678901234567890.0123456789"));
        insert.setInt(12, 2026);
        insert.setString(13, "2026-11-21");
        insert.setString(14, "-838:59:58.123456");
        insert.setString(15, "2026-11-21 01:02:03.000004");
        insert.setString(16, "é✓");
        insert.setString(17, "it's \\ \" 誠 ?");
        insert.setBytes(18, new byte[] {0, -1, '\'', '\\'});
        insert.setBytes(19, new byte[] {-2, -5, 0});
        insert.setCharacterStream(20, new java.io.StringReader("ü".repeat(100_000 * round)));
        insert.setBinaryStream(21, new ByteArrayInputStream(new byte[70_000 * round]));
        insert.setString(22, "b");
        insert.setString(23, "x,y");
        insert.setBytes(24, new byte[] {0x0A, 0x55});
        insert.setString(25, "{\"a\": [1, 2.5, null]}");
    }

    @OnEachServer
    void everyType(TestServer server) throws Exception {
        try (TestProxy proxy = TestProxy.palinode(server)) {
            for (String mode : List.of("useServerPrepStmts=true", "useServerPrepStmts=true&useCursorFetch=true")) {
                List<List<String>> seen = new ArrayList<>();
                for (boolean through : new boolean[] {false, true}) {
                    String schema = server.newSchema();
                    server.execute(schema, "CREATE TABLE types (" + COLUMNS + ")");
                    try (Connection connection = through ? proxy.connect(schema, mode) : direct(server, schema, mode)) {
                        seen.add(types(connection));
                    }
                }
                assertThat(seen.get(1)).isEqualTo(seen.get(0));
                assertThat(seen.get(1)).hasSize(3 + 2 * 4);
            }
        }
    }

    @OnEachServer
    void aTableThatChangesUnderAStatement(TestServer server) throws Exception {
        String schema = server.newSchema();
        server.execute(schema, "CREATE TABLE t (id INT PRIMARY KEY, a INT)", "INSERT INTO t VALUES (1, 2)");
        try (TestProxy proxy = TestProxy.palinode(server);
                Connection connection = proxy.connect(schema, "useServerPrepStmts=true");
                PreparedStatement select = connection.prepareStatement("SELECT id, a FROM t WHERE id = ?")) {
            for (String ddl : List.of(
                    "DO 0",
                    "ALTER TABLE t ADD COLUMN b VARCHAR(9) DEFAULT 'x' FIRST",
                    "ALTER TABLE t DROP COLUMN b",
                    "RENAME TABLE t TO gone",
                    "CREATE TABLE t LIKE gone",
                    "INSERT INTO t SELECT * FROM gone")) {
                server.execute(schema, ddl);
                select.setInt(1, 1);
                List<String> seen = new ArrayList<>();
                try {
                    Transcript.rows(select.executeQuery(), seen);
                } catch (SQLException e) {
                    seen.add("!" + e.getErrorCode());
                }
                String last = seen.get(seen.size() - 1);
                assertThat(last)
                        .as(ddl)
                        .isEqualTo(ddl.startsWith("RENAME") ? "!1146" : ddl.startsWith("CREATE") ? seen.get(0) : "1|2");
            }
        }
    }

    @OnEachServer
    void cursorsInterleaveWithOtherCommands(TestServer server) throws Exception {
        String schema = server.newSchema();
        server.execute(
                schema, "CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1),(2),(3),(4),(5),(6),(7)");
        String mode = "useServerPrepStmts=true&useCursorFetch=true&defaultFetchSize=2";
        try (TestProxy proxy = TestProxy.palinode(server);
                Connection connection = proxy.connect(schema, mode);
                PreparedStatement select = connection.prepareStatement("SELECT id FROM t ORDER BY id");
                Statement other = connection.createStatement()) {
            try (ResultSet rows = select.executeQuery()) {
                for (int i = 1; i <= 7; i++) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getInt(1)).isEqualTo(i);
                    assertThat(Transcript.results(other, "SELECT @@ddl_strategy"))
                            .contains("direct");
                    assertThat(Transcript.results(other, "SELECT " + i)).contains(String.valueOf(i));
                }
                assertThat(rows.next()).isFalse();
            }
        }
    }

    @OnEachServer
    void outParametersOfProcedures(TestServer server) throws Exception {
        String schema = server.newSchema();
        server.execute(
                schema,
                "CREATE PROCEDURE p(IN a INT, OUT b INT, INOUT c VARCHAR(9))"
                        + " BEGIN SELECT a; SET b = a * 2, c = CONCAT(c, '!'); SELECT 5, 6; END");
        try (TestProxy proxy = TestProxy.palinode(server)) {
            for (String mode : List.of("useServerPrepStmts=true", "useServerPrepStmts=false")) {
                try (Connection connection = proxy.connect(schema, mode);
                        CallableStatement call = connection.prepareCall("{call p(?, ?, ?)}")) {
                    for (int round = 1; round < 3; round++) {
                        call.setInt(1, round);
                        call.registerOutParameter(2, Types.INTEGER);
                        call.setString(3, "x");
                        call.registerOutParameter(3, Types.VARCHAR);
                        assertThat(call.execute()).isTrue();
                        assertThat(call.getInt(2)).isEqualTo(round * 2);
                        assertThat(call.getString(3)).isEqualTo("x!");
                    }
                }
            }
        }
    }
}
