package dev.palinode.shell.launch;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGTERM and SIGINT into an interrupt of the thread that does the work, so that it leaves its blocks in order
 * and closes what it opened; the process then ends with status 0.
 */
final class StopSignal implements AutoCloseable {
    /** More than two servers take to stop; whoever sent the signal may still kill us. */
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook;
    private volatile Duration limit = LIMIT;

    private StopSignal(Thread worker) {
        this.hook = new Thread(() -> stop(worker), "stop");
    }

    /** Watches for signals on behalf of the calling thread, until {@link #close}. */
    static StopSignal armed() {
        StopSignal signal = new StopSignal(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    /** Closing may take so much longer than usual. */
    void allow(Duration more) {
        limit = LIMIT.plus(more);
    }

    /** Blocks until a signal comes. */
    void await() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            // This is the signal; the thread goes on to close things, which must not be interrupted again.
        }
    }

    private void stop(Thread worker) {
        worker.interrupt();
        try {
            if (closed.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                LogLevel.flush();
                Runtime.getRuntime().halt(0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook is running: it ends the process.
        }
    }
}
