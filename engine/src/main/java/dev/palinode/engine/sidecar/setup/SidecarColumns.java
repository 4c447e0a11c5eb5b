package dev.palinode.engine.sidecar.setup;

import dev.palinode.engine.db.Writable;
import java.sql.Connection;
import java.sql.ResultSet;
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
        Set<String> present = present(connection, schema + "." + table);
        Matcher column = COLUMN.matcher(definition);
        String before = "";
        while (column.find()) {
            if (!present.contains(column.group(1))) {
                add(connection, schema + "." + table, column.group(1), column.group(2) + before);
            }
            before = " AFTER `" + column.group(1) + "`";
        }
    }

    /** The table itself is asked: MariaDB 11.4.5 has been seen to crash in its information_schema, and this is cheaper. */
    private static Set<String> present(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet nothing = statement.executeQuery("SELECT * FROM " + table + " LIMIT 0")) {
            Set<String> names = new HashSet<>();
            for (int i = 1; i <= nothing.getMetaData().getColumnCount(); i++) {
                names.add(nothing.getMetaData().getColumnName(i));
            }
            return names;
        }
    }

    private static void add(Connection connection, String table, String column, String rest) throws SQLException {
        Writable.require(connection);
        try (Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE " + table + " ADD COLUMN `" + column + "` " + rest);
        } catch (SQLException e) {
            if (e.getErrorCode() != ER_DUP_FIELDNAME) {
                throw e;
            }
        }
    }
}
