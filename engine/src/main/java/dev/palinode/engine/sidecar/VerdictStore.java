package dev.palinode.engine.sidecar;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.model.stream.Verdict;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

/** The table {@code _vt.vdiff}. A verdict of FAILED is never overwritten. */
public final class VerdictStore {

    /** The verdict of a stream; PENDING when nothing has been compared. */
    public Verdict find(Connection connection, MigrationId workflow) throws SQLException {
        String sql = "SELECT state, ranges_compared, rows_compared, rows_repaired, lastpk, message FROM _vt.vdiff"
                + " WHERE workflow = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, workflow.uuid());
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return Verdict.PENDING;
                }
                return new Verdict(
                        Verdict.Outcome.valueOf(rows.getString(1).toUpperCase(Locale.ROOT)),
                        rows.getLong(2),
                        rows.getLong(3),
                        rows.getLong(4),
                        Optional.ofNullable(rows.getString(5)),
                        rows.getString(6));
            }
        }
    }

    /**
     * Saves the verdict unless a failed one stands.
     *
     * @return whether it was saved
     */
    public boolean save(Connection tx, MigrationId workflow, Verdict verdict, Position position) throws SQLException {
        String sql = "INSERT INTO _vt.vdiff (workflow, state, ranges_compared, rows_compared, rows_repaired, lastpk,"
                + " message, pos) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE"
                + " ranges_compared = IF(state = 'failed', ranges_compared, VALUES(ranges_compared)),"
                + " rows_compared = IF(state = 'failed', rows_compared, VALUES(rows_compared)),"
                + " rows_repaired = IF(state = 'failed', rows_repaired, VALUES(rows_repaired)),"
                + " lastpk = IF(state = 'failed', lastpk, VALUES(lastpk)),"
                + " message = IF(state = 'failed', message, VALUES(message)),"
                + " pos = IF(state = 'failed', pos, VALUES(pos)),"
                + " state = IF(state = 'failed', state, VALUES(state))";
        try (PreparedStatement statement = tx.prepareStatement(sql)) {
            statement.setString(1, workflow.uuid());
            statement.setString(2, verdict.outcome().name().toLowerCase(Locale.ROOT));
            statement.setLong(3, verdict.ranges());
            statement.setLong(4, verdict.rows());
            statement.setLong(5, verdict.repaired());
            statement.setString(6, verdict.last().orElse(null));
            statement.setString(7, verdict.message());
            statement.setString(8, position.encode());
            statement.executeUpdate();
        }
        return find(tx, workflow).outcome() == verdict.outcome();
    }

    /** Makes the verdict that of another workflow. */
    public void rename(Connection tx, MigrationId from, MigrationId to) throws SQLException {
        Sql.update(tx, "UPDATE _vt.vdiff SET workflow = ? WHERE workflow = ?", to.uuid(), from.uuid());
    }

    /** Takes a verdict back, so that all is compared once more; one of FAILED stands. */
    public void reopen(Connection tx, MigrationId workflow) throws SQLException {
        String sql = "UPDATE _vt.vdiff SET again = IF(state = 'completed', 1, again), state = 'started',"
                + " ranges_compared = 0, rows_compared = 0, rows_repaired = 0, lastpk = NULL, message = ''"
                + " WHERE workflow = ? AND state <> 'failed'";
        Sql.update(tx, sql, workflow.uuid());
    }

    /** Whether the rows were found equal before, so that a difference can only be somebody's doing. */
    public boolean isReopened(Connection connection, MigrationId workflow) throws SQLException {
        String sql = "SELECT 1 FROM _vt.vdiff WHERE workflow = ? AND again = 1";
        return Sql.first(connection, sql, row -> true, workflow.uuid()).isPresent();
    }

    /** Removes the verdict together with its stream. */
    public void delete(Connection tx, MigrationId workflow) throws SQLException {
        try (PreparedStatement statement = tx.prepareStatement("DELETE FROM _vt.vdiff WHERE workflow = ?")) {
            statement.setString(1, workflow.uuid());
            statement.executeUpdate();
        }
    }
}
