package dev.palinode.engine.sidecar;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.notes.SchemaNotes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the driver of a shard does to the rows of {@code _vt.schema_migrations}. A move from one state to another
 * names the old state, and every change checks the epoch of the lease in its own transaction; a change that finds the
 * row in another state does nothing and returns false. All times are the server's. Safe for many threads.
 */
public final class MigrationStore {
    /** The {@code special_plan} of a migration that had nothing to do. */
    static final String NO_CHANGE = "{\"operation\":\"no-change\"}";

    private static final Logger LOG = LoggerFactory.getLogger(MigrationStore.class);

    private final Db db;
    private final String keyspace;
    private final String shard;
    private final LongSupplier epoch;
    private final MigrationReader reader;

    /** A change of one row. */
    private record Change(String what, String set, List<Object> parameters) {}

    /** A change and what the history says of it, which may be nothing. */
    private static Change change(String what, String set, Object... parameters) {
        return new Change(what, set, List.of(parameters));
    }

    /**
     * How far a copy is.
     *
     * @param percent 0 to 100; what is not above 0 is not stored
     * @param rowsCopied rows so far
     * @param tableRows estimate of all rows
     * @param eta time to go; negative when unknown
     * @param lag how far the apply is behind
     * @param ready whether it could be cut over now; the time of the first yes is kept
     */
    public record Progress(
            double percent, long rowsCopied, long tableRows, Duration eta, Duration lag, boolean ready) {}

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
     */
    public MigrationStore(Db db, String keyspace, String shard, LongSupplier epoch) {
        this.db = db;
        this.keyspace = keyspace;
        this.shard = shard;
        this.epoch = epoch;
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
        return stay(
                id,
                MigrationStatus.QUEUED,
                change("reviewed", set, table.schema(), table.table(), action.sql(), isView, immediate));
    }

    /** From queued to ready; what is over in one step is ready to complete as well. */
    public boolean markReady(Migration migration) throws SQLException {
        String set = migration.immediate()
                ? "ready_timestamp = NOW(), ready_to_complete = 1, progress = 100, eta_seconds = 0,"
                        + " ready_to_complete_timestamp = IFNULL(ready_to_complete_timestamp, NOW())"
                : "ready_timestamp = NOW()";
        return move(migration.id(), MigrationStatus.QUEUED, MigrationStatus.READY, change("", set));
    }

    /** From ready to running. */
    public boolean markRunning(MigrationId id, String tablet) throws SQLException {
        String set = "started_timestamp = IFNULL(started_timestamp, NOW()), tablet = ?, stage = ''";
        return move(id, MigrationStatus.READY, MigrationStatus.RUNNING, change("", set, tablet));
    }

    /**
     * What a running declared migration has turned out to be.
     *
     * @param alter the statement that leads to what was declared; nothing for a CREATE
     */
    public boolean setDeclared(MigrationId id, DdlAction action, String alter) throws SQLException {
        String set = "ddl_action = ?, declared_alter = ?, message = ?, message_timestamp = NOW(6)";
        String text = Texts.cut(alter);
        return stay(id, MigrationStatus.RUNNING, change("declared: " + alter, set, action.sql(), text, text));
    }

    /** From ready or running to complete. */
    public boolean markComplete(MigrationId id, MigrationStatus from, String message) throws SQLException {
        String set = "completed_timestamp = NOW(6), started_timestamp = IFNULL(started_timestamp, NOW()),"
                + " progress = 100, eta_seconds = 0, stage = '', in_order_completion_pending_count = 0,"
                + " message = IF(? = '', declared_alter, ?), message_timestamp = NOW(6)";
        String text = Texts.cut(message);
        return move(id, from, MigrationStatus.COMPLETE, change(message, set, text, text));
    }

    /** From queued, ready or running to failed. */
    public boolean markFailed(MigrationId id, MigrationStatus from, String message) throws SQLException {
        String set = "completed_timestamp = NOW(6), started_timestamp = IFNULL(started_timestamp, NOW()),"
                + " message = ?, message_timestamp = NOW(6), in_order_completion_pending_count = 0"
                + (from == MigrationStatus.RUNNING ? "" : ", stage = ''");
        return move(id, from, MigrationStatus.FAILED, change(message, set, Texts.cut(message)));
    }

    /** The runner of a running migration has made what it needs, or has shown a sign of life. */
    public boolean markAlive(MigrationId id) throws SQLException {
        return stay(
                id,
                MigrationStatus.RUNNING,
                change("", "liveness_timestamp = NOW(), vitess_liveness_indicator = UNIX_TIMESTAMP()"));
    }

    /** How far a running migration is, which is also a sign of life. */
    public boolean setProgress(MigrationId id, Progress progress) throws SQLException {
        double percent = progress.ready() ? 100 : progress.percent();
        long eta = progress.ready()
                ? 0
                : progress.eta().isNegative() ? -1 : progress.eta().toSeconds();
        String set = "progress = IF(? > 0, ?, progress), rows_copied = ?, table_rows = ?, eta_seconds = ?,"
                + " vreplication_lag_seconds = ?, ready_to_complete = ?, ready_to_complete_timestamp ="
                + " IF(?, IFNULL(ready_to_complete_timestamp, NOW()), ready_to_complete_timestamp),"
                + " liveness_timestamp = NOW(), vitess_liveness_indicator = UNIX_TIMESTAMP()";
        Change change = change(
                "",
                set,
                percent,
                percent,
                progress.rowsCopied(),
                Math.max(progress.tableRows(), progress.rowsCopied()),
                eta,
                Math.max(0, progress.lag().toSeconds()),
                progress.ready(),
                progress.ready());
        return stay(id, MigrationStatus.RUNNING, change);
    }

