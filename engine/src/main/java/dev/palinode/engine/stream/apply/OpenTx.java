package dev.palinode.engine.stream.apply;

import dev.palinode.engine.db.Db;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A transaction of the target that stays open until that of the source ends, although the latter comes in pieces: where
 * rows move to other keys and the target has values of its own, a piece must not be applied a second time. Confined to the
 * stream's thread.
 */
final class OpenTx {
    private final Connection connection;
    private boolean open;

    /** @param connection has autocommit on, and is not used otherwise while the transaction is open */
    OpenTx(Connection connection) {
        this.connection = connection;
    }

    boolean isOpen() {
        return open;
    }

    /**
     * Goes on with the transaction, or begins it. What fails takes back all of it, also what earlier calls did.
     *
     * @param ends whether it is committed afterwards
     */
    <T> T run(boolean ends, Db.Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        open = true;
        try {
            T result = work.on(connection);
            if (ends) {
                connection.commit();
                end();
            }
            return result;
        } catch (SQLException | RuntimeException e) {
            rollback(e);
            throw e;
        }
    }

    private void end() throws SQLException {
        open = false;
        connection.setAutoCommit(true);
    }

    private void rollback(Exception cause) {
        try {
            if (!connection.isClosed()) {
                connection.rollback();
                end();
            }
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
        open = false;
    }
}
