package dev.palinode.proxy.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/**
 * What one proxy counts. Safe for many threads. Counting looks nothing up by name and allocates nothing; only the first
 * error of each number does.
 */
public final class ProxyMetrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<CommandKind, LongAdder> commands = new EnumMap<>(CommandKind.class);
    private final Map<CommandKind, LatencyHistogram> latencies = new EnumMap<>(CommandKind.class);
    private final ErrorCounts errors = new ErrorCounts(registry);
    /** The registry holds what it counts weakly. */
    private final Queue<DoubleSupplier> kept = new ConcurrentLinkedQueue<>();

    /** Brings up to date what numbers there are, whenever somebody looks. */
    private final Queue<Runnable> followed = new ConcurrentLinkedQueue<>();

    private final LongAdder received = counter("palinode.received.bytes", "bytes read from clients");
    private final LongAdder sent = counter("palinode.sent.bytes", "bytes written to clients");
    private final LongAdder accepted = counter("palinode.sessions.accepted", "connections of clients accepted");
    private final LongAdder slow = counter("palinode.slow.statements", "statements slower than the threshold");
    private final LongAdder opened = counter("palinode.backend.opened", "connections to servers that were opened");
    private final LongAdder closed = counter("palinode.backend.closed", "connections to servers that were closed");
    private final LongAdder failed = counter("palinode.backend.failed", "connections to servers that failed");

    public ProxyMetrics() {
        for (CommandKind kind : CommandKind.values()) {
            LongAdder count = new LongAdder();
            commands.put(kind, count);
            latencies.put(kind, new LatencyHistogram());
            FunctionCounter.builder("palinode.commands", count, LongAdder::sum)
                    .description("commands of clients, by kind")
                    .tag("kind", kind.label())
                    .register(registry);
        }
        registry.getPrometheusRegistry().register(this::latencySnapshot);
        gauge(
                "palinode.backend.connections",
                "connections to servers that are open",
                () -> opened.sum() - closed.sum());
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    private LongAdder counter(String name, String help) {
        LongAdder count = new LongAdder();
        FunctionCounter.builder(name, count, LongAdder::sum).description(help).register(registry);
        return count;
    }

    private MetricSnapshot latencySnapshot() {
        HistogramSnapshot.Builder builder = HistogramSnapshot.builder()
                .name("palinode_command_seconds")
                .help("time from a command's first byte here to its answer's last, by kind");
        latencies.forEach((kind, histogram) -> builder.dataPoint(histogram.snapshot(Labels.of("kind", kind.label()))));
        return builder.build();
    }

    /** Publishes a number that is asked for when somebody looks; the supplier must be quick and safe for any thread. */
    public void gauge(String name, String help, DoubleSupplier value) {
        Gauge.builder(name, value, DoubleSupplier::getAsDouble)
                .description(help)
                .strongReference(true)
                .register(registry);
    }

    /** The same with one label. */
    public void gauge(String name, String help, String label, String of, DoubleSupplier value) {
        Gauge.builder(name, value, DoubleSupplier::getAsDouble)
                .description(help)
                .tag(label, of)
                .strongReference(true)
                .register(registry);
    }

    /** What is told of one keyspace. */
    public KeyspaceMetrics of(String keyspace) {
        return new KeyspaceMetrics(registry, kept, followed, keyspace);
    }

    /** Publishes a count that only grows, with one label; the supplier must be quick and safe for any thread. */
    public void counter(String name, String help, String label, String of, DoubleSupplier value) {
        FunctionCounter.builder(name, value, DoubleSupplier::getAsDouble)
                .description(help)
                .tag(label, of)
                .register(registry);
        kept.add(value);
    }

    /** The same without a label. */
    public void counter(String name, String help, DoubleSupplier value) {
        FunctionCounter.builder(name, value, DoubleSupplier::getAsDouble)
                .description(help)
                .register(registry);
        kept.add(value);
    }

    /** A command was answered, or needs no answer. */
    public void command(CommandKind kind, long nanos) {
        LongAdder count = commands.get(kind);
        LatencyHistogram latency = latencies.get(kind);
        if (count != null && latency != null) {
            count.increment();
            latency.record(nanos);
        }
    }

    /** An error went to a client. */
    public void error(int errno) {
        errors.add(errno);
    }

    /** A statement was slower than the threshold of the access log. */
    public void slowStatement() {
        slow.increment();
    }

    /** Bytes came from a client. */
    public void received(int bytes) {
        received.add(bytes);
    }

    /** Bytes were written to a client. */
    public void sent(int bytes) {
        sent.add(bytes);
    }

    /** A client has connected. */
    public void accepted() {
        accepted.increment();
    }

    /** A connection to a server was opened. */
    public void backendOpened() {
        opened.increment();
    }

    /** A connection to a server was closed. */
    public void backendClosed() {
        closed.increment();
    }

    /** A connection to a server could not be opened. */
    public void backendFailed() {
        failed.increment();
    }

    /** Everything as Prometheus reads it. */
    public String scrape() {
        followed.forEach(Runnable::run);
        return registry.scrape();
    }
}
