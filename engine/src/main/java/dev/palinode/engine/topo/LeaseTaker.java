package dev.palinode.engine.topo;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.sidecar.LeaseTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the lease to its next epoch. An owner that was stopped in the middle of a transaction may hold a lock on the
 * lease for ever; its connections are killed, which rolls that transaction back.
 */
final class LeaseTaker {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseTaker.class);

    /** Longer than any healthy commit takes. */
    private static final long GRACE_MILLIS = 500;

    private LeaseTaker() {}

    /** Whether the lease could be taken; false when another engine was faster, or the way is not free yet. */
    static boolean take(Db db, Connection own, String keyspace, String shard, LeaseTable.Row next, Duration ttl)
            throws SQLException {
        long id = connectionId(own);
        FutureTask<Boolean> taking =
                new FutureTask<>(() -> LeaseTable.take(own, keyspace, shard, next.epoch() - 1, next, ttl));
        Thread thread = new Thread(taking, "palinode-lease-taker");
        thread.setDaemon(true);
        thread.start();
        try {
            while (true) {
                try {
                    return taking.get(GRACE_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    killHolders(db, id);
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException fault) {
                if (SqlFault.isLocking(fault)) {
                    return false;
                }
                throw fault;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while taking the lease", e);
        }
    }

    private static void killHolders(Db db, long waiter) throws SQLException {
        db.run(connection -> {
            List<Long> holders = Sql.query(connection, db.dialect().lockHolders(), row -> row.getLong(1), waiter);
            for (long holder : holders) {
                LOG.warn("killing connection {}: it holds the lease of an owner that is gone or stopped", holder);
                try (Statement statement = connection.createStatement()) {
                    statement.execute("KILL " + holder);
                } catch (SQLException e) {
                    LOG.debug("connection {} had gone already: {}", holder, e.toString());
                }
            }
        });
    }

    private static long connectionId(Connection connection) throws SQLException {
        return Sql.first(connection, "SELECT CONNECTION_ID()", row -> row.getLong(1))
                .orElseThrow();
    }
}
