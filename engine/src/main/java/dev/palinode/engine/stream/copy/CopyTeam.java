package dev.palinode.engine.stream.copy;

import dev.palinode.engine.binlog.StreamFailure;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.stream.CopyCursor;
import dev.palinode.engine.stream.base.Background;
import dev.palinode.engine.stream.base.StreamContext;
import dev.palinode.engine.stream.base.StreamStatus;
import dev.palinode.engine.stream.plan.RowPlan;
import dev.palinode.engine.throttle.StreamThrottle;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The copiers of one stream: each takes the next range that is not done until there is none. */
public final class CopyTeam implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CopyTeam.class);

    private final StreamContext context;
    private final MigrationId workflow;
    private final RowPlan plan;
    private final CopyProgress progress;
    private final Collisions collisions;
    private final StreamStatus status;
    private final StreamThrottle throttle;
    private final CopyTurns turns = new CopyTurns();
    private final Queue<CopyCursor> todo = new ConcurrentLinkedQueue<>();
    private final AtomicLong lastCount = new AtomicLong();
    private final double fractionBefore;
    private final Instant started;
    private final List<Background<Boolean>> members = new ArrayList<>();

    public CopyTeam(
            StreamContext context,
            MigrationId workflow,
            RowPlan plan,
            CopyProgress progress,
            Collisions collisions,
            List<CopyCursor> ranges,
            StreamStatus status,
            StreamThrottle throttle) {
        this.context = context;
        this.workflow = workflow;
        this.plan = plan;
        this.progress = progress;
        this.collisions = collisions;
        this.status = status;
        this.throttle = throttle;
        ranges.stream().filter(range -> !range.done()).forEach(todo::add);
        this.fractionBefore = CopyFraction.of(
                ranges, plan, ranges.stream().mapToLong(CopyCursor::rows).sum());
        this.started = context.clock().instant();
    }

    /** Those of the connections that the copiers open, see {@link dev.palinode.engine.stream.base.StreamConnection}. */
    public static List<String> roles(List<CopyCursor> ranges) {
        return ranges.stream()
                .filter(range -> !range.done())
                .map(RowCopier::role)
                .toList();
    }

    /** Starts the copiers, each on a thread of its own. What was copied before is told at once. */
    public void start() throws SQLException {
        if (!progress.copies()) {
            status.copied(0, plan.source().rowEstimate(), 0, Duration.ofSeconds(-1));
        } else {
            refresh();
        }
        int size = Math.min(context.copiers(), todo.size());
        for (int i = 0; i < size; i++) {
            String name = "copy-" + workflow.hex().substring(0, 8) + "-" + i;
            members.add(Background.start(name, this::work));
        }
    }

    private boolean work() throws SQLException, StreamFailure, InterruptedException {
        LockedRows locked = new LockedRows(context.db(), plan.source().name(), status);
        RowCopier copier =
                new RowCopier(context, workflow, plan, progress, collisions, turns, locked, throttle, this::count);
        for (CopyCursor range = todo.poll(); range != null; range = todo.poll()) {
            copier.copy(range);
        }
        return true;
    }

    /** Brings the counts up to date, at most twice a second. */
    private void count() {
        long now = System.nanoTime();
        long last = lastCount.get();
        if (now - last < 500_000_000L || !lastCount.compareAndSet(last, now)) {
            return;
        }
        try {
            refresh();
        } catch (SQLException e) {
            // Only the numbers are old for a moment; what is wrong with the copy itself comes out of check().
            LOG.debug("migration {}: how far the copy is could not be read", workflow, e);
        }
    }

    private void refresh() throws SQLException {
        List<CopyCursor> ranges =
                context.db().with(connection -> context.cursors().list(connection, workflow));
        long rows = ranges.stream().mapToLong(CopyCursor::rows).sum();
        double fraction = CopyFraction.of(ranges, plan, rows);
        status.copied(rows, plan.source().rowEstimate(), fraction, eta(fraction));
    }

    /** The rate is that of this process: what an earlier one copied took no time of ours. */
    private Duration eta(double fraction) {
        if (fraction >= 1) {
            return Duration.ZERO;
        }
        double gained = fraction - fractionBefore;
        Duration elapsed = Duration.between(started, context.clock().instant());
        return gained <= 0
                ? Duration.ofSeconds(-1)
                : Duration.ofMillis((long) (elapsed.toMillis() * (1 - fraction) / gained));
    }

    /** Throws what a copier has met. */
    public void check() throws SQLException, StreamFailure, InterruptedException {
        for (Background<Boolean> member : members) {
            member.result();
        }
    }

    /** Whether everything is copied. */
    public boolean finished() throws SQLException, StreamFailure, InterruptedException {
        for (Background<Boolean> member : members) {
            if (member.result().isEmpty()) {
                return false;
            }
        }
        boolean done = progress.done();
        if (done && !members.isEmpty()) {
            members.clear();
            refresh();
        }
        return done;
    }

    @Override
    public void close() {
        members.forEach(Background::close);
    }
}
