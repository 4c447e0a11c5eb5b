package dev.palinode.engine.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One row of {@code _vt.schema_migrations}, as far as the engine decides by it.
 *
 * @param sequence the row's {@code id}: order of submission
 * @param id the UUID
 * @param table the table concerned; for a REVERT, that of the migration taken back
 * @param action what it does; a reviewed REVERT has the action that it mimics
 * @param statement the statement as stored
 * @param strategy {@code vitess} or {@code online}
 * @param options the strategy's options as stored
 * @param status where it is in its life
 * @param context the migration context
 * @param revertedId for a REVERT, the migration taken back
 * @param artifacts names of the tables that it left or will leave, newest first
 * @param stage the fine-grained step, mostly of the cut-over; may be empty
 * @param isView whether the object is a view
 * @param postponeLaunch not to be started before LAUNCH
 * @param postponeCompletion not to be cut over before COMPLETE
 * @param cutoverAttempts attempts so far
 * @param lastCutoverAttempt when the last attempt began
 * @param cutOverThreshold budget of the critical part of a cut-over
 * @param completedAt when it ended
 * @param retainArtifacts how long its artifacts are held after its end; empty means the server's default
 * @param ifExists whether the statement says IF EXISTS or IF NOT EXISTS
 * @param allowConcurrent whether it may run beside others
 * @param immediate whether it is over in one step, unlike a copy; known once reviewed
 * @param retries how often it was put back into the queue
 * @param reviewedAt when the scheduler reviewed it
 * @param livenessAt last proof of life; empty until its runner has been started
 * @param readyAt when it first became ready to complete
 * @param cleanedUpAt when its artifacts were collected
 * @param settings of the session that submitted it
 * @param forceCutover whether FORCE_CUTOVER was said
 * @param pendingInFront how many must complete before it by {@code --in-order-completion}, as last stored
 */
public record Migration(
        long sequence,
        MigrationId id,
        TableName table,
        DdlAction action,
        String statement,
        String strategy,
        String options,
        MigrationStatus status,
        String context,
        Optional<MigrationId> revertedId,
        List<String> artifacts,
        String stage,
        boolean isView,
        boolean postponeLaunch,
        boolean postponeCompletion,
        int cutoverAttempts,
        Optional<Instant> lastCutoverAttempt,
        Duration cutOverThreshold,
        Optional<Instant> completedAt,
        Optional<Duration> retainArtifacts,
        boolean ifExists,
        boolean allowConcurrent,
        boolean immediate,
        int retries,
        Optional<Instant> reviewedAt,
        Optional<Instant> livenessAt,
        Optional<Instant> readyAt,
        Optional<Instant> cleanedUpAt,
        SessionSettings settings,
        boolean forceCutover,
        int pendingInFront) {

    public Migration {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(action, "action");
        artifacts = List.copyOf(artifacts);
    }

    /** The same migration as one that does something else: what a declared one has turned out to be. */
    public Migration as(DdlAction other, String otherStatement) {
        return new Migration(
                sequence,
                id,
                table,
                other,
                otherStatement,
                strategy,
                options,
                status,
                context,
                revertedId,
                artifacts,
                stage,
                isView,
                postponeLaunch,
                postponeCompletion,
                cutoverAttempts,
                lastCutoverAttempt,
                cutOverThreshold,
                completedAt,
                retainArtifacts,
                ifExists,
                allowConcurrent,
                immediate,
                retries,
                reviewedAt,
                livenessAt,
                readyAt,
                cleanedUpAt,
                settings,
                forceCutover,
                pendingInFront);
    }

    /** Whether rows are copied; a view has none. */
    public boolean isCopy() {
        return action == DdlAction.ALTER && !isView;
    }

    /** What it is about, for messages. */
    public String noun() {
        return isView ? "view" : "table";
    }

    /** Whether this migration takes back another one. */
    public boolean isRevert() {
        return revertedId.isPresent();
    }
}
