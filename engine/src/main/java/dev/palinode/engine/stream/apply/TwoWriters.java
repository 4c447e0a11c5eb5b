package dev.palinode.engine.stream.apply;

import dev.palinode.engine.binlog.StreamFailure;
import dev.palinode.engine.db.Tx;
import dev.palinode.engine.stream.base.Background;
import dev.palinode.engine.stream.base.StreamContext;
import dev.palinode.engine.stream.plan.RowOp;
import dev.palinode.engine.stream.plan.RowPlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes a large batch on two connections at once. The rows of one identity all go the same way, so that their order
 * does not matter; the half on the second connection is committed before the caller commits its own with the position.
 * A crash between the two leaves rows that are ahead of the position, and applying their events again changes nothing,
 * since rows are written as whole images.
 *
 * <p>Only where identities are whole numbers: equal texts may differ as literals ({@code 'a'} and {@code 'A'}), and
 * then a deletion and an insertion of one row could meet in the wrong order. Only where the target has no other unique
 * key and no columns of its own. Confined to the stream's thread.
 */
final class TwoWriters implements AutoCloseable {
    /** Below this the second connection's commit costs more than it saves. */
    private static final int MIN_ROWS = 200;

    private final StreamContext context;
    private final RowWriter writer;
    private final boolean possible;
    private Optional<Connection> second = Optional.empty();

    TwoWriters(StreamContext context, RowPlan plan, RowWriter writer, boolean copies) {
        this.context = context;
        this.writer = writer;
        this.possible = copies && plan.identityIsOnlyUnique() && hasNumbers(plan);
    }

    private static boolean hasNumbers(RowPlan plan) {
        return plan.identity().stream()
                .allMatch(pair -> pair.source().isInteger() && pair.target().isInteger());
    }

    /** As {@link RowWriter#writeBatch}, in two parts if that is worth it and safe. */
    void write(Connection tx, List<RowOp> ops) throws SQLException {
        if (!possible || ops.size() < MIN_ROWS) {
            writer.writeBatch(tx, ops);
            return;
        }
        Map<Boolean, List<RowOp>> halves = ops.stream()
                .collect(Collectors.partitioningBy(op -> (op.identity().hashCode() & 1) == 0));
        Connection other = connection();
        Background<Boolean> aside = Background.start(
                "apply-second",
                () -> Tx.run(other, own -> {
                    writer.writeBatch(own, halves.getOrDefault(false, List.of()));
                    context.fence().check(own);
                    return true;
                }));
        try {
            writer.writeBatch(tx, halves.getOrDefault(true, List.of()));
        } catch (SQLException e) {
            await(aside, Optional.of(e));
            throw e;
        }
        await(aside, Optional.empty());
        context.points().reached("apply.half-committed");
    }

    /** Nothing goes on while the other half is being written, whatever became of this one. */
    private static void await(Background<Boolean> aside, Optional<SQLException> earlier) throws SQLException {
        try {
            aside.await();
        } catch (SQLException e) {
            if (earlier.isEmpty()) {
                throw e;
            }
            earlier.get().addSuppressed(e);
        } catch (StreamFailure e) {
            throw new IllegalStateException("writing rows reads no binlog", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            aside.close();
            throw new SQLException("interrupted", e);
        }
    }

    private Connection connection() throws SQLException {
        if (second.isEmpty()) {
            second = Optional.of(context.db().dedicated());
        }
        return second.get();
    }

    @Override
    public void close() throws SQLException {
        if (second.isPresent()) {
            second.get().close();
        }
    }
}
