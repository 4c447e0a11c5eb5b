package dev.palinode.engine.stream.apply;

import dev.palinode.engine.binlog.ChangeEvent;
import dev.palinode.engine.binlog.StreamFailure;
import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.db.Tx;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.model.stream.StreamRow;
import dev.palinode.engine.stream.base.AppliedPosition;
import dev.palinode.engine.stream.base.StreamConnection;
import dev.palinode.engine.stream.base.StreamContext;
import dev.palinode.engine.stream.base.TerminalErrors;
import dev.palinode.engine.stream.copy.Collisions;
import dev.palinode.engine.stream.copy.CopyProgress;
import dev.palinode.engine.stream.plan.RowOp;
import dev.palinode.engine.stream.plan.RowPlan;
import dev.palinode.engine.stream.plan.TargetSql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Applies the binlog to the target. Rows and position are committed in one transaction, under the fence. Confined to
 * the stream's thread.
 */
public final class ChangeApplier implements AutoCloseable {
    /** Those of the connections that it opens, see {@link StreamConnection}. */
    public static final List<String> ROLES = List.of("apply", TwoWriters.ROLE, Standstill.ROLE);

    /** A position with nothing to apply is stored at most this often. */
    private static final Duration IDLE_SAVE = Duration.ofSeconds(1);

    private static final int LOCK_RETRIES = 50;

    private final StreamContext context;
    private final MigrationId workflow;
    private final RowPlan plan;
    private final CopyProgress progress;
    private final AppliedPosition applied;
    private final Parked parked;
    private final EventOps eventOps;
    private final RowWriter writer;
    private final TwoWriters batches;
    private final Connection connection;
    private final OpenTx open;
    private Instant lastSave = Instant.MIN;
    private Instant sourceTime;
    private Optional<ChangeEvent.Commit> pending = Optional.empty();

    /** Up to where every event has been applied, or its row is parked. */
    private Position seen;

    public ChangeApplier(
            StreamContext context,
            StreamRow row,
            RowPlan plan,
            CopyProgress progress,
            AppliedPosition applied,
            Collisions collisions)
            throws SQLException, StreamFailure {
        this.context = context;
        this.workflow = row.workflow();
        this.plan = plan;
        this.progress = progress;
        this.applied = applied;
        this.seen = row.position();
        TargetSql sql = new TargetSql(plan);
        this.eventOps = new EventOps(plan, sql, progress);
        this.sourceTime = context.clock().instant();
        this.connection = StreamConnection.open(context, workflow, "apply");
        this.open = new OpenTx(connection);
        this.writer = new RowWriter(plan, sql, maxAllowedPacket(connection));
        this.parked = parked(row, sql, collisions);
        this.batches = new TwoWriters(context, workflow, plan, writer, progress.copies());
    }

    private Parked parked(StreamRow row, TargetSql sql, Collisions collisions) throws StreamFailure {
        if (!plan.keepsOwn() || progress.copies()) {
            return new ParkedRows(context, workflow, plan, sql, writer, collisions);
        }
        Standstill standstill = new Standstill(context, workflow, plan, sql, connection, collisions);
        return new ParkedInPlace(context, row, plan, sql, writer, applied, standstill);
    }

    /** Up to where a stream has applied everything, by what is stored of it. */
    public static AppliedPosition applied(StreamRow row) {
        return new AppliedPosition(row.parked().isEmpty() ? row.position() : ParkedText.applied(row.parked()));
    }

