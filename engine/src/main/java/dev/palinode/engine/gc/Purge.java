package dev.palinode.engine.gc;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.throttle.AppName;
import dev.palinode.engine.throttle.Throttle;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes the rows of a table in small batches, so that neither replicas nor the buffer pool notice much of it. */
final class Purge {
    private static final Logger LOG = LoggerFactory.getLogger(Purge.class);

    /** Vitess's. */
    private static final AppName APP = new AppName("tablegc");

    /** Rows of a batch (Vitess: 50). */
    private static final int BATCH = 50;

    /** How long one turn lasts at most; between two of them others have theirs. */
    private static final Duration TURN = Duration.ofSeconds(1);

    private final Db db;
    private final Throttle throttle;
    private final Consumer<String> points;

    Purge(Db db, Throttle throttle, Consumer<String> points) {
        this.db = db;
        this.throttle = throttle;
        this.points = points;
    }

    /** Whether deleting rows does nothing else than that: a trigger that went along with the table would fire. */
    boolean isPossible(TableName table) throws SQLException {
        String sql =
                "SELECT 1 FROM information_schema.triggers WHERE event_object_schema = ? AND event_object_table = ?";
        return db.with(connection -> Sql.first(connection, sql, row -> true, table.schema(), table.table())
                .isEmpty());
    }

    /** Deletes for a moment; true when the table is empty. */
    boolean turn(TableName table) throws SQLException {
        long end = System.nanoTime() + TURN.toNanos();
        String sql = "DELETE FROM " + table.quoted() + " LIMIT " + BATCH;
        try (Connection connection = db.dedicated()) {
            withoutBinlog(connection);
            while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
                if (!throttle.check(APP).ok()) {
                    return false;
                }
                if (Sql.update(connection, sql) == 0) {
                    return true;
                }
                points.accept("gc.deleted");
            }
        }
        return false;
    }

    /** Replicas drop the table with its rows; where that is not allowed, they purge as well. */
    private static void withoutBinlog(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION sql_log_bin = 0");
        } catch (SQLException e) {
            LOG.debug("rows are purged with binlog: {}", e.toString());
        }
    }
}
