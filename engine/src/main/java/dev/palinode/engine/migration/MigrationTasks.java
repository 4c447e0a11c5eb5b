package dev.palinode.engine.migration;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs what may take long away from the scheduler: at most one task per key, and a bounded number at once. */
final class MigrationTasks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MigrationTasks.class);
    private static final long CLOSE_SECONDS = 3;

    private final ExecutorService workers;
    /** What runs, each with the task that is to run after it. */
    private final Map<String, Optional<Runnable>> busy = new ConcurrentHashMap<>();

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
        if (busy.putIfAbsent(key, Optional.empty()) == null) {
            execute(key, task);
        }
    }

    /**
     * Runs the task; while one of the same key runs, after that, and once however often it was asked for. What it is
     * asked for may have come after the other had looked.
     */
    void submitNext(String key, Runnable task) {
        AtomicBoolean first = new AtomicBoolean();
        busy.compute(key, (same, waiting) -> {
            first.set(waiting == null);
            return waiting == null ? Optional.empty() : Optional.of(task);
        });
        if (first.get()) {
            execute(key, task);
        }
    }

    private void execute(String key, Runnable task) {
        try {
            workers.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.error("task of {} ended with a bug", key, e);
                } finally {
                    next(key);
                }
            });
        } catch (RejectedExecutionException e) {
            busy.remove(key);
        }
    }

    private void next(String key) {
        while (true) {
            Optional<Runnable> waiting = busy.getOrDefault(key, Optional.empty());
            if (waiting.isEmpty() && busy.remove(key, waiting)) {
                return;
            }
            if (waiting.isPresent() && busy.replace(key, waiting, Optional.empty())) {
                execute(key, waiting.get());
                return;
            }
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
