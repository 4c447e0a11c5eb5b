package dev.palinode.engine.sidecar.facts;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.stream.Verdict;
import dev.palinode.engine.sidecar.FencedRows;
import dev.palinode.engine.sidecar.FencedRows.Change;
import java.sql.SQLException;
import java.util.function.LongSupplier;

/**
 * What the comparison of a migration's tables has found, and whether another one is wanted: the columns {@code
 * verif…}. Changes check the lease. Safe for many threads.
 */
public final class Verifications {
    private final Db db;
    private final FencedRows rows;

    /**
     * The columns of a shard's rows.
     *
     * @param epoch of the lease, asked at each change
     */
    public Verifications(Db db, String keyspace, String shard, LongSupplier epoch) {
        this.db = db;
        this.rows = new FencedRows(db, keyspace, shard, epoch);
    }

    /** Whether VERIFY was said and has not been heeded. */
    public boolean isRequested(MigrationId id) throws SQLException {
        String sql = "SELECT 1 FROM _vt.schema_migrations WHERE migration_uuid = ? AND verify_requested = 1";
        return db.with(
                connection -> Sql.first(connection, sql, row -> true, id.uuid()).isPresent());
    }

    /** The comparison begins anew. */
    public void heeded(MigrationId id) throws SQLException {
        String set = "verify_requested = 0, verification = '', verified_timestamp = NULL, verification_notes = ''";
        rows.change(id, "", Change.of("verification begins anew", set));
    }

    /** Writes down what was found, unless it is there. */
    public void note(MigrationId id, Verdict verdict) throws SQLException {
        String state = state(verdict);
        String notes = notes(verdict);
        String set = "verified_timestamp = NOW(), verification = ?, verification_notes = LEFT(?, 16000)";
        if (!state.isEmpty()) {
            rows.change(
                    id,
                    " AND verify_requested = 0 AND (verification <> ? OR verification_notes <> ?)",
                    Change.of("verification " + state + ": " + notes, set, state, notes),
                    state,
                    notes);
        }
    }

    private static String state(Verdict verdict) {
        return switch (verdict.outcome()) {
            case STARTED -> "";
            case COMPLETED -> verdict.equals(Verdict.SKIPPED) ? "skipped" : "passed";
            case FAILED -> "failed";
        };
    }

    private static String notes(Verdict verdict) {
        String counted = verdict.rows() + " rows in " + verdict.ranges() + " ranges, " + verdict.repaired()
                + " of them repaired";
        return switch (verdict.outcome()) {
            case STARTED -> "";
            case COMPLETED -> verdict.equals(Verdict.SKIPPED) ? "by --skip-verify" : counted;
            case FAILED -> verdict.message();
        };
    }
}
