package dev.palinode.engine.sidecar;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes rows of {@code _vt.schema_migrations}, and writes their history. Each change checks the epoch of the lease in
 * its own transaction. Safe for many threads.
 */
public final class FencedRows {
    private static final Logger LOG = LoggerFactory.getLogger(FencedRows.class);

    private final Db db;
    private final String keyspace;
    private final String shard;
    private final LongSupplier epoch;
    private final Consumer<MigrationStatus> moved;

    /**
     * A change of one row.
     *
     * @param what what the history says of it; nothing is not written down
     * @param set the assignments of an UPDATE
     * @param parameters of the assignments
     */
    public record Change(String what, String set, List<Object> parameters) {
        /** A change, with its parameters one by one. */
        public static Change of(String what, String set, Object... parameters) {
            return new Change(what, set, List.of(parameters));
        }
    }

    /** Something done in a transaction; returns how many rows changed. */
    @FunctionalInterface
    public interface Work {
        int on(Connection transaction) throws SQLException;
    }

    /**
     * Rows of a shard.
     *
     * @param epoch asked at each change
     */
    public FencedRows(Db db, String keyspace, String shard, LongSupplier epoch) {
        this(db, keyspace, shard, epoch, to -> {});
    }

    /**
     * The same, for one who counts.
     *
     * @param moved told the state that a migration has been moved to
     */
    FencedRows(Db db, String keyspace, String shard, LongSupplier epoch, Consumer<MigrationStatus> moved) {
        this.db = db;
        this.keyspace = keyspace;
        this.shard = shard;
        this.epoch = epoch;
        this.moved = moved;
    }

    /**
     * Moves a migration to another state, if it is in the old one.
     *
     * @throws IllegalStateException if there is no such move
     */
    public boolean move(MigrationId id, MigrationStatus from, MigrationStatus to, Change change) throws SQLException {
        if (!from.mayBecome(to)) {
            throw new IllegalStateException("a migration never goes from " + from + " to " + to);
        }
        String reason = change.what().isEmpty() ? "" : ": " + change.what();
        String what = from.sql() + " -> " + to.sql() + reason;
        Change full = new Change(what, "migration_status = '" + to.sql() + "', " + change.set(), change.parameters());
        boolean done = stay(id, from, full);
        if (done) {
            moved.accept(to);
            LOG.info("migration {} {}", id, what);
        }
        return done;
    }

    /** Changes a migration that is in a state, and stays in it. */
    public boolean stay(MigrationId id, MigrationStatus in, Change change) throws SQLException {
        return change(id, " AND migration_status = ?", change, in.sql()) == 1;
    }

    /**
     * Changes a migration in any state.
     *
     * @param condition what else must be true, beginning with AND; may be nothing
     */
    public int change(MigrationId id, String condition, Change change, Object... conditionParameters)
            throws SQLException {
        String sql = "UPDATE _vt.schema_migrations SET " + change.set()
                + " WHERE migration_uuid = ? AND keyspace = ? AND shard = ?" + condition;
        List<Object> parameters = new ArrayList<>(change.parameters());
        parameters.addAll(List.of(id.uuid(), keyspace, shard));
        parameters.addAll(List.of(conditionParameters));
        return inTransaction(tx -> {
            int rows = Sql.update(tx, sql, parameters.toArray());
            if (rows > 0 && !change.what().isEmpty()) {
                EventLog.append(tx, id, change.what());
            }
            return rows;
        });
    }

    /** Does something, and commits it if the lease is still of the epoch. */
    public int inTransaction(Work work) throws SQLException {
        return db.inTransaction(tx -> {
            int rows = work.on(tx);
            LeaseTable.check(tx, keyspace, shard, epoch.getAsLong());
            return rows;
        });
    }
}
