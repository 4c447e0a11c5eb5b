package dev.palinode.engine.migration;

import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.migration.runner.direct.DirectAlters;
import dev.palinode.engine.migration.runner.partition.PartitionAlters;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.sidecar.MigrationStore;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.engine.sql.SqlStatement.DdlKind;
import dev.palinode.engine.sql.classify.StatementClassifier;
import dev.palinode.engine.stream.base.FailPoints;
import java.sql.SQLException;
import java.util.Optional;

/** Looks at each queued migration once: what it is about, and whether it is over in one step. */
final class QueueReview implements ReviewStep {
    private final MigrationStore store;
    private final DirectAlters directs;
    private final FailPoints points;

    QueueReview(EngineContext context, DirectAlters directs) {
        this.store = context.store();
        this.directs = directs;
        this.points = context.points();
    }

    @Override
    public void review() throws SQLException {
        for (Migration migration : store.read().pending()) {
            if (migration.status() == MigrationStatus.QUEUED
                    && migration.reviewedAt().isEmpty()) {
                review(migration);
                points.reached("queue.reviewed");
            }
        }
    }

    private void review(Migration migration) throws SQLException {
        if (!migration.isRevert()) {
            boolean view = StatementClassifier.ddl(migration.statement())
                    .filter(ddl -> ddl.kind() == DdlKind.VIEW)
                    .isPresent();
            boolean declared = migration.action() == DdlAction.CREATE
                    && DdlStrategyParser.of(migration).has(DdlStrategy.Flag.DECLARATIVE);
            boolean alter = migration.action() == DdlAction.ALTER;
            boolean immediate = view || (alter ? isImmediate(migration) : !declared);
            store.markReviewed(migration.id(), migration.table(), migration.action(), view, immediate);
            return;
        }
        Optional<Migration> original = store.read().find(migration.revertedId().orElseThrow());
        if (original.isEmpty()) {
            store.markFailed(
                    migration.id(),
                    MigrationStatus.QUEUED,
                    "can not revert migration " + migration.revertedId().orElseThrow() + ": migration not found");
            return;
        }
        DdlAction mimicked = mimicked(original.get().action());
        store.markReviewed(
                migration.id(),
                original.get().table(),
                mimicked,
                original.get().isView(),
                !original.get().isCopy());
    }

    private boolean isImmediate(Migration alter) {
        return PartitionAlters.isImmediate(alter) || directs.isImmediate(alter);
    }

    private static DdlAction mimicked(DdlAction action) {
        return switch (action) {
            case CREATE -> DdlAction.DROP;
            case DROP -> DdlAction.CREATE;
            case ALTER -> DdlAction.ALTER;
            case REVERT -> DdlAction.REVERT;
        };
    }
}
