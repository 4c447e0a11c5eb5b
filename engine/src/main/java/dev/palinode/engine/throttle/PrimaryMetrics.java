package dev.palinode.engine.throttle;

import dev.palinode.engine.dialect.Dialect;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Measures the primary itself. Confined to one thread. */
final class PrimaryMetrics {
    private static final int QUERY_SECONDS = 2;

    /** It moves slowly, and finding it out is not free (Vitess: 5 s). */
    private static final long HISTORY_NANOS = Duration.ofSeconds(5).toNanos();

    private final String alias;
    private final Dialect dialect;
    private final Optional<String> customQuery;
    private Optional<Reading> history = Optional.empty();
    private long historyNanos;

    PrimaryMetrics(String alias, Dialect dialect, Optional<String> customQuery) {
        this.alias = alias;
        this.dialect = dialect;
        this.customQuery = customQuery;
    }

    /** The wanted metrics, but for the lag. */
    Map<Metric, Reading> measure(Connection connection, Set<Metric> wanted) throws SQLException {
        Map<Metric, Reading> found = new EnumMap<>(Metric.class);
        if (wanted.contains(Metric.THREADS_RUNNING)) {
            found.put(Metric.THREADS_RUNNING, ask(connection, "SHOW GLOBAL STATUS LIKE 'Threads_running'"));
        }
        if (wanted.contains(Metric.HISTORY_LIST_LENGTH)) {
            found.put(Metric.HISTORY_LIST_LENGTH, history(connection));
        }
        if (wanted.contains(Metric.CUSTOM) && customQuery.isPresent()) {
            found.put(Metric.CUSTOM, ask(connection, customQuery.get()));
        }
        return found;
    }

    private Reading history(Connection connection) throws SQLException {
        long now = System.nanoTime();
        if (history.isEmpty() || now - historyNanos > HISTORY_NANOS) {
            history = Optional.of(ask(connection, dialect.historyListLength()));
            historyNanos = now;
        }
        return history.get();
    }

    /** The last column of the only row, which fits a SHOW of a name and a value, too. */
    private Reading ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(QUERY_SECONDS);
            try (ResultSet rows = statement.executeQuery(sql)) {
                if (!rows.next()) {
                    return Reading.failed(alias, "no row from: " + sql);
                }
                String text = rows.getString(rows.getMetaData().getColumnCount());
                double value = Double.parseDouble(String.valueOf(text));
                return rows.next() ? Reading.failed(alias, "more than one row from: " + sql) : Reading.of(alias, value);
            }
        } catch (NumberFormatException e) {
            return Reading.failed(alias, "not a number from: " + sql);
        } catch (SQLException e) {
            if (!connection.isValid(1)) {
                throw e;
            }
            return Reading.failed(alias, reason(e));
        }
    }

    /** The driver's message, without what it says of itself in further lines. */
    static String reason(SQLException e) {
        return String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("") + " (errno " + e.getErrorCode()
                + ")";
    }
}
