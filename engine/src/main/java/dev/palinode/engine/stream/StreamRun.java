package dev.palinode.engine.stream;

import dev.palinode.engine.binlog.BinlogSource;
import dev.palinode.engine.binlog.ChangeEvent;
import dev.palinode.engine.binlog.ChangeSource;
import dev.palinode.engine.binlog.StreamFailure;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.stream.CopyCursor;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.model.stream.StreamRow;
import dev.palinode.engine.model.stream.Verdict;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.stream.apply.ChangeApplier;
import dev.palinode.engine.stream.base.AppliedPosition;
import dev.palinode.engine.stream.base.Background;
import dev.palinode.engine.stream.base.StreamContext;
import dev.palinode.engine.stream.base.StreamStatus;
import dev.palinode.engine.stream.copy.Collisions;
import dev.palinode.engine.stream.copy.CopyProgress;
import dev.palinode.engine.stream.copy.CopyTeam;
import dev.palinode.engine.stream.plan.KeyRange;
import dev.palinode.engine.stream.plan.KeyTuple;
import dev.palinode.engine.stream.plan.PlanBuilder;
import dev.palinode.engine.stream.plan.RowPlan;
import dev.palinode.engine.stream.verify.Verifier;
import dev.palinode.engine.throttle.StreamThrottle;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of a stream, from its set-up out of the sidecar to its end or its first failure. The caller's thread
 * applies; copiers and the verifier have threads of their own, whose failures come out of {@link #follow}.
 */
final class StreamRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamRun.class);
    private static final Duration POLL = Duration.ofMillis(100);

    /**
     * While rows are copied nobody waits for the apply, so that many transactions can be applied in one: each commit of
     * ours costs the server the same flushes as one of the application. Where there are other unique keys the copy does
     * wait for it, whenever a value has passed from one row to another.
     */
    private static final Duration GATHER = Duration.ofMillis(200);

    /** Rows are compared when the apply is no farther behind than this. */
    private static final Duration NEAR = Duration.ofSeconds(5);

    private static final int BATCH_BYTES = 4 * 1024 * 1024;

    private final StreamContext context;
    private final StreamRow row;
    private final StreamStatus status;
    private final StreamThrottle throttle;
    private final CopyProgress progress;
    private final AppliedPosition applied;
    private final ChangeSource changes;
    private final ChangeApplier applier;
    private final CopyTeam team;
    private final RowPlan plan;
    private final PurgeWatch purge;
    private final BacklogWatch behind;

    /** Where the server was when this began: what was there then is applied before anything is compared. */
    private final Position backlog;

    private Optional<Background<Verdict>> verification = Optional.empty();

    private StreamRun(
            StreamContext context,
            StreamRow row,
            RowPlan plan,
            List<CopyCursor> ranges,
            StreamStatus status,
            StreamThrottle throttle)
            throws SQLException, StreamFailure {
        this.context = context;
        this.row = row;
        this.plan = plan;
        this.status = status;
        this.throttle = throttle;
        this.progress = new CopyProgress(plan.orderKnown());
        this.applied = ChangeApplier.applied(row);
        for (CopyCursor range : ranges) {
            KeyRange bounds = new KeyRange(
                    range.lower().map(KeyTuple::decode), range.upper().map(KeyTuple::decode));
            progress.add(bounds, range.last().map(KeyTuple::decode), range.done());
        }
        if (ranges.isEmpty()) {
            progress.nothingToCopy();
        }
        Collisions collisions = new Collisions(context.db(), plan, applied);
        this.backlog = context.db().with(context.db().dialect()::currentPosition);
        requireHistory(context, row, backlog);
        this.purge = new PurgeWatch(context.db(), context.clock());
        this.behind = new BacklogWatch(context.db(), context.clock());
        this.changes = BinlogSource.open(
                context.db().tablet(), context.db().dialect(), row.position(), plan.source(), row.target());
        this.applier = new ChangeApplier(context, row, plan, progress, applied, collisions);
        this.team = new CopyTeam(context, row.workflow(), plan, progress, collisions, ranges, status, throttle);
    }

    /**
     * A server that has not executed what the stream has seen cannot tell what came after. It may still come: a commit that
     * waits for a replica's receipt is in the binlog before. But not on a server whose GTIDs were reset.
     */
    private static void requireHistory(StreamContext context, StreamRow row, Position now) throws StreamFailure {
        if (!now.contains(row.position())) {
            String message =
                    context.db().tablet().address() + " has not executed all that the stream has seen: it is at "
                            + now.encode() + ", the stream at " + row.position().encode()
                            + "; if its GTIDs were reset, cancel the migration or retry it";
            throw StreamFailure.passing(message, new IllegalStateException(message));
        }
    }

    /** Sets the stream up from what is stored. */
    static StreamRun open(StreamContext context, MigrationId workflow, StreamStatus status, StreamThrottle throttle)
            throws SQLException, StreamFailure {
        Predecessors.end(context, workflow);
        StreamRow row = context.db()
                .inTransaction(tx -> ServerRestart.reviewed(context, tx, workflow))
                .orElseThrow(() -> StreamFailure.definite("the stream of migration " + workflow + " is gone"));
        if (row.state() == StreamRow.State.ERROR) {
            throw StreamFailure.definite(row.message());
        }
        if (row.state() == StreamRow.State.STOPPED) {
            throw StreamFailure.definite("the stream has been stopped: " + row.message());
        }
        if (!context.db().with(connection -> context.db().dialect().stillHas(connection, row.position()))) {
            throw StreamFailure.purged(
                    row.position(),
                    context.db().tablet().address(),
                    new IllegalStateException("gtid_purged has transactions that were not read"));
        }
        TableDef source = table(context, row.source());
        TableDef target = table(context, row.target());
        List<CopyCursor> ranges =
                context.db().inTransaction(tx -> context.cursors().listSettled(tx, workflow));
        try {
            RowPlan plan = PlanBuilder.build(source, target, row.renames());
            return new StreamRun(context, row, plan, ranges, status, throttle);
        } catch (PlanBuilder.NoPlan e) {
            throw StreamFailure.definite(String.valueOf(e.getMessage()), e);
        }
    }

    private static TableDef table(StreamContext context, dev.palinode.engine.model.TableName name)
            throws SQLException, StreamFailure {
        return context.db()
                .with(connection -> SchemaReader.read(connection, name))
                .orElseThrow(() -> StreamFailure.definite("table " + name + " is gone"));
    }

    AppliedPosition applied() {
        return applied;
    }

    /** Applies until told to end; starts the copy, and after it the verification. */
    void follow(BooleanSupplier ended) throws SQLException, StreamFailure, InterruptedException {
        status.phase(progress.done() ? StreamStatus.Phase.CATCH_UP : StreamStatus.Phase.COPY);
        team.start();
        boolean busy = false;
        while (!ended.getAsBoolean()) {
            status.at(StreamStatus.Part.APPLY);
            boolean admitted = applier.isUrgent() || throttle.admitsApply(busy);
            if (admitted) {
                busy = applyNext();
                checkTeam();
                advance();
            } else {
                if (busy) {
                    noteLag();
                }
                checkTeam();
            }
            noteBacklog(busy || !admitted);
            warn();
        }
    }

    private void checkTeam() throws SQLException, StreamFailure, InterruptedException {
        status.at(StreamStatus.Part.COPY);
        team.check();
    }

    /** Says when the stream may come too late for the server's binlogs; in the log once. */
    private void warn() throws SQLException {
        Optional<String> before = purge.warning();
        Optional<String> now = purge.look();
        now.ifPresent(status::held);
        if (now.isPresent() && before.isEmpty()) {
            LOG.warn("migration {}: {}", row.workflow(), now.get());
        }
    }

    /** Applies what has come; whether there were changes of the table among it. */
    private boolean applyNext() throws SQLException, StreamFailure, InterruptedException {
        boolean awaited = progress.done() || !plan.identityIsOnlyUnique();
        List<ChangeEvent> events = changes.poll(POLL, awaited ? Duration.ZERO : GATHER, BATCH_BYTES);
        if (events.isEmpty()) {
            applier.idle();
            purge.seen(context.clock().instant());
            status.lag(Duration.ZERO);
            return false;
        }
        applier.apply(events);
        status.applied(applied.current());
        purge.seen(applier.sourceTime());
        noteLag();
        return events.stream().anyMatch(ChangeEvent.Row.class::isInstance);
    }

    private void noteLag() {
        Duration lag = Duration.between(applier.sourceTime(), context.clock().instant());
        status.lag(lag.minusSeconds(1).isNegative() ? Duration.ZERO : lag);
    }

    /** Behind is whoever lags, has work or may not do it, or has yet to come to where its comparison can begin. */
    private void noteBacklog(boolean working) throws SQLException {
        boolean isBehind =
                working || verification.isEmpty() || !status.get().lag().isZero();
        if (!progress.done() || !isBehind) {
            behind.none();
            status.backlog(Optional.empty());
        } else {
            status.backlog(behind.look(applied.current()));
        }
    }

    /** The condition for the end may hold now: looks at once. From any thread. */
    void wake() {
        changes.wake();
    }

    /** Stores the position that has been applied. */
    void saveNow() throws SQLException {
        applier.saveNow();
    }

    private void advance() throws SQLException, StreamFailure, InterruptedException {
        if (!team.finished()) {
            return;
        }
        status.at(StreamStatus.Part.VERIFY);
        status.progressed(StreamStatus.Part.COPY);
        if (verification.isEmpty()) {
            boolean far = status.get().lag().compareTo(NEAR) >= 0;
            boolean near = !far && applied.current().contains(backlog);
            if (far) {
                status.progressed(StreamStatus.Part.VERIFY);
            }
            status.phase(StreamStatus.Phase.CATCH_UP);
            if (near) {
                verification = Optional.of(beginVerification());
            }
            return;
        }
        Optional<Verdict> verdict = verification.get().result();
        if (verdict.isEmpty()) {
            status.phase(StreamStatus.Phase.VERIFY);
        } else if (verdict.get().outcome() == Verdict.Outcome.FAILED) {
            throw StreamFailure.definite(verdict.get().message());
        } else {
            status.phase(StreamStatus.Phase.READY);
        }
    }

    private Background<Verdict> beginVerification() {
        context.points().reached("verify.begin");
        if (!row.verify()) {
            return Background.done(Verdict.SKIPPED);
        }
        Verifier verifier = new Verifier(context, row.workflow(), plan, applied, throttle, status);
        return Background.start("verify-" + row.workflow().hex().substring(0, 8), verifier::verify);
    }

    @Override
    public void close() {
        progress.stop();
        applied.stop();
        team.close();
        verification.ifPresent(Background::close);
        changes.close();
        try {
            applier.close();
        } catch (SQLException e) {
            throw new IllegalStateException("closing the applier's connection failed", e);
        }
    }
}
