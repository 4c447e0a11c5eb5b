package dev.palinode.engine.sidecar;

import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.SessionSettings;
import dev.palinode.engine.model.TableName;
import java.time.Duration;
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
}
