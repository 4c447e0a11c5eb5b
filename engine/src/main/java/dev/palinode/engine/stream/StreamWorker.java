package dev.palinode.engine.stream;

import dev.palinode.engine.binlog.StreamFailure;
import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.model.stream.StreamRow;
import dev.palinode.engine.stream.base.StreamContext;
import dev.palinode.engine.stream.base.StreamStatus;
import dev.palinode.engine.stream.base.TerminalErrors;
import dev.palinode.engine.throttle.StreamThrottle;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives one stream on a thread of its own: sets it up from what is stored, runs it, and when it breaks for a passing
 * reason sets it up again, for ever. What it is to do follows from the stored facts alone, so a resume is a start.
 */
final class StreamWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamWorker.class);

    private final StreamContext context;
    private final MigrationId workflow;
    private final StreamStatus status;
    private final StreamThrottle throttle;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread thread;
    private volatile Optional<StreamRun> run = Optional.empty();

    StreamWorker(StreamContext context, MigrationId workflow, MigrationId owner) {
        this.context = context;
        this.workflow = workflow;
        this.status = new StreamStatus(context.moved());
        this.throttle = new StreamThrottle(context.throttle(), owner, context.clock());
        this.thread = new Thread(this::loop, "stream-" + workflow.hex().substring(0, 8));
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** How the stream stands. */
    StreamStatus status() {
        return status;
    }

    /** How the stream is throttled, which outlives its breaks. */
    StreamThrottle throttle() {
        return throttle;
    }

    /** Waits until the stream has applied everything up to the position; false when the time was up. */
    boolean catchUp(Position position, Duration limit) throws InterruptedException {
        Optional<StreamRun> current = run;
        return current.isPresent() && current.get().applied().await(position, limit);
    }

    /** Up to where the stream has applied; empty while it is being set up. */
    Optional<Position> applied() {
        return run.map(current -> current.applied().current());
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    private void loop() {
        while (!closed.get()) {
            status.at(StreamStatus.Part.SET_UP);
            try (StreamRun current = StreamRun.open(context, workflow, status, throttle)) {
                run = Optional.of(current);
                current.follow(closed::get);
                current.saveNow();
            } catch (StreamFailure e) {
                if (e.definite()) {
                    fail(String.valueOf(e.getMessage()));
                    return;
                }
                broken(e);
            } catch (SQLException e) {
                if (TerminalErrors.contains(e)) {
                    fail(SqlFault.describe(e));
                    return;
                }
                broken(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.error("migration {}: the stream's thread failed", workflow, e);
                broken(e);
            } finally {
                run = Optional.empty();
            }
            pause();
        }
    }

    private void broken(Exception e) {
        if (!closed.get()) {
            LOG.warn("migration {}: the stream broke and is set up again: {}", workflow, e.toString());
            LOG.debug("migration {}: where the stream broke", workflow, e);
            String message = String.valueOf(e.getMessage());
            if (e instanceof SQLException sql && SqlFault.isLocking(sql)) {
                status.waiting(message);
            } else {
                status.broke(message);
            }
        }
    }

    private void fail(String message) {
        LOG.warn("migration {}: the stream failed: {}", workflow, message);
        try {
            context.db().inTransaction(tx -> {
                context.streams().setState(tx, workflow, StreamRow.State.ERROR, message);
                context.fence().check(tx);
                return true;
            });
        } catch (SQLException e) {
            LOG.warn("migration {}: cannot store the failure yet", workflow, e);
        }
        status.failed(message);
    }

    private void pause() {
        try {
            if (!closed.get()) {
                Thread.sleep(context.retryPause().toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed.set(true);
        }
    }

    /** Stops the stream between two batches and stores its position. Waits for its thread, which is interrupted if slow. */
    @Override
    public void close() {
        closed.set(true);
        run.ifPresent(StreamRun::wake);
        try {
            thread.join(Duration.ofSeconds(5).toMillis());
            thread.interrupt();
            thread.join(Duration.ofSeconds(30).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.error("migration {}: the stream's thread has not ended; what it writes will be refused", workflow);
        }
    }
}
