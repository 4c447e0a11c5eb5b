package dev.palinode.engine.stream.apply;

import dev.palinode.engine.binlog.StreamFailure;
import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.db.Tx;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.stream.base.StreamConnection;
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
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Those of a target that has nothing which the source has not. They are read at once, by key, however far the source is
 * ahead: events that are applied to such a row afterwards have whole images. While there are any, the stored position must
 * not move, so that after a crash their events come again.
 */
final class ParkedRows implements Parked {
    private final StreamContext context;
    private final MigrationId workflow;
    private final RowPlan plan;
    private final TargetSql sql;
    private final RowWriter writer;
    private final RowRepair repair;
    private final List<String> keyColumns;
    private final Collisions collisions;
    private final Set<KeyTuple> parked = new LinkedHashSet<>();

    ParkedRows(
            StreamContext context,
            MigrationId workflow,
            RowPlan plan,
            TargetSql sql,
            RowWriter writer,
            Collisions collisions) {
        this.context = context;
        this.workflow = workflow;
        this.plan = plan;
        this.sql = sql;
        this.writer = writer;
        String lock = context.db().dialect().shareLockNoWait();
        CopySql copy = new CopySql(plan, lock);
        this.keyColumns = copy.keyColumns();
        this.repair = new RowRepair(plan, copy, lock);
        this.collisions = collisions;
    }

    @Override
    public boolean isEmpty() {
        return parked.isEmpty();
    }

    @Override
    public boolean areStored() {
        return false;
    }

    @Override
    public boolean concern(List<RowOp> ops) {
        return false;
    }

    @Override
    public List<RowOp> without(List<RowOp> ops) throws StreamFailure {
        List<RowOp> large = ops.stream().filter(writer::isLarge).toList();
        large.forEach(this::park);
        done();
        return large.isEmpty()
                ? ops
                : ops.stream().filter(op -> !large.contains(op)).toList();
    }

    private void park(RowOp op) {
        op.image().ifPresent(image -> parked.add(sql.key(image)));
    }

    @Override
    public void begin() {
        // What is parked and could have been written does no harm.
    }

    @Override
    public void writeInOrder(Connection tx, List<RowOp> ops) throws SQLException {
        try (Statement statement = tx.createStatement()) {
            for (RowOp op : ops) {
                if (!writer.writes(statement, op)) {
                    park(op);
                }
            }
        }
    }

    @Override
    public void store(Connection tx) {
        // Their events come again.
    }

    @Override
    public void done() throws StreamFailure {
        if (parked.size() > MAX_PARKED) {
            throw StreamFailure.definite("more than " + MAX_PARKED + " rows of " + plan.sourceName()
                    + " collide on a unique key of the new definition");
        }
    }

    private void write(Connection connection, List<KeyTuple> keys) throws SQLException {
        Tx.run(connection, tx -> {
            repair.fromSource(tx, keys);
            context.streams().requireRunning(tx, workflow);
            context.fence().check(tx);
            return true;
        });
        keys.forEach(parked::remove);
    }

    /** All in one transaction. What is locked or collides stays parked. */
    @Override
    public boolean settle(Position seen) throws SQLException, StreamFailure {
        List<KeyTuple> keys = List.copyOf(parked);
        try (Connection connection = StreamConnection.open(context, workflow, Standstill.ROLE)) {
            write(connection, keys);
        } catch (SQLException e) {
            if (SqlFault.isDuplicate(e)) {
                collisions.refuseIfReal(RangeDiff.anyOf(keyColumns, keys), e);
            } else if (TerminalErrors.contains(e)) {
                oneByOne(keys);
            } else if (!SqlFault.isLocking(e)) {
                throw e;
            }
        }
        return parked.isEmpty();
    }

    /** Finds the row whose values the target cannot hold, to name it. */
    private void oneByOne(List<KeyTuple> keys) throws SQLException {
        try (Connection connection = StreamConnection.open(context, workflow, Standstill.ROLE)) {
            for (KeyTuple key : keys) {
                try {
                    write(connection, List.of(key));
                } catch (SQLException e) {
                    if (TerminalErrors.contains(e) && !SqlFault.isDuplicate(e)) {
                        throw plan.named(key.literals(), e);
                    }
                    if (!SqlFault.isDuplicate(e) && !SqlFault.isLocking(e)) {
                        throw e;
                    }
                }
            }
        }
    }

    @Override
    public boolean isUrgent() {
        return false;
    }

    @Override
    public void close() {
        // Nothing is open between two calls.
    }
}
