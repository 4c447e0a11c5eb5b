package dev.palinode.engine.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who holds one named lock on several servers, and was stopped or cut off in the middle of it: nobody else could end its
 * work while the servers keep its locks.
 */
public final class SilentHolders {
    private static final Logger LOG = LoggerFactory.getLogger(SilentHolders.class);

    private static final String HOLDER = "SELECT IS_USED_LOCK(?) AS holder HAVING holder <> CONNECTION_ID()";
    private static final String IS_SILENT =
            "SELECT COUNT(*) FROM information_schema.processlist WHERE id = ? AND command = 'Sleep' AND time >= ?";

    private SilentHolders() {}

    /**
     * Ends the connections of whoever has the lock of any of these servers, if all of them are silent; a process that goes
     * on later has lost them then, as one that has died. Whoever is at work says something to one of the servers, or waits
     * for one in a statement.
     *
     * @param all own connections to every server on which the lock may be held, by the servers' names; one that is left out
     *     may be the one that is spoken to
     * @param lock its name
     * @param silence for how long, in whole seconds; longer than whoever is at work says nothing
     */
    public static void end(Map<String, Connection> all, String lock, Duration silence) throws SQLException {
        Map<String, Long> silent = new LinkedHashMap<>();
        for (Map.Entry<String, Connection> server : all.entrySet()) {
            Optional<Long> holder = Sql.first(server.getValue(), HOLDER, row -> row.getLong(1), lock);
            if (holder.isPresent()) {
                if (!isSilent(server.getValue(), holder.get(), silence)) {
                    return;
                }
                silent.put(server.getKey(), holder.get());
            }
        }
        for (Map.Entry<String, Long> one : silent.entrySet()) {
            LOG.warn(
                    "killing connection {} at {}: it holds {} and has said nothing for {} s",
                    one.getValue(),
                    one.getKey(),
                    lock,
                    silence.toSeconds());
            Connection connection = all.get(one.getKey());
            if (connection != null) {
                kill(connection, one.getValue());
            }
        }
    }

    private static boolean isSilent(Connection connection, long holder, Duration silence) throws SQLException {
        return Sql.first(connection, IS_SILENT, row -> row.getInt(1), holder, silence.toSeconds())
                .filter(count -> count == 1)
                .isPresent();
    }

    private static void kill(Connection connection, long holder) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("KILL " + holder);
        } catch (SQLException e) {
            if (connection.isClosed()) {
                throw e;
            }
            LOG.debug("connection {} had gone already: {}", holder, e.toString());
        }
    }
}
