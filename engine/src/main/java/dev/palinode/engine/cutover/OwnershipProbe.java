package dev.palinode.engine.cutover;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.NamedLock;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.SchemaReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Finds out, from what is there, on which side of a swap the tables are. */
public final class OwnershipProbe {
    private static final int TRIES = 100;
    private static final long PAUSE_MILLIS = 50;

    private final Db db;

    public OwnershipProbe(Db db) {
        this.db = db;
    }

    /** Which table serves. */
    public enum Side {
        /** The old table serves; nothing has happened. */
        BEFORE,
        /** The new table serves. */
        AFTER,
        /** The old table serves, and the new one has been renamed or dropped by somebody: nothing can happen any more. */
        GONE,
        /** Neither explanation fits what is there: a person must look. */
        UNKNOWN
    }

    /**
     * Where the tables are, once no rename of this swap is under way any more: one that was left by a dead process is
     * killed first, or has done its work.
     */
    public Side probe(TableName table, TableName incoming, TableName sentry, TableName hold)
            throws SQLException, InterruptedException {
        // A process that was stopped in the middle of its attempt still holds the table: nobody else could use it.
        NamedLock.killHolder(db, SentryRename.lockName(sentry));
        endRenames(sentry);
        return db.with(connection -> {
            boolean serves = SchemaReader.exists(connection, table);
            boolean waits = SchemaReader.exists(connection, incoming);
            if (serves && waits) {
                return Side.BEFORE;
            }
            // The sentry stands where the old table would be: there it has kept every swap from happening.
            boolean guarded = Sentry.isThere(connection, sentry);
            boolean held =
                    (!guarded && SchemaReader.exists(connection, sentry)) || SchemaReader.exists(connection, hold);
            if (!serves || held == guarded) {
                return Side.UNKNOWN;
            }
            return held ? Side.AFTER : Side.GONE;
        });
    }

    private void endRenames(TableName sentry) throws SQLException, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            List<Long> sessions = db.with(connection -> renames(connection, sentry));
            if (sessions.isEmpty()) {
                return;
            }
            db.run(connection -> kill(connection, sessions));
            Thread.sleep(PAUSE_MILLIS);
        }
        throw new SQLException("a RENAME TABLE to " + sentry + " does not end");
    }

    private List<Long> renames(Connection connection, TableName sentry) throws SQLException {
        String sql = "SELECT id FROM " + db.dialect().processlist(connection)
                + " WHERE id <> CONNECTION_ID() AND info LIKE ?";
        List<Long> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            // The plain end of the name: the rest may be quoted or escaped in the text.
            String end = sentry.table().substring(sentry.table().lastIndexOf("_vt_swp_"));
            statement.setString(1, "RENAME TABLE%" + end.replace("_", "\\_") + "`%");
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getLong(1));
                }
            }
        }
        return found;
    }

    private static void kill(Connection connection, List<Long> sessions) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (long session : sessions) {
                try {
                    statement.execute("KILL " + session);
                } catch (SQLException e) {
                    if (e.getErrorCode() != 1094) { // it has ended by itself
                        throw e;
                    }
                }
            }
        }
    }
}
