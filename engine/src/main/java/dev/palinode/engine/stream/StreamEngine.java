package dev.palinode.engine.stream;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.model.stream.CopyCursor;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.model.stream.StreamRow;
import dev.palinode.engine.model.stream.Verdict;
import dev.palinode.engine.stream.base.StreamContext;
import dev.palinode.engine.stream.base.StreamStatus;
import dev.palinode.engine.throttle.StreamThrottle;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The streams that this process drives. Safe for many threads. */
public final class StreamEngine implements AutoCloseable {
    private final StreamContext context;
    private final ConcurrentMap<MigrationId, StreamWorker> workers = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public StreamEngine(StreamContext context) {
        this.context = context;
    }

    /** What its streams share. */
    public StreamContext context() {
        return context;
    }

    /** Sets the stream going, unless it is, or this is closed. What it has to do is read from the sidecar. */
    public void ensureRunning(MigrationId workflow) {
        ensureRunning(workflow, workflow);
    }

    /**
     * The same for a stream that works for a migration of another name.
     *
     * @param owner the migration by whose name it is throttled
     */
    public void ensureRunning(MigrationId workflow, MigrationId owner) {
        workers.computeIfAbsent(workflow, id -> {
            StreamWorker worker = new StreamWorker(context, id, owner);
            worker.start();
            return worker;
        });
        if (closed) {
            stop(workflow);
        }
    }

    /** How the stream stands; empty when this process does not drive it. */
    public Optional<StreamStatus.Snapshot> status(MigrationId workflow) {
        return Optional.ofNullable(workers.get(workflow))
                .map(worker -> worker.status().get());
    }

    /** Whether the stream has broken here, and has got nowhere since. */
    public boolean isBroken(MigrationId workflow) {
        StreamWorker worker = workers.get(workflow);
        return worker != null && worker.status().isBroken();
    }

    /** How the stream is throttled; empty when this process does not drive it. */
    public Optional<StreamThrottle> throttle(MigrationId workflow) {
        return Optional.ofNullable(workers.get(workflow)).map(StreamWorker::throttle);
    }

    /** Lets the stream go on whatever the throttler says, until the exemption is closed. */
    public StreamThrottle.Exemption exempt(MigrationId workflow) {
        return throttle(workflow).map(StreamThrottle::exempt).orElse(() -> {});
    }

    /** Waits until the stream has applied everything up to the position; false when the time was up. */
    public boolean catchUp(MigrationId workflow, Position position, Duration limit) throws InterruptedException {
        StreamWorker worker = workers.get(workflow);
        return worker != null && worker.catchUp(position, limit);
    }

    /** Up to where the stream has applied; empty while it does not run here. */
    public Optional<Position> applied(MigrationId workflow) {
        return Optional.ofNullable(workers.get(workflow)).flatMap(StreamWorker::applied);
    }

    /** Stops the stream between two batches and stores its position. Nothing if it does not run. */
    public void stop(MigrationId workflow) {
        StreamWorker worker = workers.remove(workflow);
        if (worker != null) {
            worker.close();
        }
    }

    /** The stream's row. */
    public Optional<StreamRow> find(MigrationId workflow) throws SQLException {
        return context.db().with(connection -> context.streams().find(connection, workflow));
    }

    /** Whether nothing is left to copy, by what is stored. */
    public boolean isCopied(MigrationId workflow) throws SQLException {
        return context.db().with(connection -> context.cursors().list(connection, workflow)).stream()
                .allMatch(CopyCursor::done);
    }

    /** Changes the stream's stored state. */
    public void setState(MigrationId workflow, StreamRow.State state, String message) throws SQLException {
        context.db().inTransaction(tx -> {
            context.streams().setState(tx, workflow, state, message);
            context.fence().check(tx);
            return true;
        });
    }

    /** Ends the stream for good. */
    public void fail(MigrationId workflow, String message) throws SQLException {
        stop(workflow);
        setState(workflow, StreamRow.State.ERROR, message);
    }

    /**
     * Gives a running stream, with its position and its verdict, to another workflow, which has to set it going.
     *
     * @param sides the tables as they are described now
     * @return whether there was such a stream
     */
    boolean takeOver(MigrationId from, MigrationId to, ReverseStreams.Sides sides, boolean verify) throws SQLException {
        stop(from);
        return context.db().inTransaction(tx -> {
            boolean taken = context.streams()
                    .rename(
                            tx,
                            from,
                            to,
                            sides.current().createStatement(),
                            sides.held().createStatement(),
                            verify);
            if (taken) {
                context.verdicts().rename(tx, from, to);
            }
            context.fence().check(tx);
            return taken;
        });
    }

    /** Stops the stream and takes its verdict back, unless that is FAILED; when it is set going all is compared once more. */
    public void verifyAgain(MigrationId workflow) throws SQLException {
        stop(workflow);
        context.db().inTransaction(tx -> {
            context.streams().setVerify(tx, workflow);
            context.verdicts().reopen(tx, workflow);
            context.fence().check(tx);
            return true;
        });
    }

    /** Whether a stream other than this one fills, or has filled, the table. */
    public boolean isFilled(TableName target, MigrationId except) throws SQLException {
        return context.db().with(connection -> context.streams().isFilled(connection, target, except));
    }

    /** The stream's verdict; PENDING when nothing has been compared. */
    public Verdict verdict(MigrationId workflow) throws SQLException {
        return context.db().with(connection -> context.verdicts().find(connection, workflow));
    }

    /** Removes everything that is stored of the stream. */
    public void forget(MigrationId workflow) throws SQLException {
        stop(workflow);
        context.db().inTransaction(tx -> {
            delete(tx, workflow);
            return true;
        });
    }

    private void delete(Connection tx, MigrationId workflow) throws SQLException {
        context.cursors().delete(tx, workflow);
        context.verdicts().delete(tx, workflow);
        context.streams().delete(tx, workflow);
        context.fence().check(tx);
    }

    /**
     * Removes everything that is stored of the stream of a revert that came to nothing. How far it has brought the held
     * table is remembered with the migration that left that table, so that the next revert goes on from there: events
     * that are applied twice are harmless for what both tables have, but not for what only the held one has.
     */
    public void handBack(MigrationId revert, MigrationId original) throws SQLException {
        stop(revert);
        context.db().inTransaction(tx -> {
            Optional<StreamRow> done = context.streams().find(tx, revert);
            Optional<StreamRow> before = context.streams().find(tx, original);
            if (done.isPresent()
                    && before.isPresent()
                    && done.get().position().contains(before.get().position())) {
                context.streams().setPosition(tx, original, done.get().position());
                context.streams().inheritTime(tx, revert, original);
                context.streams().saveParked(tx, original, done.get().parked());
            }
            delete(tx, revert);
            return true;
        });
    }

    @Override
    public void close() {
        closed = true;
        workers.keySet().forEach(this::stop);
    }
}
