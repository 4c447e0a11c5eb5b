package dev.palinode.engine.migration;

import dev.palinode.engine.migration.rules.ConflictRules;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.sidecar.MigrationStore;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Writes into the rows of pending migrations what they wait for, where it is not there yet; the first ones first, and
 * never many at once, since in a long queue everything waits for another one whenever one has ended.
 */
final class WaitReview implements ReviewStep {
    /** Rows that are changed in one pass, at most; a queue of 1,000 is told in 10 passes. */
    private static final int LIMIT = 100;

    private final MigrationStore store;
    private final int maxRunning;
    private final int maxCopies;
    private final Predicate<MigrationId> winding;

    WaitReview(EngineContext context, Predicate<MigrationId> winding) {
        this.store = context.store();
        this.maxRunning = context.config().maxRunning();
        this.maxCopies = context.config().maxCopies();
        this.winding = winding;
    }

    @Override
    public void review() throws SQLException {
        List<Migration> pending = store.read().pending();
        ConflictRules rules = new ConflictRules(pending, maxRunning, maxCopies);
        Map<MigrationId, Integer> inFront = rules.order().inFront();
        List<MigrationStore.Waiting> news = new ArrayList<>();
        for (Migration migration : pending) {
            String stage = stage(migration, rules);
            int count = inFront.getOrDefault(migration.id(), 0);
            boolean known = stage.equals(migration.stage()) && count == migration.pendingInFront();
            if (!known && news.size() < LIMIT) {
                news.add(new MigrationStore.Waiting(migration.sequence(), stage, count));
            }
        }
        store.setWaiting(news);
    }

    private String stage(Migration migration, ConflictRules rules) {
        return switch (migration.status()) {
            case QUEUED -> ConflictRules.heldInQueue(migration).orElse("");
            case READY ->
                winding.test(migration.id())
                        ? "waiting until its earlier run has been stopped"
                        : rules.obstacle(migration).orElse("");
            case RUNNING, COMPLETE, FAILED, CANCELLED -> migration.stage();
        };
    }
}
