package dev.palinode.engine.migration;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs what may take long away from the scheduler: at most one task per key, and a bounded number at once. */
final class MigrationTasks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MigrationTasks.class);
    private static final long CLOSE_SECONDS = 3;

    private final ExecutorService workers;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    MigrationTasks(int threads) {
        AtomicInteger number = new AtomicInteger();
        this.workers = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "palinode-migration-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Runs the task unless one of the same key has not ended. */
    void submit(String key, Runnable task) {
        if (!busy.add(key)) {
            return;
        }
        try {
            workers.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.error("task of {} ended with a bug", key, e);
                } finally {
                    busy.remove(key);
                }
            });
        } catch (RejectedExecutionException e) {
            busy.remove(key);
        }
    }

    /** Takes no more tasks and interrupts those that run. */
    void interrupt() {
        workers.shutdownNow();
    }

    /** Interrupts what runs, and waits for a short time until it has ended. */
    @Override
    public void close() {
        interrupt();
        try {
            if (!workers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.debug("tasks still run; their next commit will find the lease gone");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
