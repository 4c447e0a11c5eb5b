package dev.palinode.engine.cutover;

import dev.palinode.engine.model.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The tiny table whose existence keeps a queued RENAME from succeeding. It has the name that the old table will get, so
 * it must never be mistaken for it: it is dropped only after a look at its columns.
 */
public final class Sentry {
    private static final String COLUMN = "palinode_sentry";

    private Sentry() {}

    static void create(Connection connection, TableName name) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE " + name.quoted() + " (" + COLUMN + " INT NOT NULL PRIMARY KEY) ENGINE = InnoDB");
        }
    }

    /** Drops the sentry if one is there; a table that holds rows of a user is left alone. */
    public static void remove(Connection connection, TableName name) throws SQLException {
        if (isThere(connection, name)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("DROP TABLE IF EXISTS " + name.quoted());
            }
        }
    }

    /** Whether a table of this name is a sentry, and no table of a user. */
    static boolean isThere(Connection connection, TableName name) throws SQLException {
        String sql = "SELECT COUNT(*), MAX(column_name) FROM information_schema.columns"
                + " WHERE table_schema = ? AND table_name = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name.schema());
            statement.setString(2, name.table());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1) == 1 && COLUMN.equalsIgnoreCase(rows.getString(2));
            }
        }
    }
}
