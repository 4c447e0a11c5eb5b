package dev.palinode.proxy.compat;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;

/** What drivers do less often: procedures, several statements and results at once, what they tell of a schema. */
final class JdbcExtras {
    private final Connection connection;
    private final Transcript seen;

    JdbcExtras(Connection connection, Transcript seen) {
        this.connection = connection;
        this.seen = seen;
    }

    void procedures() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE PROCEDURE twice(IN a INT, OUT b INT, INOUT c VARCHAR(20)) BEGIN"
                    + " SET b = 2 * a; SELECT a AS first_result; SELECT c AS second_result, a; SET c = CONCAT(c, '!');"
                    + " END");
        }
        try (CallableStatement call = connection.prepareCall("{CALL twice(?, ?, ?)}")) {
            for (int i = 0; i < 2; i++) {
                call.setInt(1, 21 + i);
                call.registerOutParameter(2, Types.INTEGER);
                call.setString(3, "in");
                call.registerOutParameter(3, Types.VARCHAR);
                results(call, call.execute());
                seen.note("out", call.getInt(2));
                seen.note("inout", call.getString(3));
            }
        }
    }

    /** The connection must allow several statements. */
    void several() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE s (a INT)");
            results(
                    statement,
                    statement.execute("SELECT 1 AS one; INSERT INTO s VALUES (1), (2); SELECT a FROM s; DO 1"));
            seen.error("second is wrong", () -> {
                results(statement, statement.execute("SELECT 'first'; SELECT nosuch; SELECT 'third'"));
            });
            seen.rows("after", statement.executeQuery("SELECT COUNT(*) FROM s"));
        }
    }

    /** The driver kills the query from a second connection. */
    void timeout() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            seen.error("timeout", () -> seen.rows("slept", statement.executeQuery("SELECT SLEEP(20) = 1")));
            seen.rows("after", statement.executeQuery("SELECT 1"));
        }
    }

    private void results(Statement statement, boolean rows) throws SQLException {
        boolean isRows = rows;
        while (isRows || statement.getUpdateCount() != -1) {
            if (isRows) {
                seen.rows("result", statement.getResultSet());
            } else {
                seen.note("count", statement.getUpdateCount());
            }
            isRows = statement.getMoreResults();
        }
    }

    void metadata(String schema) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE parent (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL DEFAULT 'x')");
            statement.execute("CREATE TABLE child (a INT, b INT, PRIMARY KEY (a, b),"
                    + " CONSTRAINT up FOREIGN KEY (b) REFERENCES parent (id) ON DELETE CASCADE)");
            statement.execute("CREATE VIEW both_ AS SELECT a, name FROM child JOIN parent ON id = b");
        }
        DatabaseMetaData about = connection.getMetaData();
        seen.note("server", about.getDatabaseProductName() + " " + about.getDatabaseProductVersion());
        seen.rows("tables", about.getTables(schema, null, "%", null));
        seen.rows("columns", about.getColumns(schema, null, "%", "%"));
        seen.rows("primary key", about.getPrimaryKeys(schema, null, "child"));
        seen.rows("imported", about.getImportedKeys(schema, null, "child"));
        seen.rows("exported", about.getExportedKeys(schema, null, "parent"));
        seen.rows("index", about.getIndexInfo(schema, null, "child", false, true));
        seen.error("keywords", () -> seen.note("keywords", about.getSQLKeywords()));
        seen.note("catalog", connection.getCatalog());
    }

    /** Reads a result row by row as it comes, and gives up another. */
    void streaming(int fetchSize) throws SQLException {
        try (Statement statement =
                connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
            statement.setFetchSize(fetchSize);
            for (int rows : new int[] {20_000, 0}) {
                long sum = 0;
                try (ResultSet result = statement.executeQuery(sequence(rows))) {
                    while (result.next()) {
                        sum = sum * 31 + result.getString(1).hashCode();
                    }
                }
                seen.note("sum of " + rows, sum);
            }
            try (ResultSet result = statement.executeQuery(sequence(20_000))) {
                seen.note("first of many", result.next());
            }
        }
        try (Statement statement = connection.createStatement()) {
            seen.rows("after", statement.executeQuery("SELECT 1"));
        }
    }

    private static String sequence(int rows) {
        return "WITH RECURSIVE d AS (SELECT 0 n UNION ALL SELECT n + 1 FROM d WHERE n < 99)"
                + " SELECT CONCAT(a.n, '-', b.n, '-', c.n) FROM d a JOIN d b JOIN d c ON c.n < 2"
                + " ORDER BY a.n, b.n, c.n LIMIT " + rows;
    }
}
