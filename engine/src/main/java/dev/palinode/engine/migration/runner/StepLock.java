package dev.palinode.engine.migration.runner;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.NamedLock;
import dev.palinode.engine.model.MigrationId;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Around the steps of a migration that cannot be taken back half-way: the driver holds it while it swaps or renames,
 * and who cancels holds it while changing the row, so that no migration is cancelled whose table has changed.
 */
public final class StepLock {
    private static final Logger LOG = LoggerFactory.getLogger(StepLock.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private StepLock() {}

    /** The lock's name. */
    public static String name(MigrationId id) {
        return "palinode-step-" + id.hex();
    }

    /**
     * For the driver of the shard. Who else holds the lock for long is a driver whose lease is over; it is killed,
     * so that a statement that it is stuck in cannot take effect later.
     *
     * @throws SQLException if the lease is lost or the lock cannot be had now
     */
    public static NamedLock forDriver(EngineContext context, MigrationId id) throws SQLException {
        Optional<NamedLock> lock = NamedLock.tryLock(context.db(), name(id), PATIENCE);
        if (lock.isEmpty()) {
            LOG.warn("migration {}: killing the connection that holds its step", id);
            NamedLock.killHolder(context.db(), name(id));
            lock = NamedLock.tryLock(context.db(), name(id), PATIENCE);
        }
        NamedLock held = lock.orElseThrow(() -> new SQLTransientException("a step of the migration is still going on"));
        try {
            context.lease().check(held.connection());
            return held;
        } catch (SQLException e) {
            held.close();
            throw e;
        }
    }

    /** For who wants to change the row of a running migration; empty when a step goes on for longer than the wait. */
    public static Optional<NamedLock> forClient(Db db, MigrationId id, Duration wait) throws SQLException {
        return NamedLock.tryLock(db, name(id), wait);
    }
}
