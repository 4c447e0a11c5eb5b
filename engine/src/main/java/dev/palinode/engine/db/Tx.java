package dev.palinode.engine.db;

import java.sql.Connection;
import java.sql.SQLException;

/** A transaction around a piece of work. */
public final class Tx {
    private Tx() {}

    /** Runs the work in a transaction on the connection, which has autocommit on before and after. */
    public static <T> T run(Connection connection, Db.Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            T result = work.on(connection);
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            rollback(connection, e);
            throw e;
        } finally {
            restore(connection);
        }
    }

    private static void rollback(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private static void restore(Connection connection) throws SQLException {
        if (!connection.isClosed()) {
            connection.setAutoCommit(true);
        }
    }
}
