package dev.palinode.engine.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/**
 * A lock of the server's GET_LOCK, held by a connection of its own and gone with it. Work that must end when the lock
 * is lost runs on that connection. Not for concurrent use.
 */
public final class NamedLock implements AutoCloseable {
    private static final int ER_NO_SUCH_THREAD = 1094;

    private final Connection connection;

    private NamedLock(Connection connection) {
        this.connection = connection;
    }

    /**
     * Takes the lock.
     *
     * @param name 64 characters at most
     * @param wait how long to wait, in whole seconds
     * @return empty when another connection holds it for all that time
     */
    public static Optional<NamedLock> tryLock(Db db, String name, Duration wait) throws SQLException {
        Connection connection = db.dedicated();
        try {
            int got = Sql.first(connection, "SELECT GET_LOCK(?, ?)", row -> row.getInt(1), name, wait.toSeconds())
                    .orElse(0);
            if (got == 1) {
                return Optional.of(new NamedLock(connection));
            }
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
        connection.close();
        return Optional.empty();
    }

    /** Kills the connection that holds the lock, and with it what it is doing. */
    public static void killHolder(Db db, String name) throws SQLException {
        db.run(connection -> {
            Optional<Long> holder =
                    Sql.first(connection, "SELECT IFNULL(IS_USED_LOCK(?), 0)", row -> row.getLong(1), name);
            if (holder.orElse(0L) != 0) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("KILL " + holder.get());
                } catch (SQLException e) {
                    if (e.getErrorCode() != ER_NO_SUCH_THREAD) { // it has ended by itself
                        throw e;
                    }
                }
            }
        });
    }

    /** The connection that holds the lock; in autocommit, and closed with it. */
    public Connection connection() {
        return connection;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
