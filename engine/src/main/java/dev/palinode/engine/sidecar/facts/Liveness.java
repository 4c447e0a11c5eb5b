package dev.palinode.engine.sidecar.facts;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.sidecar.FencedRows;
import dev.palinode.engine.sidecar.FencedRows.Change;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.LongSupplier;

/** On which tablet a migration lives, and whether it was lost with one. Changes check the lease. Safe for many threads. */
public final class Liveness {
    private final Db db;
    private final String keyspace;
    private final String shard;
    private final String tablet;
    private final FencedRows rows;

    /**
     * The columns of a shard's rows.
     *
     * @param epoch of the lease, asked at each change
     */
    public Liveness(Db db, String keyspace, String shard, LongSupplier epoch) {
        this.db = db;
        this.keyspace = keyspace;
        this.shard = shard;
        this.tablet = db.tablet().alias();
        this.rows = new FencedRows(db, keyspace, shard, epoch);
    }

    /** A running migration has shown life on this tablet. */
    public void adopt(MigrationId id) throws SQLException {
        rows.change(
                id,
                " AND migration_status = 'running' AND tablet <> ?",
                Change.of("adopted by tablet " + tablet, "tablet = ?", tablet),
                tablet);
    }

    /** Says of a running migration that is about to fail whether it was lost with another tablet, where it ran last. */
    public void noteTabletFailure(MigrationId id) throws SQLException {
        rows.change(
                id,
                " AND migration_status = 'running' AND tablet NOT IN ('', ?)",
                Change.of("it ran on another tablet", "tablet_failure = 1"),
                tablet);
    }

    /** The first that was lost with its tablet and has not been retried. */
    public Optional<MigrationId> lost() throws SQLException {
        String sql = "SELECT migration_uuid FROM _vt.schema_migrations WHERE keyspace = ? AND shard = ?"
                + " AND tablet_failure = 1 AND migration_status = 'failed' AND retries = 0 ORDER BY id LIMIT 1";
        return db.with(
                connection -> Sql.first(connection, sql, row -> new MigrationId(row.getString(1)), keyspace, shard));
    }
}
