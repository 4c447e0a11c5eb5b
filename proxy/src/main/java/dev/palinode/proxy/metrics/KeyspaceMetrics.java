package dev.palinode.proxy.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Queue;
import java.util.function.DoubleSupplier;

/** What is told of one keyspace: each of its numbers has the label {@code keyspace}. Safe for many threads. */
public final class KeyspaceMetrics {
    private final MeterRegistry registry;
    private final Queue<DoubleSupplier> kept;
    private final Tags keyspace;

    KeyspaceMetrics(MeterRegistry registry, Queue<DoubleSupplier> kept, String keyspace) {
        this.registry = registry;
        this.kept = kept;
        this.keyspace = Tags.of("keyspace", keyspace);
    }

    /** Publishes a number that is asked for when somebody looks; the supplier must be quick and safe for any thread. */
    public void gauge(String name, String help, DoubleSupplier value) {
        gauge(name, help, keyspace, value);
    }

    /** The same with one more label. */
    public void gauge(String name, String help, String label, String of, DoubleSupplier value) {
        gauge(name, help, keyspace.and(label, of), value);
    }

    private void gauge(String name, String help, Tags labels, DoubleSupplier value) {
        Gauge.builder(name, value, DoubleSupplier::getAsDouble)
                .description(help)
                .tags(labels)
                .strongReference(true)
                .register(registry);
    }

    /** Publishes a count that only grows; the supplier must be quick and safe for any thread. */
    public void counter(String name, String help, DoubleSupplier value) {
        counter(name, help, keyspace, value);
    }

    /** The same with one more label. */
    public void counter(String name, String help, String label, String of, DoubleSupplier value) {
        counter(name, help, keyspace.and(label, of), value);
    }

    private void counter(String name, String help, Tags labels, DoubleSupplier value) {
        FunctionCounter.builder(name, value, DoubleSupplier::getAsDouble)
                .description(help)
                .tags(labels)
                .register(registry);
        kept.add(value);
    }
}
