package dev.palinode.engine.stream.apply;

import dev.palinode.engine.binlog.ChangeEvent;
import dev.palinode.engine.binlog.RowImage;
import dev.palinode.engine.binlog.StreamFailure;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.stream.copy.CopyProgress;
import dev.palinode.engine.stream.plan.KeyTuple;
import dev.palinode.engine.stream.plan.RowOp;
import dev.palinode.engine.stream.plan.RowPlan;
import dev.palinode.engine.stream.plan.TargetSql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns events of the binlog into operations on rows of the target, leaving out what the copy will read. */
final class EventOps {
    private final TargetSql sql;
    private final CopyProgress progress;
    private final boolean keepsOwn;
    private final boolean keepsFiner;

    EventOps(RowPlan plan, TargetSql sql, CopyProgress progress) {
        this.sql = sql;
        this.progress = progress;
        this.keepsOwn = plan.keepsOwn() && !progress.copies();
        this.keepsFiner = plan.keepsFiner() && !progress.copies();
    }

    /**
     * What a batch of events amounts to.
     *
     * @param ops in the order of the events
     * @param inOrder whether they must be applied one by one: a row whose key changes is moved, not replaced, where the
     *     target has values of its own; it has none before its rows have served
     */
    record Batch(List<RowOp> ops, boolean inOrder) {}

    /** The operations of the events; waits while a chunk that holds one of the keys is being copied. */
    Batch of(List<ChangeEvent> events) throws InterruptedException, StreamFailure {
        List<RowOp> ops = new ArrayList<>();
        boolean inOrder = false;
        for (ChangeEvent event : events) {
            if (event instanceof ChangeEvent.Row row) {
                inOrder |= add(ops, row, row.transaction());
            }
        }
        return new Batch(ops, inOrder);
    }

    private boolean add(List<RowOp> ops, ChangeEvent.Row row, Optional<Position> transaction)
            throws InterruptedException, StreamFailure {
        Optional<List<String>> before = row.before().map(sql::identity);
        Optional<List<String>> after = row.after().map(sql::identity);
        boolean moves = before.isPresent() && after.isPresent() && !before.equals(after);
        if (moves && keepsOwn) {
            ops.add(new RowOp(before.orElseThrow(), row.after(), false, kept(row)));
            return true;
        }
        if (before.isPresent() && (after.isEmpty() || moves) && counts(row.before(), transaction)) {
            ops.add(RowOp.delete(before.get()));
        }
        if (after.isPresent() && counts(row.after(), transaction)) {
            ops.add(new RowOp(after.get(), row.after(), before.isEmpty(), kept(row)));
        }
        return false;
    }

    private Set<Integer> kept(ChangeEvent.Row row) {
        boolean both = keepsFiner && row.before().isPresent() && row.after().isPresent();
        return both ? sql.unchanged(row.before().get(), row.after().get()) : Set.of();
    }

    private boolean counts(Optional<RowImage> image, Optional<Position> transaction)
            throws InterruptedException, StreamFailure {
        KeyTuple key = sql.key(image.orElseThrow());
        return progress.decide(key, transaction) == CopyProgress.Verdict.APPLY;
    }
}
