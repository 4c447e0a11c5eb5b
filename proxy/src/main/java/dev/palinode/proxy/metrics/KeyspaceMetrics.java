package dev.palinode.proxy.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Queue;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What is told of one keyspace: each of its numbers has the label {@code keyspace}. Safe for many threads. */
public final class KeyspaceMetrics {
    private final MeterRegistry registry;
    private final Queue<DoubleSupplier> kept;
    private final Queue<Runnable> followed;
    private final Tags keyspace;

    KeyspaceMetrics(MeterRegistry registry, Queue<DoubleSupplier> kept, Queue<Runnable> followed, String keyspace) {
        this.registry = registry;
        this.kept = kept;
        this.followed = followed;
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

    /**
     * Publishes a number for each of some things that come and go, such as tablets. Both are asked for when somebody looks.
     *
     * @param those the values of the label that there are then
     */
    public void gauges(
            String name, String help, String label, Supplier<Set<String>> those, ToDoubleFunction<String> value) {
        MultiGauge gauges =
                MultiGauge.builder(name).description(help).tags(keyspace).register(registry);
        followed.add(() -> gauges.register(
                those.get().stream()
                        .map(one -> MultiGauge.Row.of(Tags.of(label, one), () -> value.applyAsDouble(one)))
                        .toList(),
                false));
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
