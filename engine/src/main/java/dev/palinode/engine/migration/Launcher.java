package dev.palinode.engine.migration;

import dev.palinode.engine.migration.rules.ConflictRules;
import dev.palinode.engine.migration.rules.DuplicateRule;
import dev.palinode.engine.migration.rules.OrderRules;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.sidecar.MigrationStore;
import dev.palinode.engine.stream.base.FailPoints;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Moves migrations from queued to ready and from ready to running. One that may not start yet does not hold back
 * those behind it, except on its own table.
 */
final class Launcher implements ReviewStep {
    private final MigrationStore store;
    private final DuplicateRule duplicates;
    private final String tablet;
    private final int maxRunning;
    private final int maxCopies;
    private final Predicate<MigrationId> winding;
    private final FailPoints points;

    /**
     * A launcher.
     *
     * @param winding whether an earlier run of the migration has not been stopped yet
     */
    Launcher(EngineContext context, Predicate<MigrationId> winding) {
        this.store = context.store();
        this.duplicates = new DuplicateRule(context.db(), store.read());
        this.tablet = context.db().tablet().alias();
        this.maxRunning = context.config().maxRunning();
        this.maxCopies = context.config().maxCopies();
        this.winding = winding;
        this.points = context.points();
    }

    @Override
    public void review() throws SQLException {
        for (Migration migration : store.read().pending()) {
            if (migration.status() == MigrationStatus.QUEUED) {
                leaveQueue(migration);
            }
        }
        List<Migration> pending = store.read().pending();
        ConflictRules rules = new ConflictRules(pending, maxRunning, maxCopies);
        for (Migration migration : pending) {
            if (migration.status() == MigrationStatus.READY
                    && !winding.test(migration.id())
                    && rules.obstacle(migration).isEmpty()
                    && start(migration)) {
                points.reached("queue.running");
                rules.started(migration);
            }
        }
    }

    private void leaveQueue(Migration migration) throws SQLException {
        if (ConflictRules.heldInQueue(migration).isEmpty()) {
            store.markReady(migration);
            points.reached("queue.ready");
        } else if (migration.reviewedAt().isPresent()
                && migration.immediate()
                && !migration.postponeLaunch()
                && migration.readyAt().isEmpty()) {
            store.markReadyToComplete(migration.id());
        }
    }

    /** Starts it, unless there is nothing to be done any more; whether it runs now. */
    private boolean start(Migration migration) throws SQLException {
        if (OrderRules.failure(store.read(), migration).isPresent()) {
            return false;
        }
        Optional<Migration> done = duplicates.find(migration);
        if (done.isPresent()) {
            store.setNoChange(migration.id());
            store.markComplete(migration.id(), MigrationStatus.READY, DuplicateRule.message(migration, done.get()));
            return false;
        }
        return store.markRunning(migration.id(), tablet);
    }
}
