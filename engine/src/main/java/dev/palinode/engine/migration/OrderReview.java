package dev.palinode.engine.migration;

import dev.palinode.engine.migration.rules.OrderRules;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.sidecar.MigrationStore;
import java.sql.SQLException;
import java.util.Map;

/**
 * Fails what has not started and can no longer complete in order. What runs is failed by its own task, which stops its
 * stream as well.
 */
final class OrderReview implements ReviewStep {
    private final MigrationStore store;

    OrderReview(MigrationStore store) {
        this.store = store;
    }

    @Override
    public void review() throws SQLException {
        OrderRules order = new OrderRules(store.read().pendingInOrder());
        for (Map.Entry<Migration, String> failure : order.failures(store.read()).entrySet()) {
            Migration migration = failure.getKey();
            if (migration.status() != MigrationStatus.RUNNING) {
                store.markFailed(migration.id(), migration.status(), failure.getValue());
            }
        }
    }
}
