package dev.palinode.engine.sidecar;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.DirectPlan;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.notes.SchemaNotes;
import dev.palinode.engine.sidecar.FencedRows.Change;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * What the driver of a shard does to the rows of {@code _vt.schema_migrations}. A move from one state to another
 * names the old state, and every change checks the epoch of the lease in its own transaction; a change that finds the
 * row in another state does nothing and returns false. All times are the server's. Safe for many threads.
 */
public final class MigrationStore {
    /** The {@code special_plan} of a migration that had nothing to do. */
    static final String NO_CHANGE = "{\"operation\":\"no-change\"}";

    /** Whoever could be reverted until now no longer can. */
    private static final String GIVEN_UP =
            ", revertible_until_timestamp = NULL, revertible_row = '', revertible_reason ="
                    + " IF(revertible = '', '', 'the old table was given up'), revertible = IF(revertible = '', '', 'no')";

    /** Assignments, behind a blank: there is no phase. */
    static final String NO_PHASE = " phase = '', phase_since_timestamp = NULL, phase_progress = NULL,"
            + " phase_eta_seconds = NULL, phase_work_completed = NULL, phase_work_estimated = NULL";

    private final FencedRows rows;
    private final MigrationReader reader;

    /**
     * What a pending migration waits for.
     *
     * @param sequence its row's {@code id}
     * @param stage in words; empty when it waits for nothing but its turn
     * @param inFront how many must complete before it
     */
    public record Waiting(long sequence, String stage, int inFront) {}

    /**
     * A store whose changes are only made in the given epoch of the lease.
     *
     * @param epoch asked at each change
     * @param moved told the state that a migration has been moved to
     */
    public MigrationStore(Db db, String keyspace, String shard, LongSupplier epoch, Consumer<MigrationStatus> moved) {
        this.rows = new FencedRows(db, keyspace, shard, epoch, moved);
        this.reader = new MigrationReader(db, keyspace, shard);
    }

    /** The reading side. */
    public MigrationReader read() {
        return reader;
    }

    /** The review of a queued migration: what it is about. A REVERT gets its table and the action that it mimics. */
    public boolean markReviewed(MigrationId id, TableName table, DdlAction action, boolean isView, boolean immediate)
            throws SQLException {
        String set = "mysql_schema = ?, mysql_table = ?, ddl_action = ?, is_view = ?, is_immediate_operation = ?,"
                + " reviewed_timestamp = NOW()";
        return rows.stay(
                id,
                MigrationStatus.QUEUED,
                Change.of("reviewed", set, table.schema(), table.table(), action.sql(), isView, immediate));
    }

    /** From queued to ready; what is over in one step is ready to complete as well. */
    public boolean markReady(Migration migration) throws SQLException {
        String set = migration.immediate()
                ? "ready_timestamp = NOW(), ready_to_complete = 1, progress = 100, eta_seconds = 0,"
                        + " ready_to_complete_timestamp = IFNULL(ready_to_complete_timestamp, NOW())"
                : "ready_timestamp = NOW()";
        return rows.move(migration.id(), MigrationStatus.QUEUED, MigrationStatus.READY, Change.of("", set));
    }

    /** From ready to running. */
    public boolean markRunning(MigrationId id, String tablet) throws SQLException {
        String set = "started_timestamp = IFNULL(started_timestamp, NOW()), tablet = ?, stage = ''";
        return rows.move(id, MigrationStatus.READY, MigrationStatus.RUNNING, Change.of("", set, tablet));
    }

    /**
     * What a running migration has turned out to be.
     *
     * @param alter the statement that leads to what was declared; nothing for a CREATE and for what was not declared
     */
    public boolean setDeclared(MigrationId id, DdlAction action, String alter) throws SQLException {
        String set = "ddl_action = ?, declared_alter = ?, message = ?, message_timestamp = NOW(6)";
        String text = Texts.cut(alter);
        String event = alter.isEmpty() ? "action: " + action.sql() : "declared: " + alter;
        String other = " AND migration_status = 'running' AND (ddl_action <> ? OR declared_alter <> ?)";
        return rows.change(id, other, Change.of(event, set, action.sql(), text, text), action.sql(), text) == 1;
    }

