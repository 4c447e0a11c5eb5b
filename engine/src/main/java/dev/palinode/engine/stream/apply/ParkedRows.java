package dev.palinode.engine.stream.apply;

import dev.palinode.engine.binlog.StreamFailure;
import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.db.Tx;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.stream.StreamRow;
import dev.palinode.engine.stream.base.AppliedPosition;
import dev.palinode.engine.stream.base.StreamContext;
import dev.palinode.engine.stream.base.TerminalErrors;
import dev.palinode.engine.stream.copy.Collisions;
import dev.palinode.engine.stream.plan.CopySql;
import dev.palinode.engine.stream.plan.KeyTuple;
import dev.palinode.engine.stream.plan.RowOp;
import dev.palinode.engine.stream.plan.RowPlan;
import dev.palinode.engine.stream.plan.TargetSql;
import dev.palinode.engine.stream.verify.RangeDiff;
import dev.palinode.engine.stream.verify.RowRepair;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rows whose last image could not be written yet: it collided with a row that the target holds from another time, it
 * is too large to be written as text, or the target cannot hold one of its values, which may have changed since. They are
 * read anew from the source, by key. While there are any, the stored position must not move, so that after a crash their
 * events come again; or, where the target keeps something of its rows, so that no event may be applied twice, they are stored
 * with the position. Confined to the applier's thread.
 */
final class ParkedRows {
    /** Beyond this the stream is broken rather than unlucky. */
    private static final int MAX_PARKED = 10_000;

    private final StreamContext context;
    private final MigrationId workflow;
    private final Db db;
    private final RowPlan plan;
    private final TargetSql sql;
    private final RowRepair repair;
    private final List<String> keyColumns;
    private final boolean keepsOwn;
    private final Collisions collisions;

    /** The identity of each. */
    private final Map<KeyTuple, List<String>> parked = new LinkedHashMap<>();

    private final AppliedPosition applied;
    private boolean mayBeStored;

    /** @param copied whether the target has its rows from this stream, and nothing of them that the source has not */
    ParkedRows(
            StreamContext context,
            StreamRow row,
            RowPlan plan,
            TargetSql sql,
            Collisions collisions,
            AppliedPosition applied,
            boolean copied)
            throws StreamFailure {
        this.context = context;
        this.workflow = row.workflow();
        this.db = context.db();
        this.plan = plan;
        this.sql = sql;
        CopySql copy = new CopySql(plan, db.dialect().shareLockNoWait());
        this.keyColumns = copy.keyColumns();
        this.repair = new RowRepair(plan, copy, db.dialect().shareLockNoWait());
        this.keepsOwn = plan.keepsOwn() && !copied;
        this.collisions = collisions;
        this.applied = applied;
        this.parked.putAll(ParkedText.rows(row.parked(), plan));
        this.mayBeStored = !row.parked().isEmpty();
    }

    /** Whether they are stored with the position, which may move although there are some. */
    boolean areStored() {
        return keepsOwn;
    }

    boolean isEmpty() {
        return parked.isEmpty();
    }

    /** Parks the rows of these operations. */
    void add(List<RowOp> ops) throws StreamFailure {
        put(ops);
        requireFew();
    }

    private void put(List<RowOp> ops) {
        for (RowOp op : ops) {
            op.image().ifPresent(image -> parked.put(sql.key(image), sql.identity(image)));
        }
    }

    /**
     * These were written in this order, but for some. Where they are stored, that is done in the transaction.
     *
     * @param ends whether the position is stored as well
     */
    void wrote(Connection tx, List<RowOp> ops, List<RowOp> left, boolean ends) throws SQLException {
        put(left);
        passed(ops);
        if (keepsOwn && ends) {
            store(tx, parked);
        }
    }

    private void store(Connection tx, Map<KeyTuple, List<String>> rows) throws SQLException {
        String text = ParkedText.of(applied.current(), rows);
        if (mayBeStored || !text.isEmpty()) {
            context.streams().saveParked(tx, workflow, text);
            mayBeStored = true;
        }
    }

    /** Fails when there are too many. */
    void requireFew() throws StreamFailure {
        if (parked.size() > MAX_PARKED) {
            throw StreamFailure.definite("more than " + MAX_PARKED + " rows of " + plan.sourceName()
                    + " collide on a unique key of the new definition");
        }
    }

    /**
     * These were written, or parked, in this order. A row that the target keeps something of is not removed because the
     * source, which is further ahead, has it no more, but by the event that says so, which may also say that it has moved.
     */
    private void passed(List<RowOp> ops) {
        if (!keepsOwn || parked.isEmpty()) {
            return;
        }
        Set<List<String>> gone = new HashSet<>();
        for (RowOp op : ops) {
            if (op.deletes() || sql.moves(op)) {
                gone.add(op.identity());
            }
            op.image().map(sql::identity).ifPresent(gone::remove);
        }
        parked.values().removeIf(gone::contains);
    }

    private List<KeyTuple> write(Connection connection, List<KeyTuple> keys) throws SQLException {
        return Tx.run(connection, tx -> {
            List<KeyTuple> written = keys;
            if (keepsOwn) {
                written = repair.presentFromSource(tx, keys);
                Map<KeyTuple, List<String>> left = new LinkedHashMap<>(parked);
                left.keySet().removeAll(written);
                store(tx, left);
            } else {
                repair.fromSource(tx, keys);
            }
            context.streams().requireRunning(tx, workflow);
            context.fence().check(tx);
            return written;
        });
    }

    /**
     * Tries to read the parked rows from the source, all in one transaction. What is locked or collides stays parked.
     *
     * @throws StreamFailure definite if two rows of the source have the same value of a unique key of the target
     */
    void resolve() throws SQLException, StreamFailure {
        if (parked.isEmpty()) {
            return;
        }
        List<KeyTuple> keys = List.copyOf(parked.keySet());
        try (Connection connection = db.dedicated()) {
            parked.keySet().removeAll(write(connection, keys));
        } catch (SQLException e) {
            if (SqlFault.isDuplicate(e)) {
                collisions.refuseIfReal(RangeDiff.anyOf(keyColumns, keys), e);
            } else if (TerminalErrors.contains(e)) {
                resolveOneByOne(keys);
            } else if (!SqlFault.isLocking(e)) {
                throw e;
            }
        }
    }

    /** Finds the row whose values the target cannot hold, to name it. */
    private void resolveOneByOne(List<KeyTuple> keys) throws SQLException {
        try (Connection connection = db.dedicated()) {
            for (KeyTuple key : keys) {
                try {
                    parked.keySet().removeAll(write(connection, List.of(key)));
                } catch (SQLException e) {
                    if (TerminalErrors.contains(e) && !SqlFault.isDuplicate(e)) {
                        throw RowWriter.named(plan, key.literals(), e);
                    }
                    if (!SqlFault.isDuplicate(e) && !SqlFault.isLocking(e)) {
                        throw e;
                    }
                }
            }
        }
    }
}
