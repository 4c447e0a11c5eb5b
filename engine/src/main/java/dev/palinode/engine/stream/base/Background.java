package dev.palinode.engine.stream.base;

import dev.palinode.engine.binlog.StreamFailure;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A piece of a stream's work on a thread of its own, whose failure comes out where the result is asked for. */
public final class Background<T> implements AutoCloseable {
    private final FutureTask<T> task;
    private final Optional<Thread> thread;

    /** The work. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws SQLException, StreamFailure, InterruptedException;
    }

    private Background(FutureTask<T> task, Optional<Thread> thread) {
        this.task = task;
        this.thread = thread;
    }

    /** Starts work on a daemon thread of this name. */
    public static <T> Background<T> start(String name, Work<T> work) {
        FutureTask<T> task = new FutureTask<>(work::run);
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return new Background<>(task, Optional.of(thread));
    }

    /** Work whose result is there, without a thread. */
    public static <T> Background<T> done(T result) {
        FutureTask<T> task = new FutureTask<>(() -> result);
        task.run();
        return new Background<>(task, Optional.empty());
    }

    /** The result if there is one yet; the work's failure is thrown. */
    public Optional<T> result() throws SQLException, StreamFailure, InterruptedException {
        if (!task.isDone()) {
            return Optional.empty();
        }
        try {
            return Optional.of(task.get(1, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("a task that is done has no result", e);
        }
    }

    /** The result, waited for; the work's failure is thrown. */
    public T await() throws SQLException, StreamFailure, InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        }
    }

    private static IllegalStateException rethrown(@org.jspecify.annotations.Nullable Throwable cause)
            throws SQLException, StreamFailure, InterruptedException {
        if (cause instanceof SQLException e) {
            throw e;
        }
        if (cause instanceof StreamFailure e) {
            throw e;
        }
        if (cause instanceof InterruptedException e) {
            throw e;
        }
        return new IllegalStateException("a thread of a stream failed", cause);
    }

    /** Interrupts the work and waits for its thread. */
    @Override
    public void close() {
        thread.ifPresent(running -> {
            running.interrupt();
            try {
                running.join(TimeUnit.SECONDS.toMillis(30));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