    /** From ready or running to complete. */
    public boolean markComplete(MigrationId id, MigrationStatus from, String message) throws SQLException {
        String set = "completed_timestamp = NOW(6), started_timestamp = IFNULL(started_timestamp, NOW()),"
                + " progress = 100, eta_seconds = 0, stage = '', in_order_completion_pending_count = 0,"
                + NO_PHASE + ","
                + " message = IF(? = '', declared_alter, ?), message_timestamp = NOW(6)";
        String text = Texts.cut(message);
        return rows.move(id, from, MigrationStatus.COMPLETE, Change.of(message, set, text, text));
    }

    /** From queued, ready or running to failed. */
    public boolean markFailed(MigrationId id, MigrationStatus from, String message) throws SQLException {
        String set = "completed_timestamp = NOW(6), started_timestamp = IFNULL(started_timestamp, NOW()),"
                + " message = ?, message_timestamp = NOW(6), in_order_completion_pending_count = 0,"
                + " phase_eta_seconds = NULL"
                + (from == MigrationStatus.RUNNING ? "" : ", stage = ''");
        return rows.move(id, from, MigrationStatus.FAILED, Change.of(message, set, Texts.cut(message)));
    }

    /** The runner of a running migration has made what it needs, or has shown a sign of life. */
    public boolean markAlive(MigrationId id) throws SQLException {
        return rows.stay(
                id,
                MigrationStatus.RUNNING,
                Change.of("", "liveness_timestamp = NOW(), vitess_liveness_indicator = UNIX_TIMESTAMP()"));
    }

    /** What the change lets in, as far as a revert may meet with it. */
    public boolean setNotes(MigrationId id, SchemaNotes notes) throws SQLException {
        String set = "added_unique_keys = ?, removed_unique_keys = ?, removed_unique_key_names = ?,"
                + " dropped_no_default_column_names = ?, expanded_column_names = ?, revertible_notes = ?,"
                + " removed_foreign_key_names = ?";
        Change change = Change.of(
                "",
                set,
                notes.addedUniqueKeys(),
                notes.removedUniqueKeys().size(),
                Texts.cut(SchemaNotes.names(notes.removedUniqueKeys())),
                Texts.cut(SchemaNotes.names(notes.droppedColumns())),
                Texts.cut(SchemaNotes.names(notes.expandedColumns().keySet())),
                Texts.cut(notes.text()),
                Texts.cut(SchemaNotes.names(notes.removedForeignKeys())));
        return rows.stay(id, MigrationStatus.RUNNING, change);
    }

    /** The statistics of the new table were brought up to date. */
    public boolean markShadowAnalyzed(MigrationId id) throws SQLException {
        return rows.stay(id, MigrationStatus.RUNNING, Change.of("", "shadow_analyzed_timestamp = NOW()"));
    }

    /** Counts an attempt at the swap that begins now. */
    public boolean beginCutoverAttempt(MigrationId id) throws SQLException {
        String set = "cutover_attempts = cutover_attempts + 1, last_cutover_attempt_timestamp = NOW()";
        return rows.stay(id, MigrationStatus.RUNNING, Change.of("cut-over attempt", set));
    }

    /** The fine-grained step of a running migration. */
    public boolean setStage(MigrationId id, String stage) throws SQLException {
        return rows.stay(id, MigrationStatus.RUNNING, Change.of("stage: " + stage, "stage = ?", Texts.cut(stage)));
    }

    /** A part of a running migration's stream was denied its next piece of work. */
    public boolean setThrottled(MigrationId id, String component, String reason) throws SQLException {
        String set = "last_throttled_timestamp = NOW(), component_throttled = ?, reason_throttled = ?";
        return rows.stay(id, MigrationStatus.RUNNING, Change.of("", set, component, Texts.cut(reason)));
    }

    /** By which ratio users throttle a running migration now. */
    public boolean setUserThrottleRatio(MigrationId id, double ratio) throws SQLException {
        return rows.stay(id, MigrationStatus.RUNNING, Change.of("", "user_throttle_ratio = ?", ratio));
    }

    /** A queued migration that is over in one step could be completed at once; the time of the first call is kept. */
    public boolean markReadyToComplete(MigrationId id) throws SQLException {
        String set = "ready_to_complete = 1, progress = 100, eta_seconds = 0,"
                + " ready_to_complete_timestamp = IFNULL(ready_to_complete_timestamp, NOW())";
        return rows.stay(id, MigrationStatus.QUEUED, Change.of("", set));
    }

