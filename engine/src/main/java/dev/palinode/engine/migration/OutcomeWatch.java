package dev.palinode.engine.migration;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine.Outcome;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.sidecar.MigrationReader;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells those who wait for migrations when they have ended. One thread looks at the rows for all of them, so that a
 * migration may be driven by another engine; while nobody waits it does nothing. Safe for many threads.
 */
public final class OutcomeWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutcomeWatch.class);

    /** Short beside what a migration takes, and rare beside what a server does. */
    private static final Duration INTERVAL = Duration.ofMillis(50);

    /** Migrations that one query asks for. */
    private static final int BATCH = 500;

    /** One who waits. */
    private static final class Waiter {
        final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    }

    private final MigrationReader reader;
    private final Map<MigrationId, Set<Waiter>> waiting = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "palinode-outcomes");
        thread.setDaemon(true);
        return thread;
    });

    public OutcomeWatch(MigrationReader reader) {
        this.reader = reader;
        Future<?> unused = timer.scheduleWithFixedDelay(
                this::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * What becomes of a migration that is stored. Who does not want to know any more cancels it. Its actions are run by
     * the one thread of this watch, and must not block.
     */
    public CompletableFuture<Outcome> outcome(MigrationId id) {
        Waiter waiter = new Waiter();
        waiting.compute(id, (key, others) -> {
            Set<Waiter> all = others == null ? ConcurrentHashMap.newKeySet() : others;
            all.add(waiter);
            return all;
        });
        CompletableFuture<?> unused =
                waiter.outcome.whenComplete((done, fault) -> waiting.computeIfPresent(id, (key, all) -> {
                    all.remove(waiter);
                    return all.isEmpty() ? null : all;
                }));
        if (timer.isShutdown()) {
            giveUp();
        }
        return waiter.outcome;
    }

    /** How many wait. */
    int size() {
        return waiting.values().stream().mapToInt(Set::size).sum();
    }

    private void look() {
        try {
            List<MigrationId> ids = new ArrayList<>(waiting.keySet());
            for (int from = 0; from < ids.size(); from += BATCH) {
                for (Outcome outcome : reader.outcomes(ids.subList(from, Math.min(ids.size(), from + BATCH)))) {
                    tell(outcome);
                }
            }
        } catch (SQLException | RuntimeException e) {
            LOG.debug("outcomes are looked for again: {}", e.toString());
        }
    }

    private void tell(Outcome outcome) {
        for (Waiter one : List.copyOf(waiting.getOrDefault(outcome.id(), Set.of()))) {
            one.outcome.complete(outcome);
        }
    }

    private void giveUp() {
        waiting.forEach((id, all) -> List.copyOf(all)
                .forEach(one -> one.outcome.completeExceptionally(new EngineFault(
                        EngineFault.Kind.UNAVAILABLE,
                        "Palinode is shutting down; migration " + id + " is not cancelled by that"))));
    }

    /** Everybody who still waits is told that the migration goes on. */
    @Override
    public void close() {
        timer.shutdownNow();
        giveUp();
    }
}
