package dev.palinode.engine.sidecar.facts;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.sidecar.FencedRows;
import dev.palinode.engine.sidecar.FencedRows.Change;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Whether a migration could be taken back without loss, as its reverse stream knows it: the columns {@code revertible…}.
 * A reverse window is open as long as the row says until when. Changes check the lease. Safe for many threads.
 */
public final class Revertibility {
    private final Db db;
    private final String keyspace;
    private final String shard;
    private final FencedRows rows;

    /** What is known. */
    public enum State {
        /** The reverse stream is being set up, or the rows are being compared. */
        PENDING,
        /** The old table is in step, and has taken every row so far. */
        YES,
        /** It is not, for the reason given; while the window is open this may pass. */
        NO,
        /** Nobody watches any more; a REVERT finds out. */
        UNKNOWN;

        /** The spelling in the row. */
        public String sql() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * An open window.
     *
     * @param id the migration
     * @param state what is known
     * @param until when it ends
     * @param row the row that the old table cannot hold; may be empty
     * @param reason why it is so; may be empty
     * @param verify whether VERIFY was said and has not been heeded
     */
    public record Window(MigrationId id, State state, Instant until, String row, String reason, boolean verify) {
        public Window {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(state, "state");
        }
    }

    /**
     * The columns of a shard's rows.
     *
     * @param epoch of the lease, asked at each change
     */
    public Revertibility(Db db, String keyspace, String shard, LongSupplier epoch) {
        this.db = db;
        this.keyspace = keyspace;
        this.shard = shard;
        this.rows = new FencedRows(db, keyspace, shard, epoch);
    }

    /** Opens the window of a migration that is about to be complete, from now on; again, if it was open. */
    public boolean open(MigrationId id, Duration length) throws SQLException {
        String set = "revertible = 'pending', revertible_since_timestamp = NOW(), revertible_until_timestamp = NOW()"
                + " + INTERVAL ? SECOND, revertible_row = '', revertible_reason = ''";
        long seconds = Math.max(1, length.toSeconds());
        return rows.stay(
                id, MigrationStatus.RUNNING, Change.of("the reverse window is open for " + length, set, seconds));
    }

    /** All windows that are open, of migrations that are complete and whose artifacts are there. */
    public List<Window> open() throws SQLException {
        return select("ORDER BY id");
    }

    /** The open window of a migration. */
    public Optional<Window> find(MigrationId id) throws SQLException {
        return select("AND migration_uuid = ?", id.uuid()).stream().findFirst();
    }

    private List<Window> select(String condition, Object... more) throws SQLException {
        String sql = "SELECT migration_uuid, revertible, UNIX_TIMESTAMP(revertible_until_timestamp), revertible_row,"
                + " revertible_reason, verify_requested FROM _vt.schema_migrations WHERE keyspace = ? AND shard = ?"
                + " AND migration_status = 'complete' AND cleanup_timestamp IS NULL"
                + " AND revertible_until_timestamp IS NOT NULL " + condition;
        Object[] parameters =
                Stream.concat(Stream.of(keyspace, shard), Stream.of(more)).toArray();
        return db.with(connection -> Sql.query(connection, sql, Revertibility::read, parameters));
    }

    private static Window read(ResultSet row) throws SQLException {
        return new Window(
                new MigrationId(row.getString(1)),
                State.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                Instant.ofEpochSecond(row.getLong(3)),
                row.getString(4),
                row.getString(5),
                row.getBoolean(6));
    }

    /** What is known now of an open window; the same as was seen is not written again. */
    public void set(Window seen, State state, String row, String reason) throws SQLException {
        if (seen.state() == state && seen.row().equals(row) && seen.reason().equals(reason)) {
            return;
        }
        change(seen, state, row, reason, "");
    }

    /** Ends an open window. */
    public void close(Window seen, State state, String row, String reason) throws SQLException {
        change(seen, state, row, reason, ", revertible_until_timestamp = NULL");
    }

    /** What a migration has left turned out to be worthless: it can never be reverted. */
    public void spoil(MigrationId id, String reason) throws SQLException {
        String set = "revertible = 'no', revertible_since_timestamp = NOW(), revertible_until_timestamp = NULL,"
                + " revertible_row = '', revertible_reason = LEFT(?, 16000)";
        rows.change(id, " AND revertible_reason <> ?", Change.of("revertible: no: " + reason, set, reason), reason);
    }

    private void change(Window seen, State state, String row, String reason, String more) throws SQLException {
        String set = "revertible_since_timestamp = IF(revertible = ?, revertible_since_timestamp, NOW()),"
                + " revertible = ?, revertible_row = LEFT(?, 1000), revertible_reason = LEFT(?, 16000)" + more;
        boolean news = seen.state() != state || !more.isEmpty();
        String event = news ? "revertible: " + state.sql() + (reason.isEmpty() ? "" : ": " + reason) : "";
        rows.change(
                seen.id(),
                " AND revertible_until_timestamp IS NOT NULL",
                Change.of(event, set, state.sql(), state.sql(), row, reason));
    }
}
