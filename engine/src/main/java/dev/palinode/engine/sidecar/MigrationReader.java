package dev.palinode.engine.sidecar;

import dev.palinode.engine.MigrationEngine.Filter;
import dev.palinode.engine.MigrationEngine.Outcome;
import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.DirectPlan;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.RowSet;
import dev.palinode.engine.model.TableName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the migrations of one shard. Safe for many threads. */
public final class MigrationReader {
    /** The columns of {@link #list}. */
    public static final List<RowSet.Column> LIST_COLUMNS = MigrationListing.COLUMNS;

    /** The columns of {@link #logs}. */
    public static final List<RowSet.Column> LOG_COLUMNS = EventLog.COLUMNS;

    private static final String SELECT =
            "SELECT " + MigrationRows.COLUMNS + " FROM _vt.schema_migrations WHERE keyspace = ? AND shard = ?";

    private static final String PENDING = " AND migration_status IN ('queued', 'ready', 'running') ORDER BY id";

    private final Db db;
    private final String keyspace;
    private final String shard;

    public MigrationReader(Db db, String keyspace, String shard) {
        this.db = db;
        this.keyspace = keyspace;
        this.shard = shard;
    }

    /** The server's time. */
    public Instant now() throws SQLException {
        String sql = "SELECT CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED)";
        long micros = db.with(
                connection -> Sql.first(connection, sql, row -> row.getLong(1)).orElseThrow());
        return Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1000);
    }

    /** The migration of that UUID. */
    public Optional<Migration> find(MigrationId id) throws SQLException {
        return select(" AND migration_uuid = ?", id.uuid()).stream().findFirst();
    }

    /** All that are queued, ready or running, in order of submission. */
    public List<Migration> pending() throws SQLException {
        return select(PENDING);
    }

    /** The same, seen on a connection of the caller's. */
    public List<Migration> pending(Connection connection) throws SQLException {
        return select(connection, PENDING);
    }

    /** What has become of those that have ended. */
    public List<Outcome> outcomes(List<MigrationId> ids) throws SQLException {
        String sql =
                "SELECT migration_uuid, migration_status, message FROM _vt.schema_migrations WHERE migration_uuid IN (?"
                        + ", ?".repeat(ids.size() - 1)
                        + ") AND migration_status IN ('complete', 'failed', 'cancelled')";
        return db.with(connection -> Sql.query(
                connection,
                sql,
                row -> new Outcome(
                        new MigrationId(row.getString(1)), MigrationStatus.of(row.getString(2)), row.getString(3)),
                ids.stream().map(MigrationId::uuid).toArray()));
    }

    /** Of {@link #pending} those whose options may say that they complete in order. */
    public List<Migration> pendingInOrder() throws SQLException {
        return select(" AND migration_status IN ('queued', 'ready', 'running')"
                + " AND options LIKE '%in-order-completion%' ORDER BY id");
    }

    /** All that are running, in order of submission. */
    public List<Migration> running() throws SQLException {
        return select(" AND migration_status = 'running' ORDER BY id");
    }

    /** The last migration to complete on the table. */
    public Optional<Migration> lastCompleted(TableName table) throws SQLException {
        String condition = " AND migration_status = 'complete' AND mysql_schema = ? AND mysql_table = ?"
                + " AND special_plan <> '" + MigrationStore.NO_CHANGE + "'"
                + " ORDER BY completed_timestamp DESC, id DESC LIMIT 1";
        return select(condition, table.schema(), table.table()).stream().findFirst();
    }

    /** What the server itself was or is about to be told for a migration. */
    public Optional<DirectPlan> directPlan(MigrationId id) throws SQLException {
        String sql = "SELECT direct_operation, direct_statement, direct_before, direct_after, direct_inverse,"
                + " direct_refusal FROM _vt.schema_migrations WHERE migration_uuid = ? AND direct_operation <> ''";
        return db.with(connection -> Sql.first(connection, sql, MigrationRows::directPlan, id.uuid()));
    }

    /** What a declaration that has begun turned out to ask for; empty for what was not declared, or is made as it is. */
    public Optional<String> declaredAlter(MigrationId id) throws SQLException {
        String sql =
                "SELECT declared_alter FROM _vt.schema_migrations WHERE migration_uuid = ? AND declared_alter <> ''";
        return db.with(connection -> Sql.first(connection, sql, row -> row.getString(1), id.uuid()));
    }

    /** Those whose rows can be compared: all that run and are not over in one step, and those in their reverse window. */
    public List<Migration> comparable() throws SQLException {
        return select(" AND is_immediate_operation = 0 AND cleanup_timestamp IS NULL AND (migration_status = 'running'"
                + " OR (migration_status = 'complete' AND revertible_until_timestamp IS NOT NULL)) ORDER BY id");
    }

    /** Why a completed migration is known to be beyond reverting. */
    public Optional<String> irrevertible(MigrationId id) throws SQLException {
        String sql =
                "SELECT revertible_reason FROM _vt.schema_migrations WHERE migration_uuid = ? AND revertible = 'no'";
        return db.with(connection -> Sql.first(connection, sql, row -> row.getString(1), id.uuid()));
    }

    /** Those of its context that were submitted before it and have not completed, in the order of submission. */
    public List<Migration> notCompletedBefore(Migration migration) throws SQLException {
        String condition = " AND migration_context = ? AND id < ? AND migration_status <> 'complete' ORDER BY id";
        return select(condition, migration.context(), migration.sequence());
    }

    /** Those of a context that have failed or were cancelled, in the order of submission. */
    public List<Migration> endedInVain(String context) throws SQLException {
        String condition = " AND migration_context = ? AND migration_status IN ('failed', 'cancelled') ORDER BY id";
        return select(condition, context);
    }

    /** The reverts of a migration, in any state. */
    public List<Migration> revertsOf(MigrationId id) throws SQLException {
        return select(" AND reverted_uuid = ? ORDER BY id", id.uuid());
    }

    /** Those that have ended, were not collected, and whose own retention is over. */
    public List<Migration> expired(Duration defaultRetention) throws SQLException {
        String condition = " AND migration_status IN ('complete', 'failed', 'cancelled') AND cleanup_timestamp IS NULL"
                + " AND completed_timestamp < NOW(6) - INTERVAL IF(retain_artifacts_seconds = 0, ?,"
                + " retain_artifacts_seconds) SECOND ORDER BY id";
        return select(condition, defaultRetention.toSeconds());
    }

    /** Those that have ended and whose artifacts have not been collected, in the order of submission. */
    public List<Migration> notCleanedUp() throws SQLException {
        return select(" AND migration_status IN ('complete', 'failed', 'cancelled') AND cleanup_timestamp IS NULL"
                + " ORDER BY id");
    }

    /** The last migration that names this table among its artifacts, if they have not been collected. */
    public Optional<Migration> owner(String table) throws SQLException {
        String condition =
                " AND cleanup_timestamp IS NULL AND LOCATE(CONCAT(?, ','), artifacts) > 0 ORDER BY id DESC LIMIT 1";
        return select(condition, table).stream().findFirst();
    }

    /** Whether a migration whose artifacts have not been collected names this table among them. */
    public boolean isArtifact(String table) throws SQLException {
        return owner(table).isPresent();
    }

    /**
     * The rows that clients see, all of them or those that match, in the order of submission.
     *
     * @throws dev.palinode.engine.EngineFault if the condition cannot be used
     */
    public RowSet list(Filter filter) throws SQLException {
        return MigrationListing.read(db, keyspace, shard, filter);
    }

    /** How many there are in each state; states without any are missing. */
    public Map<MigrationStatus, Long> countByStatus() throws SQLException {
        String sql = "SELECT migration_status, COUNT(*) FROM _vt.schema_migrations WHERE keyspace = ? AND shard = ?"
                + " GROUP BY migration_status";
        return db.with(connection -> Sql.query(connection, sql, MigrationReader::count, keyspace, shard)).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Map.Entry<MigrationStatus, Long> count(ResultSet row) throws SQLException {
        return Map.entry(MigrationStatus.of(row.getString(1)), row.getLong(2));
    }

    /** What has happened to a migration; empty if there is no such migration. */
    public Optional<RowSet> logs(MigrationId id) throws SQLException {
        return find(id).isEmpty()
                ? Optional.empty()
                : Optional.of(db.with(connection -> EventLog.read(connection, id)));
    }

    /** Some of the migrations whose UUID begins so; all of them, if they are few. */
    public List<MigrationId> startingWith(String prefix) throws SQLException {
        String condition = " AND LEFT(migration_uuid, ?) = ? LIMIT 3";
        return select(condition, prefix.length(), prefix).stream()
                .map(Migration::id)
                .toList();
    }

    private List<Migration> select(String condition, Object... more) throws SQLException {
        return db.with(connection -> select(connection, condition, more));
    }

    private List<Migration> select(Connection connection, String condition, Object... more) throws SQLException {
        Object[] parameters = new Object[more.length + 2];
        parameters[0] = keyspace;
        parameters[1] = shard;
        System.arraycopy(more, 0, parameters, 2, more.length);
        return Sql.query(connection, SELECT + condition, MigrationRows::read, parameters);
    }
}
