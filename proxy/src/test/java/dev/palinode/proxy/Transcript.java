package dev.palinode.proxy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** All that a client sees of a script: results with their metadata, counts, warnings and errors, one per line. */
public final class Transcript {
    private Transcript() {}

    /** Runs the statements one after the other; errors do not stop it. */
    public static List<String> of(Connection connection, List<String> script) throws SQLException {
        List<String> seen = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            for (String sql : script) {
                seen.add("> " + sql);
                seen.addAll(results(statement, sql));
            }
        }
        return seen;
    }

    /** Runs one command and reads all its results. */
    public static List<String> results(Statement statement, String sql) {
        List<String> seen = new ArrayList<>();
        try {
            boolean isRows = statement.execute(sql);
            while (isRows || statement.getUpdateCount() >= 0) {
                if (isRows) {
                    rows(statement.getResultSet(), seen);
                } else {
                    seen.add("#" + statement.getUpdateCount());
                }
                isRows = statement.getMoreResults();
            }
            warnings(statement, seen);
        } catch (SQLException e) {
            seen.add("!" + e.getErrorCode() + " " + e.getSQLState() + " " + e.getMessage());
        }
        return seen;
    }

    /** Reads the rows, the first line being the columns. */
    public static void rows(ResultSet result, List<String> seen) throws SQLException {
        try (ResultSet rows = result) {
            ResultSetMetaData columns = rows.getMetaData();
            StringBuilder head = new StringBuilder();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                head.append(columns.getColumnLabel(i))
                        .append(':')
                        .append(columns.getColumnTypeName(i))
                        .append('(')
                        .append(columns.getPrecision(i))
                        .append(") ");
            }
            seen.add(head.toString());
            while (rows.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    values.add(String.valueOf(rows.getString(i)));
                }
                seen.add(String.join("|", values));
            }
        }
    }

    private static void warnings(Statement statement, List<String> seen) throws SQLException {
        for (SQLWarning warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
            seen.add("~" + warning.getErrorCode() + " " + warning.getMessage());
        }
    }
}
