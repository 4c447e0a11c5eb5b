package dev.palinode.proxy;

import dev.palinode.engine.throttle.Decision;
import dev.palinode.engine.throttle.Metric;
import dev.palinode.engine.throttle.Reading;
import dev.palinode.engine.throttle.Throttler;
import dev.palinode.engine.topo.Topology;
import dev.palinode.proxy.metrics.KeyspaceMetrics;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What is told of the throttler. To look here measures nothing: while nobody asks it, its values are NaN. */
final class ThrottlerGauges {
    private ThrottlerGauges() {}

    static void register(KeyspaceMetrics metrics, Supplier<Throttler> current, Topology topology) {
        for (Decision.Code code : Decision.Code.values()) {
            metrics.counter(
                    "palinode.throttler.checks",
                    "checks, by answer",
                    "code",
                    code.name(),
                    () -> current.get().answered(code));
        }
        for (Metric metric : current.get().config().thresholds().keySet()) {
            metrics.gauge(
                    "palinode.throttler.threshold",
                    "what the metric may be at most",
                    "metric",
                    metric.label(),
                    () -> current.get().config().threshold(metric));
            metrics.gauge(
                    "palinode.throttler.value",
                    "the worst value that was measured",
                    "metric",
                    metric.label(),
                    () -> worst(readings(current.get(), metric)));
        }
        metrics.gauges(
                "palinode.throttler.lag.seconds",
                "by how much a replica is behind",
                "tablet",
                () -> TabletGauges.aliases(topology),
                alias -> worst(lag(current.get(), topology, alias)));
        metrics.gauges(
                "palinode.throttler.ignored",
                "1 if a replica cannot be measured, so that its lag does not count",
                "tablet",
                () -> TabletGauges.aliases(topology),
                alias -> lag(current.get(), topology, alias).stream().anyMatch(reading -> !reading.known()) ? 1 : 0);
    }

    private static List<Reading> readings(Throttler throttler, Metric metric) {
        return Optional.ofNullable(throttler.known().get(metric)).orElse(List.of());
    }

    private static List<Reading> lag(Throttler throttler, Topology topology, String alias) {
        return topology.primary().alias().equals(alias)
                ? List.of()
                : readings(throttler, Metric.LAG).stream()
                        .filter(reading -> reading.tablet().equals(alias))
                        .toList();
    }

    private static double worst(List<Reading> readings) {
        return readings.stream()
                .filter(Reading::known)
                .mapToDouble(Reading::value)
                .max()
                .orElse(Double.NaN);
    }
}