    /** What the change lets in, as far as a revert may meet with it. */
    public boolean setNotes(MigrationId id, SchemaNotes notes) throws SQLException {
        String set = "added_unique_keys = ?, removed_unique_keys = ?, removed_unique_key_names = ?,"
                + " dropped_no_default_column_names = ?, expanded_column_names = ?, revertible_notes = ?";
        Change change = change(
                "",
                set,
                notes.addedUniqueKeys(),
                notes.removedUniqueKeys().size(),
                Texts.cut(SchemaNotes.names(notes.removedUniqueKeys())),
                Texts.cut(SchemaNotes.names(notes.droppedColumns())),
                Texts.cut(SchemaNotes.names(notes.expandedColumns().keySet())),
                Texts.cut(notes.text()));
        return stay(id, MigrationStatus.RUNNING, change);
    }

    /** The statistics of the new table were brought up to date. */
    public boolean markShadowAnalyzed(MigrationId id) throws SQLException {
        return stay(id, MigrationStatus.RUNNING, change("", "shadow_analyzed_timestamp = NOW()"));
    }

    /** Counts an attempt at the swap that begins now. */
    public boolean beginCutoverAttempt(MigrationId id) throws SQLException {
        String set = "cutover_attempts = cutover_attempts + 1, last_cutover_attempt_timestamp = NOW()";
        return stay(id, MigrationStatus.RUNNING, change("cut-over attempt", set));
    }

    /** The fine-grained step of a running migration. */
    public boolean setStage(MigrationId id, String stage) throws SQLException {
        return stay(id, MigrationStatus.RUNNING, change("stage: " + stage, "stage = ?", Texts.cut(stage)));
    }

    /** A queued migration that is over in one step could be completed at once; the time of the first call is kept. */
    public boolean markReadyToComplete(MigrationId id) throws SQLException {
        String set = "ready_to_complete = 1, progress = 100, eta_seconds = 0,"
                + " ready_to_complete_timestamp = IFNULL(ready_to_complete_timestamp, NOW())";
        return stay(id, MigrationStatus.QUEUED, change("", set));
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
        db.inTransaction(tx -> {
            int rows = Sql.update(tx, sql, stages);
            LeaseTable.check(tx, keyspace, shard, epoch.getAsLong());
            return rows;
        });
    }

    /** What a migration waits for, or what went wrong last; cut at 16,383 characters. The same again is nothing. */
    public void setMessage(MigrationId id, String message) throws SQLException {
        String set = "message = ?, message_timestamp = NOW(6)";
        Change said = change("message: " + message, set, Texts.cut(message));
        fenced(id, " AND message <> ?", said, Texts.cut(message));
    }

    /** Remembers the name of a table that the migration leaves or is about to leave. Idempotent. */
    public void addArtifact(MigrationId id, String name) throws SQLException {
        String set = "artifacts = CONCAT(?, ',', artifacts), cleanup_timestamp = NULL";
        Change added = change("artifact " + name, set, name);
        fenced(id, " AND LOCATE(CONCAT(?, ','), artifacts) = 0", added, name);
    }

    /** Forgets the name of a table that is gone. Idempotent. */
    public void removeArtifact(MigrationId id, String name) throws SQLException {
        fenced(id, "", change("", "artifacts = REPLACE(artifacts, CONCAT(?, ','), '')", name));
    }

    /** The migration turned out to do nothing: it has no artifacts, and is not what a REVERT has to begin with. */
    public void setNoChange(MigrationId id) throws SQLException {
        fenced(id, "", change("", "artifacts = '', special_plan = '" + NO_CHANGE + "'"));
    }

    /** The artifacts of a migration that has ended were collected. */
    public void setCleanedUp(MigrationId id) throws SQLException {
        fenced(id, "", change("artifacts collected", "artifacts = '', cleanup_timestamp = NOW()"));
    }

    private boolean move(MigrationId id, MigrationStatus from, MigrationStatus to, Change change) throws SQLException {
        if (!from.mayBecome(to)) {
            throw new IllegalStateException("a migration never goes from " + from + " to " + to);
        }
        String reason = change.what().isEmpty() ? "" : ": " + change.what();
        String what = from.sql() + " -> " + to.sql() + reason;
        Change full = new Change(what, "migration_status = '" + to.sql() + "', " + change.set(), change.parameters());
        boolean moved = stay(id, from, full);
        if (moved) {
            LOG.info("migration {} {}", id, what);
        }
        return moved;
    }

    private boolean stay(MigrationId id, MigrationStatus in, Change change) throws SQLException {
        return fenced(id, " AND migration_status = ?", change, in.sql()) == 1;
    }

    private int fenced(MigrationId id, String condition, Change change, Object... conditionParameters)
            throws SQLException {
        String sql = "UPDATE _vt.schema_migrations SET " + change.set()
                + " WHERE migration_uuid = ? AND keyspace = ? AND shard = ?" + condition;
        List<Object> parameters = new ArrayList<>(change.parameters());
        parameters.addAll(List.of(id.uuid(), keyspace, shard));
        parameters.addAll(List.of(conditionParameters));
        return db.inTransaction(tx -> {
            int rows = Sql.update(tx, sql, parameters.toArray());
            if (rows > 0 && !change.what().isEmpty()) {
                EventLog.append(tx, id, change.what());
            }
            LeaseTable.check(tx, keyspace, shard, epoch.getAsLong());
            return rows;
        });
    }
}
