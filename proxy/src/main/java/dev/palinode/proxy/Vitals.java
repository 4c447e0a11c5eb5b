package dev.palinode.proxy;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.proxy.gate.TableGate;
import dev.palinode.proxy.metrics.ProxyMetrics;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What is told of the engine and its server to those who watch: whether the server answers, and how many migrations there
 * are in each state. The server is asked at most once a second, however many ask here. Safe for many threads.
 */
final class Vitals implements AutoCloseable {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** What the server said last. */
    private record Look(long at, Optional<String> failure, Map<MigrationStatus, Long> migrations) {}

    private final ProxyServer server;
    private final MigrationEngine engine;
    private final ExecutorService asker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "palinode-vitals");
        thread.setDaemon(true);
        return thread;
    });
    private Look last = new Look(System.nanoTime() - FRESH.toNanos() - 1, Optional.of("not asked yet"), Map.of());

    Vitals(ProxyServer server, MigrationEngine engine, TableGate gate) {
        this.server = server;
        this.engine = engine;
        ProxyMetrics metrics = server.metrics();
        metrics.gauge("palinode.gate.closed.tables", "tables that are being swapped now", gate::closedTables);
        metrics.gauge("palinode.gate.waiting.commands", "commands that wait for a swap", gate::waiting);
        metrics.gauge(
                "palinode.gate.longest.wait.seconds",
                "how long the first of them has waited",
                () -> gate.longestWait().toNanos() / 1e9);
        metrics.gauge(
                "palinode.backend.up",
                "1 if the primary answers",
                () -> look().failure().isEmpty() ? 1 : 0);
        moves(metrics, "started", "that began to run", MigrationStatus.RUNNING);
        moves(metrics, "successful", "that completed", MigrationStatus.COMPLETE);
        moves(metrics, "failed", "that failed", MigrationStatus.FAILED);
        for (MigrationStatus status : MigrationStatus.values()) {
            metrics.gauge(
                    "palinode.migrations",
                    "migrations, by state",
                    "state",
                    status.sql(),
                    () -> look().migrations().getOrDefault(status, 0L));
        }
    }

    private void moves(ProxyMetrics metrics, String name, String what, MigrationStatus to) {
        metrics.counter(
                "palinode.migrations." + name,
                "migrations " + what + " while this process drove them",
                () -> engine.countMoves(to));
    }

    /** Why no clients should be sent here; empty if they should. */
    Optional<String> whyNotReady() {
        return server.isDraining() ? Optional.of("shutting down") : look().failure();
    }

    private synchronized Look look() {
        if (System.nanoTime() - last.at() > FRESH.toNanos()) {
            last = ask();
        }
        return last;
    }

    private Look ask() {
        Future<Map<MigrationStatus, Long>> answer = asker.submit(engine::countByStatus);
        try {
            Map<MigrationStatus, Long> counts = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return new Look(System.nanoTime(), Optional.empty(), counts);
        } catch (TimeoutException e) {
            answer.cancel(true);
            return failed("the primary does not answer");
        } catch (ExecutionException e) {
            return failed(
                    e.getCause() instanceof EngineFault fault
                            ? "the primary is not usable: " + fault.getMessage()
                            : "the engine failed: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("shutting down");
        }
    }

    private Look failed(String why) {
        return new Look(System.nanoTime(), Optional.of(why), last.migrations());
    }

    @Override
    public void close() {
        asker.shutdownNow();
    }
}
