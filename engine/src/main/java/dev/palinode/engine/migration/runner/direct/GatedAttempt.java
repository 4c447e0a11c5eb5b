package dev.palinode.engine.migration.runner.direct;

import dev.palinode.engine.cutover.HolderKiller;
import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.db.TableHolders;
import dev.palinode.engine.migration.runner.CutoverForce;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.model.Migration;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An attempt at something that takes the table for itself for a moment: behind the closed gate, with a short wait for
 * the lock, and by force where that is due.
 */
public final class GatedAttempt {
    private final EngineContext context;

    /** What is done. */
    @FunctionalInterface
    public interface Work {
        /**
         * Does it, or nothing.
         *
         * @param lockWait how long it may wait for the lock
         */
        void run(Duration lockWait) throws MigrationFailure, SQLException;
    }

    public GatedAttempt(EngineContext context) {
        this.context = context;
    }

    /**
     * Makes the attempt.
     *
     * @param own the connection on which the work runs
     * @return who was in the way; empty when it is done
     * @throws MigrationFailure whatever the work throws
     * @throws SQLException whatever the work throws, except that it could not have a lock
     */
    public Optional<String> make(Connection own, Migration migration, Work work) throws MigrationFailure, SQLException {
        try {
            atOnce(own, migration, work);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        } catch (SQLException e) {
            if (SqlFault.isLocking(e)) {
                return Optional.of(blocked(migration, String.valueOf(e.getMessage()), ""));
            }
            throw e;
        } catch (Blocked e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static final class Blocked extends Exception {
        private static final long serialVersionUID = 1L;

        Blocked(String message) {
            super(message);
        }
    }

    /** Together with the gate's wait for open transactions, the wait for the lock stays within the threshold. */
    private void atOnce(Connection own, Migration migration, Work work)
            throws MigrationFailure, SQLException, InterruptedException, Blocked {
        Duration step =
                Duration.ofMillis(Math.max(1000, migration.cutOverThreshold().toMillis() / 3));
        context.store().setStage(migration.id(), "buffering queries");
        try (TrafficGate.Closed closed = context.gate().close(migration.table(), step)) {
            if (!CutoverForce.isDue(migration, context.store().read().now())) {
                politely(work, step, closed.blockers());
                return;
            }
            long id = Sql.first(own, "SELECT CONNECTION_ID()", row -> row.getLong(1))
                    .orElseThrow();
            try (HolderKiller killer = HolderKiller.start(context.db(), migration.table(), Set.of(id))) {
                byForce(migration, work, step, killer);
            }
        }
    }

    private static void politely(Work work, Duration step, List<String> blockers)
            throws MigrationFailure, SQLException, Blocked {
        try {
            work.run(step);
        } catch (SQLException e) {
            if (SqlFault.isLocking(e) && !blockers.isEmpty()) {
                throw new Blocked(e.getMessage() + "; blocked by " + String.join("; ", blockers));
            }
            throw e;
        }
    }

    private void byForce(Migration migration, Work work, Duration step, HolderKiller killer)
            throws MigrationFailure, SQLException, Blocked {
        try {
            work.run(step);
        } catch (SQLException e) {
            if (SqlFault.isLocking(e)) {
                throw new Blocked(
                        blocked(migration, e.getMessage() + killer.resistance(), HolderKiller.hint(context.db())));
            }
            throw e;
        }
        if (!killer.killed().isEmpty()) {
            context.store().setStage(migration.id(), "forced: killed " + String.join("; ", killer.killed()));
        }
    }

    /** The words for a lock that could not be had. */
    String blocked(Migration migration, String message, String hint) {
        return "failed locking " + migration.table() + ": " + message
                + TableHolders.clause(context.db(), migration.table()) + hint;
    }
}
