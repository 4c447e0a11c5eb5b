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
            Optional<Long> holder = Sql.first(
                    connection, "SELECT IS_USED_LOCK(?) AS holder HAVING holder > 0", row -> row.getLong(1), name);
            if (holder.isPresent()) {
                kill(connection, holder.get());
            }
        });
    }

    /**
     * Kills the connection that holds the lock if it has said nothing for a while, as that of a process that was stopped
     * or is cut off; for locks whose holders work on that connection without a pause.
     *
     * @param silence in whole seconds
     * @return whether it was
     */
    public static boolean killSilentHolder(Db db, String name, Duration silence) throws SQLException {
        return db.inTransaction(connection -> {
            Optional<Long> holder = Sql.first(
                    connection,
                    "SELECT id FROM " + db.dialect().processlist(connection)
                            + " WHERE id = IS_USED_LOCK(?) AND command = 'Sleep' AND time >= ?",
                    row -> row.getLong(1),
                    name,
                    silence.toSeconds());
            if (holder.isPresent()) {
                kill(connection, holder.get());
            }
            return holder.isPresent();
        });
    }

    private static void kill(Connection connection, long holder) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("KILL " + holder);
        } catch (SQLException e) {
            if (e.getErrorCode() != ER_NO_SUCH_THREAD) { // it has ended by itself
                throw e;
            }
        }
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
