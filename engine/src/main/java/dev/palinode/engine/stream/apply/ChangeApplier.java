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
    public static final List<String> ROLES = List.of("apply", TwoWriters.ROLE);

    /** A position with nothing to apply is stored at most this often. */
    private static final Duration IDLE_SAVE = Duration.ofSeconds(1);

    private static final int LOCK_RETRIES = 50;

    private final StreamContext context;
    private final MigrationId workflow;
    private final RowPlan plan;
    private final CopyProgress progress;
    private final AppliedPosition applied;
    private final ParkedRows parked;
    private final EventOps eventOps;
    private final RowWriter writer;
    private final TwoWriters batches;
    private final Connection connection;
    private final OpenTx open;
    private Instant lastSave = Instant.MIN;
    private Instant sourceTime;
    private Optional<ChangeEvent.Commit> pending = Optional.empty();

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
        TargetSql sql = new TargetSql(plan);
        this.parked = new ParkedRows(context, row, plan, sql, collisions, applied, progress.copies());
        this.eventOps = new EventOps(plan, sql, progress);
        this.sourceTime = context.clock().instant();
        this.connection = StreamConnection.open(context, workflow, "apply");
        this.open = new OpenTx(connection);
        this.writer = new RowWriter(plan, sql, maxAllowedPacket(connection));
        this.batches = new TwoWriters(context, workflow, plan, writer, progress.copies());
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
        });
        settle();
    }

    /** Reads the parked rows anew; when there are none left the applier stands at the last commit that it has seen. */
    private void settle() throws SQLException, StreamFailure {
        if (open.isOpen()) {
            return;
        }
        if (!parked.isEmpty()) {
            parked.resolve();
            if (!parked.isEmpty()) {
                return;
            }
            if (pending.isPresent()) {
                Tx.run(connection, tx -> {
                    savePosition(tx, pending.get());
                    return true;
                });
            }
        }
        pending.ifPresent(commit -> applied.advance(commit.position()));
        pending = Optional.empty();
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
        boolean inOrder = piece || batch.inOrder();
        List<RowOp> large = inOrder
                ? List.of()
                : batch.ops().stream().filter(writer::isLarge).toList();
        List<RowOp> ops = batch.ops().stream().filter(op -> !large.contains(op)).toList();
        parked.add(large);
        for (int attempt = 1; ; attempt++) {
            try {
                // The part of a transaction is committed with its last one.
                attempt(batch, ops, inOrder, !piece || commit.isPresent(), commit);
                parked.requireFew();
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

    private void attempt(
            EventOps.Batch batch, List<RowOp> ops, boolean inOrder, boolean ends, Optional<ChangeEvent.Commit> commit)
            throws SQLException {
        boolean written = !inOrder && batches.take(ops);
        if (written) {
            batches.write(connection, ops);
        }
        open.run(ends, tx -> {
            List<RowOp> left = List.of();
            if (inOrder) {
                left = writer.writeInOrder(tx, ops);
            } else if (!written) {
                writer.writeBatch(tx, ops);
            }
            context.points().reached("apply.written");
            parked.wrote(tx, batch.ops(), left, commit.isPresent());
            if (ends) {
                secure(tx, commit);
            }
            return true;
        });
    }

    /** The last thing in a transaction: the position if all of its rows are written, and the fence. */
    private void secure(Connection tx, Optional<ChangeEvent.Commit> commit) throws SQLException {
        if (commit.isPresent() && (parked.isEmpty() || parked.areStored())) {
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
        batches.close();
        connection.close();
    }
}
