package dev.palinode.engine.sidecar;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.stream.CopyCursor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table {@code _vt.copy_state}. Every method works in the transaction of the connection that it is given. */
public final class CopyStateStore {

    /** Adds the ranges of a new stream. */
    public void insert(Connection tx, MigrationId workflow, List<CopyCursor> ranges) throws SQLException {
        String sql =
                "INSERT INTO _vt.copy_state (workflow, range_number, lower_pk, upper_pk, lastpk, done, rows_copied)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)";
        try (PreparedStatement statement = tx.prepareStatement(sql)) {
            for (CopyCursor range : ranges) {
                statement.setString(1, workflow.uuid());
                statement.setInt(2, range.range());
                statement.setString(3, range.lower().orElse(null));
                statement.setString(4, range.upper().orElse(null));
                statement.setString(5, range.last().orElse(null));
                statement.setBoolean(6, range.done());
                statement.setLong(7, range.rows());
                statement.executeUpdate();
            }
        }
    }

    /** The ranges of a stream, by number; none means that there is nothing to copy. */
    public List<CopyCursor> list(Connection connection, MigrationId workflow) throws SQLException {
        return list(connection, workflow, "");
    }

    /** The same, once nobody is about to change them: a commit that was under way has happened, or will not. */
    public List<CopyCursor> listSettled(Connection tx, MigrationId workflow) throws SQLException {
        return list(tx, workflow, " LOCK IN SHARE MODE");
    }

    private static List<CopyCursor> list(Connection connection, MigrationId workflow, String lock) throws SQLException {
        String sql = "SELECT range_number, lower_pk, upper_pk, lastpk, done, rows_copied FROM _vt.copy_state"
                + " WHERE workflow = ? ORDER BY range_number" + lock;
        List<CopyCursor> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, workflow.uuid());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(new CopyCursor(
                            rows.getInt(1),
                            Optional.ofNullable(rows.getString(2)),
                            Optional.ofNullable(rows.getString(3)),
                            Optional.ofNullable(rows.getString(4)),
                            rows.getBoolean(5),
                            rows.getLong(6)));
                }
            }
        }
        return found;
    }

    /** Saves a chunk's end, in the transaction that copies the chunk. */
    public void advance(
            Connection tx, MigrationId workflow, int range, Optional<String> last, boolean done, long addedRows)
            throws SQLException {
        String sql = "UPDATE _vt.copy_state SET lastpk = ?, done = ?, rows_copied = rows_copied + ?"
                + " WHERE workflow = ? AND range_number = ?";
        try (PreparedStatement statement = tx.prepareStatement(sql)) {
            statement.setString(1, last.orElse(null));
            statement.setBoolean(2, done);
            statement.setLong(3, addedRows);
            statement.setString(4, workflow.uuid());
            statement.setInt(5, range);
            if (statement.executeUpdate() != 1) {
                throw new SQLException("no range " + range + " of migration " + workflow + " in _vt.copy_state");
            }
        }
    }

    /** Removes the ranges of a stream. */
    public void delete(Connection tx, MigrationId workflow) throws SQLException {
        try (PreparedStatement statement = tx.prepareStatement("DELETE FROM _vt.copy_state WHERE workflow = ?")) {
            statement.setString(1, workflow.uuid());
            statement.executeUpdate();
        }
    }
}
