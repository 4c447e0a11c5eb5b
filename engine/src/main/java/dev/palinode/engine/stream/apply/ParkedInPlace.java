package dev.palinode.engine.stream.apply;

import dev.palinode.engine.binlog.RowImage;
import dev.palinode.engine.binlog.StreamFailure;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.model.stream.StreamRow;
import dev.palinode.engine.stream.base.AppliedPosition;
import dev.palinode.engine.stream.base.StreamContext;
import dev.palinode.engine.stream.plan.ParkedRow;
import dev.palinode.engine.stream.plan.RowOp;
import dev.palinode.engine.stream.plan.RowPlan;
import dev.palinode.engine.stream.plan.TargetSql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Those of a target that keeps values of its own: no event may be applied twice to it, and which row of it is which must
 * never be lost. So such a row stays in the target as and where it is. Later events of it are not written; what they say
 * is noted: where the row is by now, which of the values that the target would keep have changed, that it is gone. It is
 * written at a {@link Standstill}, when the source has just what the events have said. All is stored with the position.
 *
 * <p>No other row comes to a place where such a row still stands: it is parked as well.
 */
final class ParkedInPlace implements Parked {
    private final StreamContext context;
    private final MigrationId workflow;
    private final RowPlan plan;
    private final TargetSql sql;
    private final RowWriter writer;
    private final AppliedPosition applied;
    private final Standstill standstill;

    /** By the identity as the events have it. */
    private Map<List<String>, ParkedRow> rows;

    /** What they are when the transaction, or its part, has succeeded. */
    private Map<List<String>, ParkedRow> next;

    private String stored;
    private String nextStored;

    ParkedInPlace(
            StreamContext context,
            StreamRow row,
            RowPlan plan,
            TargetSql sql,
            RowWriter writer,
            AppliedPosition applied,
            Standstill standstill)
            throws StreamFailure {
        this.context = context;
        this.workflow = row.workflow();
        this.plan = plan;
        this.sql = sql;
        this.writer = writer;
        this.applied = applied;
        this.standstill = standstill;
        this.rows = byIdentity(ParkedText.rows(row.parked(), plan));
        this.next = rows;
        this.stored = row.parked();
        this.nextStored = stored;
    }

    private static Map<List<String>, ParkedRow> byIdentity(Collection<ParkedRow> rows) {
        Map<List<String>, ParkedRow> found = new LinkedHashMap<>();
        rows.forEach(row -> found.put(row.identity(), row));
        return found;
    }

    @Override
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    @Override
    public boolean areStored() {
        return true;
    }

    @Override
    public boolean concern(List<RowOp> ops) {
        return ops.stream().anyMatch(writer::isLarge)
                || isDisplaced(rows)
                || ops.stream().map(RowOp::identity).anyMatch(rows::containsKey);
    }

    private static boolean isDisplaced(Map<List<String>, ParkedRow> rows) {
        return rows.values().stream().anyMatch(ParkedRow::isDisplaced);
    }

    @Override
    public List<RowOp> without(List<RowOp> ops) {
        return ops;
    }

    @Override
    public void begin() {
        next = new LinkedHashMap<>(rows);
        nextStored = stored;
    }

    @Override
    public void writeInOrder(Connection tx, List<RowOp> ops) throws SQLException {
        try (Statement statement = tx.createStatement()) {
            for (RowOp op : ops) {
                Optional<ParkedRow> row = Optional.ofNullable(next.remove(op.identity()));
                if (row.isPresent()) {
                    follow(statement, row.get(), op);
                } else if (isTaken(statement, op) || !writer.writes(statement, op)) {
                    park(op);
                }
            }
        }
    }

    /** An event of a parked row. */
    private void follow(Statement statement, ParkedRow row, RowOp op) throws SQLException {
        if (op.image().isPresent()) {
            RowImage image = op.image().get();
            put(row.after(sql.key(image), sql.identity(image), changed(op)));
        } else if (row.at().isPresent()) {
            statement.executeLargeUpdate(sql.delete(List.of(row.at().get())));
        }
    }

    private void park(RowOp op) {
        RowImage image = op.image().orElseThrow();
        Optional<List<String>> at = op.comes() ? Optional.empty() : Optional.of(op.identity());
        put(new ParkedRow(sql.key(image), sql.identity(image), at, changed(op)));
    }

    private void put(ParkedRow row) {
        if (next.put(row.identity(), row) != null) {
            throw new IllegalStateException("two rows of " + plan.sourceName() + " are one: " + row.key());
        }
    }

    private Set<Integer> changed(RowOp op) {
        Set<Integer> changed = new HashSet<>(sql.finer());
        changed.removeAll(op.kept());
        return changed;
    }

    /** Whether the row comes to where, as the target sees it, another one may stand that has left in the source. */
    private boolean isTaken(Statement statement, RowOp op) throws SQLException {
        boolean comes = op.image().isPresent() && (op.comes() || sql.moves(op));
        if (!comes || !isDisplaced(next)) {
            return false;
        }
        try (ResultSet found =
                statement.executeQuery(sql.stands(sql.identity(op.image().get())))) {
            return found.next();
        } catch (SQLException e) {
            if (!RowWriter.isOfTheRow(e)) {
                throw e;
            }
            return true;
        }
    }

    @Override
    public void store(Connection tx) throws SQLException {
        store(tx, next.values());
    }

    private void store(Connection tx, Collection<ParkedRow> left) throws SQLException {
        nextStored = ParkedText.of(applied.current(), left);
        if (!nextStored.equals(stored)) {
            context.streams().saveParked(tx, workflow, nextStored);
        }
    }

    @Override
    public void done() throws StreamFailure {
        rows = next;
        stored = nextStored;
        if (rows.size() > MAX_PARKED) {
            throw StreamFailure.definite("more than " + MAX_PARKED + " rows of " + plan.sourceName()
                    + " wait to be written, since they are too large or the old definition does not take them yet");
        }
    }

    @Override
    public boolean settle(Position seen) throws SQLException, StreamFailure {
        Set<ParkedRow> written = standstill.write(List.copyOf(rows.values()), seen, this::store);
        if (!written.isEmpty()) {
            rows.values().removeAll(written);
            stored = nextStored;
        }
        if (rows.isEmpty()) {
            standstill.end();
        }
        return rows.isEmpty();
    }

    @Override
    public boolean isUrgent() {
        return standstill.holds();
    }

    @Override
    public void close() throws SQLException {
        standstill.close();
    }
}