    /** What pending migrations wait for, all in one statement; of those that run by now, the stage is left alone. */
    public void setWaiting(List<Waiting> waiting) throws SQLException {
        if (waiting.isEmpty()) {
            return;
        }
        String ids = waiting.stream().map(one -> Long.toString(one.sequence())).collect(Collectors.joining(", "));
        String counts =
                waiting.stream().map(one -> Integer.toString(one.inFront())).collect(Collectors.joining(", "));
        String place = "FIELD(id, " + ids + ")";
        String sql = "UPDATE _vt.schema_migrations SET stage = IF(migration_status IN ('queued', 'ready'), ELT(" + place
                + ", ?".repeat(waiting.size()) + "), stage), in_order_completion_pending_count = ELT(" + place + ", "
                + counts + ") WHERE id IN (" + ids + ") AND migration_status IN ('queued', 'ready', 'running')";
        Object[] stages = waiting.stream().map(one -> Texts.cut(one.stage())).toArray();
        rows.inTransaction(tx -> Sql.update(tx, sql, stages));
    }

    /**
     * What a pending migration waits for, or what went wrong last; cut at 16,383 characters. The same again is nothing,
     * and one that has ended keeps the message of its end.
     */
    public void setMessage(MigrationId id, String message) throws SQLException {
        String set = "message = ?, message_timestamp = NOW(6)";
        Change said = Change.of("message: " + message, set, Texts.cut(message));
        rows.change(
                id,
                " AND message <> ? AND migration_status IN ('queued', 'ready', 'running')",
                said,
                Texts.cut(message));
    }

    /** Remembers the name of a table that the migration leaves or is about to leave: more than no change. Idempotent. */
    public void addArtifact(MigrationId id, String name) throws SQLException {
        String set = "artifacts = CONCAT(?, ',', artifacts), cleanup_timestamp = NULL, special_plan = ''";
        Change added = Change.of("artifact " + name, set, name);
        rows.change(id, " AND LOCATE(CONCAT(?, ','), artifacts) = 0", added, name);
    }

    /** Forgets the name of a table that is gone. Idempotent. */
    public void removeArtifact(MigrationId id, String name) throws SQLException {
        rows.change(id, "", Change.of("", "artifacts = REPLACE(artifacts, CONCAT(?, ','), '')", name));
    }

    /**
     * What the server is about to be told for a running migration. One that is over at once could be completed from
     * now on; the time of the first such call is kept.
     */
    public boolean setDirectPlan(MigrationId id, DirectPlan plan) throws SQLException {
        String set = "special_plan = ?, direct_operation = ?, direct_statement = ?, direct_before = ?,"
                + " direct_after = ?, direct_inverse = ?, direct_refusal = ?, is_immediate_operation = ?,"
                + " ready_to_complete = is_immediate_operation, ready_to_complete_timestamp ="
                + " IF(is_immediate_operation, IFNULL(ready_to_complete_timestamp, NOW()), NULL)";
        Change change = Change.of(
                "by the server: " + plan.statement(),
                set,
                plan.operation().specialPlan(),
                plan.operation().sql(),
                plan.statement(),
                plan.before(),
                plan.after(),
                plan.inverse(),
                plan.refusal(),
                plan.operation().isImmediate());
        return rows.stay(id, MigrationStatus.RUNNING, change);
    }

    /** A running migration is not one for the server alone, for this reason: it will be a copy. */
    public boolean clearDirectPlan(MigrationId id, String reason) throws SQLException {
        String set = "special_plan = '', direct_operation = '', is_immediate_operation = 0, ready_to_complete = 0,"
                + " ready_to_complete_timestamp = NULL, progress = 0, eta_seconds = -1, message = ?,"
                + " message_timestamp = NOW(6)";
        String text = Texts.cut(reason);
        return rows.stay(id, MigrationStatus.RUNNING, Change.of("by copy: " + reason, set, text));
    }

    /** The migration turned out to do nothing: it has no artifacts, and is not what a REVERT has to begin with. */
    public void setNoChange(MigrationId id) throws SQLException {
        rows.change(id, "", Change.of("", "artifacts = '', special_plan = '" + NO_CHANGE + "'"));
    }

    /** The artifacts of a migration that has ended were collected. */
    public void setCleanedUp(MigrationId id) throws SQLException {
        rows.change(id, "", Change.of("artifacts collected", "artifacts = '', cleanup_timestamp = NOW()" + GIVEN_UP));
    }
}
