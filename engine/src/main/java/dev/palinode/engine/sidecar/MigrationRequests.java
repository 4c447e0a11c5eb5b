package dev.palinode.engine.sidecar;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.db.Tx;
import dev.palinode.engine.db.Writable;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What clients do to the rows of {@code _vt.schema_migrations}, through any engine and without the lease: they only
 * ask, the driver of the shard sees it and acts. Safe for many threads.
 */
public final class MigrationRequests {
    private static final Logger LOG = LoggerFactory.getLogger(MigrationRequests.class);

    private static final String INSERT = "INSERT INTO _vt.schema_migrations (migration_uuid, keyspace, shard,"
            + " mysql_schema, mysql_table, ddl_action, migration_statement, strategy, options, migration_context,"
            + " reverted_uuid, if_exists, allow_concurrent, postpone_launch, postpone_completion,"
            + " cutover_threshold_seconds, retain_artifacts_seconds, session_settings, migration_status, artifacts, message,"
            + " removed_unique_key_names, dropped_no_default_column_names, expanded_column_names, revertible_notes,"
            + " special_plan, component_throttled, reason_throttled, stage, removed_foreign_key_names)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', '', '', '', '', '', '', '', '',"
            + " '', '', '')";

    /** Everything that a first run left in the row, except the artifacts and what was asked for. */
    private static final String REQUEUE = "migration_status = 'queued', retries = retries + 1, tablet_failure = 0,"
            + " reviewed_timestamp = NULL, is_immediate_operation = 0, special_plan = '', direct_operation = '', added_unique_keys = 0,"
            + " removed_unique_keys = 0, removed_unique_key_names = '', dropped_no_default_column_names = '',"
            + " expanded_column_names = '', revertible_notes = '', removed_foreign_key_names = '',"
            + " user_throttle_ratio = 0, last_throttled_timestamp = NULL, component_throttled = '',"
            + " reason_throttled = '', tablet = '', verification = '', verified_timestamp = NULL,"
            + " verification_notes = '', verify_requested = 0,"
            + " message = '', message_timestamp = NULL, stage = '', cutover_attempts = 0, progress = 0,"
            + MigrationStore.NO_PHASE + ","
            + " eta_seconds = -1, rows_copied = 0, table_rows = 0, vreplication_lag_seconds = 0,"
            + " vitess_liveness_indicator = 0, ready_to_complete = 0, in_order_completion_pending_count = 0,"
            + " ready_timestamp = NULL, started_timestamp = NULL, liveness_timestamp = NULL,"
            + " cancelled_timestamp = NULL, completed_timestamp = NULL, last_cutover_attempt_timestamp = NULL,"
            + " ready_to_complete_timestamp = NULL, shadow_analyzed_timestamp = NULL, cleanup_timestamp = NULL,"
            + " retain_artifacts_seconds = IF(retain_artifacts_seconds < 0, ?, retain_artifacts_seconds)";

    private final Db db;
    private final String keyspace;
    private final String shard;

    public MigrationRequests(Db db, String keyspace, String shard) {
        this.db = db;
        this.keyspace = keyspace;
        this.shard = shard;
    }

    /** Stores migrations as queued, all of them or none. */
    public void insert(List<NewMigration> migrations) throws SQLException {
        insert(migrations, () -> {});
    }

    /**
     * The same.
     *
     * @param inserted called when nothing is missing but the commit
     */
    public void insert(List<NewMigration> migrations, Runnable inserted) throws SQLException {
        db.run(connection -> insert(connection, migrations, inserted));
    }

    /** The same, on a connection with autocommit on: without it nothing is stored. */
    public void insert(Connection connection, List<NewMigration> migrations, Runnable inserted) throws SQLException {
        Tx.run(connection, tx -> {
            for (NewMigration migration : migrations) {
                EventLog.append(tx, migration.id(), "queued: " + migration.statement());
                Sql.update(tx, INSERT, values(migration));
            }
            Writable.require(tx);
            inserted.run();
            return true;
        });
        migrations.forEach(migration -> LOG.info("migration {} queued: {}", migration.id(), migration.statement()));
    }

    /** Stores a migration as queued. */
    public void insert(NewMigration migration) throws SQLException {
        insert(List.of(migration));
    }

    private Object[] values(NewMigration migration) {
        return new Object[] {
            migration.id().uuid(),
            keyspace,
            shard,
            migration.table().schema(),
            migration.table().table(),
            migration.action().sql(),
            migration.statement(),
            migration.strategy(),
            migration.options(),
            migration.context(),
            migration.revertedId().map(MigrationId::uuid).orElse(""),
            migration.ifExists(),
            migration.allowConcurrent(),
            migration.postponeLaunch(),
            migration.postponeCompletion(),
            migration.cutOverThreshold().toSeconds(),
            seconds(migration.retainArtifacts()),
            migration.settings().stored()
        };
    }

    /** Whole seconds, of which 0 means the default: a part of one counts as one. */
    private static long seconds(Optional<Duration> retention) {
        return retention.map(time -> Math.max(1, time.toSeconds())).orElse(0L);
    }

