package dev.palinode.engine.stream.verify;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.stream.CopyCursor;
import dev.palinode.engine.model.stream.Verdict;
import dev.palinode.engine.model.stream.Work;
import dev.palinode.engine.stream.base.StreamContext;
import dev.palinode.engine.stream.base.StreamStatus;
import dev.palinode.engine.stream.base.Trend;
import dev.palinode.engine.stream.plan.KeySpan;
import dev.palinode.engine.stream.plan.KeyTuple;
import dev.palinode.engine.stream.plan.RowPlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * How far a comparison is. Where the rows were copied, by their number, which is known then; else by the position of the
 * key, if that is one whole number; else by the server's estimate of the rows. Confined to the verifier's thread.
 */
final class VerifyProgress {
    /** What is not done is never shown as done, however wrong the number of rows is. */
    private static final double NOT_QUITE = 0.99;

    private final StreamContext context;
    private final StreamStatus status;
    private final long rows;
    private final Optional<KeySpan> span;
    private final Trend left = new Trend();
    private double furthest;

    private VerifyProgress(StreamContext context, StreamStatus status, long rows, Optional<KeySpan> span) {
        this.context = context;
        this.status = status;
        this.rows = rows;
        this.span = span;
    }

    /** For a comparison that begins, or goes on. */
    static VerifyProgress of(
            StreamContext context, MigrationId workflow, RowPlan plan, StreamStatus status, Connection connection)
            throws SQLException {
        long copied = context.cursors().list(connection, workflow).stream()
                .mapToLong(CopyCursor::rows)
                .sum();
        Optional<KeySpan> span = copied > 0 || plan.key().size() > 1 ? Optional.empty() : KeySpan.of(connection, plan);
        long rows = copied > 0 ? copied : plan.source().rowEstimate();
        return new VerifyProgress(context, status, rows, span);
    }

    /** Tells how far it is. */
    void tell(Verdict verdict) {
        boolean done = verdict.outcome() == Verdict.Outcome.COMPLETED;
        furthest = done ? 1 : Math.max(furthest, Math.min(NOT_QUITE, fraction(verdict)));
        left.add(context.clock().instant(), 1 - furthest);
        long estimated = done ? verdict.rows() : rows;
        status.verified(new Work(verdict.rows(), estimated, furthest, left.eta()));
    }

    private double fraction(Verdict verdict) {
        Optional<KeyTuple> last = verdict.last().map(KeyTuple::decode);
        if (span.isPresent()) {
            return last.map(span.get()::fraction).orElse(0.0);
        }
        return rows <= 0 ? 0 : (double) verdict.rows() / (double) rows;
    }
}