    private static long maxAllowedPacket(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT @@max_allowed_packet")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** When the source wrote the newest event that was applied. */
    public Instant sourceTime() {
        return sourceTime;
    }

    /** Applies one batch of events and stores the position of its last commit. */
    public void apply(List<ChangeEvent> events) throws SQLException, StreamFailure, InterruptedException {
        for (ChangeEvent event : events) {
            if (event instanceof ChangeEvent.Ddl ddl) {
                ForeignDdl.refuse(plan.sourceName(), ddl);
                ForeignDdl.refuseOnTarget(plan.targetName(), plan.sourceName(), ddl);
            }
        }
        EventOps.Batch batch = eventOps.of(events);
        Optional<ChangeEvent.Commit> commit = lastCommit(events);
        if (!batch.ops().isEmpty() || open.isOpen()) {
            write(batch, commit);
        } else if (commit.isPresent() && due() && (parked.isEmpty() || parked.areStored())) {
            Tx.run(connection, tx -> {
                savePosition(tx, commit.get());
                return true;
            });
        }
        commit.ifPresent(last -> {
            sourceTime = last.sourceTime();
            progress.applied(last.position());
            pending = commit;
            seen = last.position();
        });
        settle();
    }

    /** Reads the parked rows anew; when there are none left the applier stands at the last commit that it has seen. */
    private void settle() throws SQLException, StreamFailure {
        if (open.isOpen()) {
            return;
        }
        boolean were = !parked.isEmpty();
        if (were && !parked.settle(seen)) {
            return;
        }
        if (were && pending.isPresent()) {
            Tx.run(connection, tx -> {
                savePosition(tx, pending.get());
                return true;
            });
        }
        if (were || pending.isPresent()) {
            applied.advance(seen);
        }
        pending = Optional.empty();
    }

    /** Whether more has to be applied soon, since rows are locked until then. */
    public boolean isUrgent() {
        return open.isOpen() || parked.isUrgent();
    }

    /** Nothing came: tries the parked rows again. */
    public void idle() throws SQLException, StreamFailure {
        settle();
    }

    private boolean due() {
        return !lastSave.plus(IDLE_SAVE).isAfter(context.clock().instant());
    }

    private static Optional<ChangeEvent.Commit> lastCommit(List<ChangeEvent> events) {
        for (int i = events.size() - 1; i >= 0; i--) {
            if (events.get(i) instanceof ChangeEvent.Commit commit) {
                return Optional.of(commit);
            }
        }
        return Optional.empty();
    }

    private void write(EventOps.Batch batch, Optional<ChangeEvent.Commit> commit)
            throws SQLException, StreamFailure, InterruptedException {
        boolean piece = parked.areStored() && (open.isOpen() || commit.isEmpty());
        boolean inOrder = piece || batch.inOrder() || parked.concern(batch.ops());
        List<RowOp> ops = parked.without(batch.ops());
        for (int attempt = 1; ; attempt++) {
            try {
                // The part of a transaction is committed with its last one.
                attempt(ops, inOrder, !piece || commit.isPresent(), commit);
                parked.done();
                context.points().reached("apply.committed");
                return;
            } catch (SQLException e) {
                // Earlier pieces are taken back as well: the stream begins again where its position is.
                if (piece) {
                    throw e;
                } else if (!inOrder && (SqlFault.isDuplicate(e) || TerminalErrors.contains(e))) {
                    inOrder = true;
                } else if (!SqlFault.isLocking(e) || attempt >= LOCK_RETRIES) {
                    throw e;
                } else {
                    Thread.sleep(20);
                }
            }
        }
    }

    private void attempt(List<RowOp> ops, boolean inOrder, boolean ends, Optional<ChangeEvent.Commit> commit)
            throws SQLException {
        boolean written = !inOrder && batches.take(ops);
        if (written) {
            batches.write(connection, ops);
        }
        parked.begin();
        open.run(ends, tx -> {
            if (inOrder) {
                parked.writeInOrder(tx, ops);
            } else if (!written) {
                writer.writeBatch(tx, ops);
            }
            context.points().reached("apply.written");
            if (ends) {
                secure(tx, commit);
            }
            return true;
        });
    }

    /** The last thing in a transaction: the position if all of its rows are written, and the fence. */
    private void secure(Connection tx, Optional<ChangeEvent.Commit> commit) throws SQLException {
        if (commit.isPresent() && (parked.isEmpty() || parked.areStored())) {
            parked.store(tx);
            savePosition(tx, commit.get());
        } else {
            context.streams().requireRunning(tx, workflow);
            context.fence().check(tx);
        }
    }

    private void savePosition(Connection tx, ChangeEvent.Commit commit) throws SQLException {
        context.streams().savePosition(tx, workflow, commit.position(), commit.sourceTime());
        context.fence().check(tx);
        lastSave = context.clock().instant();
    }

    /** Stores the position that has been applied, when the stream ends. */
    public void saveNow() throws SQLException {
        // What is applied in part is taken back with the connection; the position before it, or of what is parked, is
        // stored.
        if (open.isOpen() || (parked.areStored() && !parked.isEmpty())) {
            return;
        }
        Position position = applied.current();
        Tx.run(connection, tx -> {
            savePosition(tx, new ChangeEvent.Commit(position, sourceTime));
            return true;
        });
    }

    @Override
    public void close() throws SQLException {
        parked.close();
        batches.close();
        connection.close();
    }
}
