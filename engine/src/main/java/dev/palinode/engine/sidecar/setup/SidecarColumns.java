package dev.palinode.engine.sidecar.setup;

import dev.palinode.engine.db.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Brings a sidecar table that an older version made up to date: adds the columns that it lacks. */
final class SidecarColumns {
    /** A column in a file under {@code /sidecar}: each has a line of its own, which begins with its quoted name. */
    private static final Pattern COLUMN = Pattern.compile("^\\s+`(\\w+)`\\s+(.+?),?\\s*$", Pattern.MULTILINE);

    private static final int ER_DUP_FIELDNAME = 1060;

    private SidecarColumns() {}

    /** Adds what is in the definition and not in the table; another engine may do so at the same time. */
    static void addMissing(Connection connection, String schema, String table, String definition) throws SQLException {
        String sql =
                "SELECT column_name FROM information_schema.columns" + " WHERE table_schema = ? AND table_name = ?";
        Set<String> present = new HashSet<>(Sql.query(connection, sql, row -> row.getString(1), schema, table));
        Matcher column = COLUMN.matcher(definition);
        String before = "";
        while (column.find()) {
            if (!present.contains(column.group(1))) {
                add(connection, schema + "." + table, column.group(1), column.group(2) + before);
            }
            before = " AFTER `" + column.group(1) + "`";
        }
    }

    private static void add(Connection connection, String table, String column, String rest) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE " + table + " ADD COLUMN `" + column + "` " + rest);
        } catch (SQLException e) {
            if (e.getErrorCode() != ER_DUP_FIELDNAME) {
                throw e;
            }
        }
    }
}