    /** From queued, ready or running to cancelled; false if it is in none of these. */
    public boolean cancel(MigrationId id, String message) throws SQLException {
        String set = "stage = IF(migration_status = 'running', stage, ''), in_order_completion_pending_count = 0,"
                + " migration_status = 'cancelled', cancelled_timestamp = NOW(), completed_timestamp = NOW(6), phase_eta_seconds = NULL,"
                + " started_timestamp = IFNULL(started_timestamp, NOW()), message = ?, message_timestamp = NOW(6)";
        String condition = " AND migration_status IN (" + statesBefore(MigrationStatus.CANCELLED) + ")";
        return change(set, condition, List.of(message), id, message) > 0;
    }

    /**
     * From failed or cancelled back to queued, to be run from the beginning; false if it is in neither.
     *
     * @param retention of what it will leave, if CLEANUP has ended that of what it has left so far
     */
    public boolean retry(MigrationId id, Optional<Duration> retention) throws SQLException {
        String condition = " AND migration_status IN (" + statesBefore(MigrationStatus.QUEUED) + ")";
        return change(REQUEUE, condition, List.of(seconds(retention)), id, "RETRY issued by user") > 0;
    }

    /** The same once, for one that has failed because it was lost with its tablet. */
    public boolean retryLost(MigrationId id) throws SQLException {
        String condition = " AND migration_status = 'failed' AND tablet_failure = 1 AND retries = 0";
        return change(REQUEUE, condition, List.of(0L), id, "retried after the failure of its tablet") > 0;
    }

    /** Lets a postponed migration start; false if it was not postponed. */
    public boolean launch(MigrationId id) throws SQLException {
        return change("postpone_launch = 0", " AND postpone_launch = 1", List.of(), id, "LAUNCH issued by user") > 0;
    }

    /** Lets a migration with postponed completion complete; false if it was not postponed. */
    public boolean complete(MigrationId id) throws SQLException {
        return set(id, "postpone_completion", 0, "COMPLETE issued by user");
    }

    /** Holds a migration back before its completion; false if it was. */
    public boolean postponeComplete(MigrationId id) throws SQLException {
        return set(id, "postpone_completion", 1, "POSTPONE COMPLETE issued by user");
    }

    /** From now on attempts at the cut-over kill who is in their way; false if they did. */
    public boolean forceCutover(MigrationId id) throws SQLException {
        return set(id, "force_cutover", 1, "FORCE_CUTOVER issued by user");
    }

    /** The retention of the migration's artifacts is over as soon as it has ended; false if it was. */
    public boolean cleanup(MigrationId id) throws SQLException {
        return set(id, "retain_artifacts_seconds", -1, "CLEANUP issued by user");
    }

    /**
     * Rows are to be compared once more, of a migration that copies or is kept revertible; false if that was asked for
     * before, or there is nothing to compare.
     */
    public boolean verify(MigrationId id) throws SQLException {
        String condition = " AND verify_requested = 0 AND is_immediate_operation = 0 AND (migration_status = 'running'"
                + " OR (migration_status = 'complete' AND revertible_until_timestamp IS NOT NULL))";
        return change("verify_requested = 1", condition, List.of(), id, "VERIFY issued by user") > 0;
    }

    /** Another budget for the next attempt at the cut-over; false if it was that. */
    public boolean cutoverThreshold(MigrationId id, Duration threshold) throws SQLException {
        String event = "CUTOVER_THRESHOLD " + threshold.toSeconds() + "s issued by user";
        return set(id, "cutover_threshold_seconds", threshold.toSeconds(), event);
    }

    /** Writes down in the migration's history what was said of it elsewhere. */
    public void note(MigrationId id, String event) throws SQLException {
        db.run(connection -> EventLog.append(connection, id, event));
    }

    private boolean set(MigrationId id, String column, long value, String event) throws SQLException {
        return change(column + " = " + value, " AND " + column + " <> " + value, List.of(), id, event) > 0;
    }

    private int change(String set, String condition, List<Object> values, MigrationId id, String event)
            throws SQLException {
        String sql = "UPDATE _vt.schema_migrations SET " + set
                + " WHERE migration_uuid = ? AND keyspace = ? AND shard = ?" + condition;
        List<Object> parameters = new ArrayList<>(values);
        parameters.addAll(List.of(id.uuid(), keyspace, shard));
        int changed = db.inTransaction(tx -> {
            int rows = Sql.update(tx, sql, parameters.toArray());
            if (rows > 0) {
                EventLog.append(tx, id, event);
            }
            return rows;
        });
        if (changed > 0) {
            LOG.info("migration {}: {}", id, event);
        }
        return changed;
    }

    /** The states from which a migration may come to that one, as a list of SQL literals. */
    private static String statesBefore(MigrationStatus state) {
        List<String> names = new ArrayList<>();
        for (MigrationStatus from : MigrationStatus.values()) {
            if (from.mayBecome(state)) {
                names.add("'" + from.sql() + "'");
            }
        }
        return String.join(", ", names);
    }
}
