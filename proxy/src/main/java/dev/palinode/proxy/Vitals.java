package dev.palinode.proxy;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.KeyspaceEngines;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.proxy.http.Readiness;
import dev.palinode.proxy.metrics.KeyspaceMetrics;
import dev.palinode.proxy.metrics.ProxyMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * What is told of the keyspaces to those who watch: whether the primary of each answers, and how many migrations there are
 * in each state. A primary is asked at most once a second, however many ask here, and one that is silent holds up nobody
 * who asks about the others. Safe for many threads.
 */
final class Vitals implements AutoCloseable {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final String SILENT = "the primary does not answer";

    private final ProxyServer server;
    private final List<Keyspace> keyspaces;

    /** Of all keyspaces that this proxy has, served already or not. */
    Vitals(ProxyServer server, List<KeyspaceEngines.Named> engines) {
        this.server = server;
        this.keyspaces = engines.stream().map(Keyspace::new).toList();
        keyspaces.forEach(keyspace -> keyspace.publish(server.metrics()));
    }

    /** Clients should be sent here while the primary of one keyspace answers: which it is not, the text says. */
    Readiness.State readiness() {
        if (server.isDraining()) {
            return Readiness.State.not("shutting down");
        }
        keyspaces.forEach(Keyspace::refresh);
        List<String> troubles = new ArrayList<>();
        for (Keyspace keyspace : keyspaces) {
            keyspace.look().failure().ifPresent(why -> troubles.add(keyspace.name() + ": " + why));
        }
        if (troubles.isEmpty()) {
            return Readiness.State.OK;
        }
        boolean any = troubles.size() < keyspaces.size();
        return new Readiness.State(any, (any ? "ok, but not all keyspaces\n" : "") + String.join("\n", troubles));
    }

    @Override
    public void close() {
        keyspaces.forEach(Keyspace::close);
    }

    /** What a server said last. */
    private record Look(long at, Optional<String> failure, Map<MigrationStatus, Long> migrations) {}

    /** One keyspace, with the thread that asks its primary. */
    private static final class Keyspace {
        private final KeyspaceEngines.Named engine;
        private final ExecutorService asker;
        private Look last = new Look(System.nanoTime() - FRESH.toNanos() - 1, Optional.of("not asked yet"), Map.of());
        private Optional<CompletableFuture<Map<MigrationStatus, Long>>> asked = Optional.empty();

        Keyspace(KeyspaceEngines.Named engine) {
            this.engine = engine;
            this.asker = Executors.newSingleThreadExecutor(task -> {
                Thread thread = new Thread(task, "palinode-vitals-" + engine.keyspace());
                thread.setDaemon(true);
                return thread;
            });
        }

        String name() {
            return engine.keyspace();
        }

        void publish(ProxyMetrics all) {
            KeyspaceMetrics metrics = all.of(name());
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

        private void moves(KeyspaceMetrics metrics, String move, String what, MigrationStatus to) {
            metrics.counter(
                    "palinode.migrations." + move,
                    "migrations " + what + " while this process drove them",
                    () -> ifThere(present -> present.countMoves(to)).orElse(0L));
        }

        private <T> Optional<T> ifThere(Function<MigrationEngine, T> question) {
            try {
                return Optional.of(question.apply(engine.engine().get()));
            } catch (EngineFault e) {
                return Optional.empty();
            }
        }

        /** Asks, unless that was done just now, or is still being answered. */
        synchronized void refresh() {
            if (asked.isEmpty() && System.nanoTime() - last.at() > FRESH.toNanos()) {
                asked = Optional.of(CompletableFuture.supplyAsync(
                        () -> engine.engine().get().countByStatus(), asker));
            }
        }

        synchronized Look look() {
            refresh();
            if (asked.isPresent()) {
                last = answer(asked.get());
                asked = asked.filter(answer -> !answer.isDone());
            }
            return last;
        }

        /** Whoever was silent for long already is not waited for again. */
        private Look answer(CompletableFuture<Map<MigrationStatus, Long>> answer) {
            boolean silent = last.failure().filter(SILENT::equals).isPresent();
            try {
                Map<MigrationStatus, Long> counts = answer.get(silent ? 0 : PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                return new Look(System.nanoTime(), Optional.empty(), counts);
            } catch (TimeoutException e) {
                return failed(SILENT);
            } catch (ExecutionException e) {
                return failed(
                        e.getCause() instanceof EngineFault fault
                                ? "the primary is not usable: " + firstLine(fault)
                                : "the engine failed: " + e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return failed("shutting down");
            }
        }

        private static String firstLine(EngineFault fault) {
            return String.valueOf(fault.getMessage()).lines().findFirst().orElse("");
        }

        private Look failed(String why) {
            return new Look(System.nanoTime(), Optional.of(why), last.migrations());
        }

        void close() {
            asker.shutdownNow();
        }
    }
}
