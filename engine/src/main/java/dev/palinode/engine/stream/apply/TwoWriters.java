package dev.palinode.engine.stream.apply;

import dev.palinode.engine.binlog.StreamFailure;
import dev.palinode.engine.db.Tx;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.stream.base.Background;
import dev.palinode.engine.stream.base.StreamConnection;
import dev.palinode.engine.stream.base.StreamContext;
import dev.palinode.engine.stream.plan.ColumnPair;
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
 * does not matter. Each half is a transaction of its own, so that neither ever waits for the other's end (a client that
 * waits is in no server's search for deadlocks), and the position is stored when both are committed. A crash before that
 * leaves rows that are ahead of the position, and applying their events again changes nothing, since rows are written as
 * whole images.
 *
 * <p>Only where identities are whole numbers: equal texts may differ as literals ({@code 'a'} and {@code 'A'}), and
 * then a deletion and an insertion of one row could meet in the wrong order. Only where the target has no other unique
 * key and no columns of its own. Confined to the stream's thread.
 */
final class TwoWriters implements AutoCloseable {
    static final String ROLE = "apply-2";

    /** Below this two more commits cost more than they save. */
    private static final int MIN_ROWS = 500;

    private final StreamContext context;
    private final MigrationId workflow;
    private final RowWriter writer;
    private final boolean possible;
    private Optional<Connection> second = Optional.empty();

    TwoWriters(StreamContext context, MigrationId workflow, RowPlan plan, RowWriter writer, boolean copies) {
        this.context = context;
        this.workflow = workflow;
        this.writer = writer;
        this.possible = copies && plan.identityIsOnlyUnique() && hasNumbers(plan);
    }

    private static boolean hasNumbers(RowPlan plan) {
        return plan.identity().stream().allMatch(ColumnPair::bothIntegers);
    }

    /** Whether the batch is large enough, and may be divided. */
    boolean take(List<RowOp> ops) {
        return possible
                && ops.size() >= MIN_ROWS
                && ops.stream().map(RowOp::identity).distinct().limit(MIN_ROWS).count() == MIN_ROWS;
    }

    /** As {@link RowWriter#writeBatch}, committed when it returns. */
    void write(Connection first, List<RowOp> ops) throws SQLException {
        Map<Boolean, List<RowOp>> halves = ops.stream()
                .collect(Collectors.partitioningBy(op -> (op.identity().hashCode() & 1) == 0));
        Connection other = connection();
        Background<Boolean> aside =
                Background.start("apply-second", () -> half(other, halves.getOrDefault(false, List.of())));
        try {
            half(first, halves.getOrDefault(true, List.of()));
        } catch (SQLException | RuntimeException e) {
            await(aside, Optional.of(e));
            throw e;
        }
        context.points().reached("apply.half-committed");
        await(aside, Optional.empty());
        context.points().reached("apply.both-committed");
    }

    private boolean half(Connection connection, List<RowOp> ops) throws SQLException {
        return Tx.run(connection, tx -> {
            context.streams().requireRunning(tx, workflow);
            writer.writeBatch(tx, ops);
            context.fence().check(tx);
            return true;
        });
    }

    /** Nothing goes on while the other half is being written, whatever became of this one. */
    private static void await(Background<Boolean> aside, Optional<Exception> earlier) throws SQLException {
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
            aside.close();
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted", e);
        }
    }

    private Connection connection() throws SQLException {
        if (second.isEmpty()) {
            second = Optional.of(StreamConnection.open(context, workflow, ROLE));
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
