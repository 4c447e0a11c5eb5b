package dev.palinode.engine.migration;

import dev.palinode.engine.migration.rules.ConflictRules;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.sidecar.MigrationStore;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Predicate;

/**
 * Moves migrations from queued to ready and from ready to running. One that may not start yet does not hold back
 * those behind it, except on its own table.
 */
final class Launcher implements ReviewStep {
    private final MigrationStore store;
    private final String tablet;
    private final int maxRunning;
    private final Predicate<MigrationId> winding;

    /**
     * A launcher.
     *
     * @param winding whether an earlier run of the migration has not been stopped yet
     */
    Launcher(EngineContext context, Predicate<MigrationId> winding) {
        this.store = context.store();
        this.tablet = context.db().tablet().alias();
        this.maxRunning = context.config().maxRunning();
        this.winding = winding;
    }

    @Override
    public void review() throws SQLException {
        for (Migration migration : store.read().pending()) {
            if (ConflictRules.mayBeReady(migration)) {
                store.markReady(migration);
            }
        }
        List<Migration> pending = store.read().pending();
        for (Migration migration : pending) {
            if (migration.status() == MigrationStatus.READY
                    && !winding.test(migration.id())
                    && ConflictRules.mayStart(migration, pending, maxRunning)
                    && store.markRunning(migration.id(), tablet)) {
                pending = store.read().pending();
            }
        }
    }
}
