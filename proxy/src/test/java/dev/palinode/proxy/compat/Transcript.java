package dev.palinode.proxy.compat;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client saw, line by line. Not safe for many threads. */
final class Transcript {
    private final List<String> lines = new ArrayList<>();

    /** What may throw an error that is to be noted. */
    interface Step {
        void run() throws SQLException;
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    void note(String what, @Nullable Object value) {
        lines.add(what + ": " + text(value));
    }

    /** Notes all that a result says, its description too, and closes it. */
    void rows(String what, ResultSet result) throws SQLException {
        try (ResultSet rows = result) {
            ResultSetMetaData about = rows.getMetaData();
            int columns = about.getColumnCount();
            for (int i = 1; i <= columns; i++) {
                note(what + " column " + i, describe(about, i));
            }
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    row.add(text(rows.getObject(i)));
                }
                note(what, row);
            }
        }
    }

    /** Notes the description of a result, and closes it. */
    void columns(String what, ResultSet result) throws SQLException {
        try (ResultSet rows = result) {
            ResultSetMetaData about = rows.getMetaData();
            for (int i = 1; i <= about.getColumnCount(); i++) {
                note(what + " column " + i, describe(about, i));
            }
        }
    }

    private static String describe(ResultSetMetaData about, int i) throws SQLException {
        return String.join(
                " ",
                about.getColumnLabel(i),
                about.getColumnName(i),
                about.getTableName(i),
                about.getCatalogName(i),
                // MariaDB's driver knows JSON from metadata that the proxy does not offer: docs/protocol.md.
                about.getColumnTypeName(i).replace("JSON", "LONGTEXT"),
                String.valueOf(about.getColumnType(i)),
                String.valueOf(about.getPrecision(i)),
                String.valueOf(about.getScale(i)),
                String.valueOf(about.isNullable(i)),
                String.valueOf(about.isAutoIncrement(i)));
    }

    /** Notes the error that a step must end in. */
    void error(String what, Step step) {
        try {
            step.run();
            note(what, "no error");
        } catch (SQLException e) {
            // Drivers add the connection's id; a server that resolves names, as it may, knows this machine by two.
            String message = String.valueOf(e.getMessage())
                    .replaceAll("\\(conn=\\d+\\)", "(conn)")
                    .replace("'@'127.0.0.1'", "'@'localhost'");
            note(
                    what,
                    e.getErrorCode() + " " + e.getSQLState() + " "
                            + e.getClass().getSimpleName() + " " + message);
        }
    }

    void warnings(String what, @Nullable SQLWarning first) {
        for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
            note(what, warning.getErrorCode() + " " + warning.getMessage());
        }
    }

    private static String text(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return "bytes " + bytes.length + " " + Arrays.hashCode(bytes);
        }
        if (value instanceof int[] numbers) {
            return Arrays.toString(numbers);
        }
        return value == null ? "NULL" : value.getClass().getSimpleName() + " " + value;
    }
}
