package dev.palinode.engine.migration.runner;

import dev.palinode.engine.db.SqlFault;
import java.sql.SQLException;

/** A migration that cannot succeed; the message goes to the row and to the user. */
public final class MigrationFailure extends Exception {
    private static final long serialVersionUID = 1L;

    public MigrationFailure(String message) {
        super(message);
    }

    public MigrationFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * What the server refuses is a failure.
     *
     * @throws SQLException the same, if the server only cannot do it now
     */
    public static MigrationFailure of(SQLException e) throws SQLException {
        return of(e, SqlFault.describe(e));
    }

    /** The same in other words. */
    public static MigrationFailure of(SQLException e, String message) throws SQLException {
        if (SqlFault.isTransient(e) || e.getErrorCode() == 0) {
            throw e;
        }
        return new MigrationFailure(message, e);
    }
}
