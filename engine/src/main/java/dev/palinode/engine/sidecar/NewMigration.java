package dev.palinode.engine.sidecar;

import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.SessionSettings;
import dev.palinode.engine.model.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A migration to be stored as queued.
 *
 * @param id its UUID
 * @param table the table concerned
 * @param action as submitted: for a REVERT, {@link DdlAction#REVERT}
 * @param statement as the user wrote it
 * @param strategy the strategy's first word
 * @param options the strategy's options as given
 * @param context the migration context
 * @param revertedId for a REVERT, the migration to take back
 * @param ifExists whether the statement says IF EXISTS or IF NOT EXISTS
 * @param allowConcurrent whether it may run beside others
 * @param postponeLaunch not to be started before LAUNCH
 * @param postponeCompletion not to be completed before COMPLETE
 * @param cutOverThreshold budget of the critical part of a cut-over; stored in whole seconds
 * @param retainArtifacts how long artifacts are held; empty means the engine's default
 * @param settings of the session that submits it
 */
public record NewMigration(
        MigrationId id,
        TableName table,
        DdlAction action,
        String statement,
        String strategy,
        String options,
        String context,
        Optional<MigrationId> revertedId,
        boolean ifExists,
        boolean allowConcurrent,
        boolean postponeLaunch,
        boolean postponeCompletion,
        Duration cutOverThreshold,
        Optional<Duration> retainArtifacts,
        SessionSettings settings) {

    public NewMigration {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(action, "action");
    }

    /** What a submission is stored as. */
    public static NewMigration of(MigrationEngine.Submission submission, MigrationId id) {
        DdlStrategy strategy = submission.strategy();
        boolean declaredDrop = strategy.has(DdlStrategy.Flag.DECLARATIVE) && submission.action() == DdlAction.DROP;
        return new NewMigration(
                id,
                submission.table(),
                submission.action(),
                submission.statement(),
                strategy.kind().sql(),
                strategy.options(),
                submission.context(),
                Optional.empty(),
                submission.ifExists() || declaredDrop,
                mayBeConcurrent(strategy, submission.action()),
                strategy.has(DdlStrategy.Flag.POSTPONE_LAUNCH),
                strategy.has(DdlStrategy.Flag.POSTPONE_COMPLETION),
                strategy.cutOverThreshold(),
                strategy.retainArtifacts(),
                submission.settings());
    }

    /** The server's own ALTER runs beside nothing else, as in Vitess. */
    private static boolean mayBeConcurrent(DdlStrategy strategy, DdlAction action) {
        boolean blunt = strategy.kind() == DdlStrategy.Kind.MYSQL && action == DdlAction.ALTER;
        return strategy.has(DdlStrategy.Flag.ALLOW_CONCURRENT) && !blunt;
    }

    /**
     * The row that it would be when its turn comes, behind all that are there; of use where it is not stored.
     *
     * @param isView whether it is about a view
     * @param immediate whether it would be over in one step
     */
    public Migration foreseen(boolean isView, boolean immediate, Instant now) {
        return new Migration(
                Long.MAX_VALUE,
                id,
                table,
                action,
                statement,
                strategy,
                options,
                MigrationStatus.READY,
                context,
                revertedId,
                List.of(),
                "",
                isView,
                postponeLaunch,
                postponeCompletion,
                0,
                Optional.empty(),
                cutOverThreshold,
                Optional.empty(),
                retainArtifacts,
                ifExists,
                allowConcurrent,
                immediate,
                0,
                Optional.of(now),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                settings,
                false,
                0);
    }
}
