package dev.palinode.engine.throttle;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the throttler looks at. Rules of users hold whatever is said here.
 *
 * @param thresholds the metrics that every check asks for; work goes on while each is at or below its threshold. None
 *     switches the metrics off
 * @param customQuery for {@link Metric#CUSTOM}: one row whose last column is a number
 * @param interval time between two looks while somebody asks (Vitess: 250 ms)
 * @param dormantAfter how long nobody must have asked before the looks become rare (Vitess: 1 minute)
 */
public record ThrottleConfig(
        Map<Metric, Double> thresholds, Optional<String> customQuery, Duration interval, Duration dormantAfter) {
    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final Duration DORMANT_AFTER = Duration.ofMinutes(1);

    public ThrottleConfig {
        Map<Metric, Double> copy = new EnumMap<>(Metric.class);
        copy.putAll(thresholds);
        thresholds = Collections.unmodifiableMap(copy);
        Objects.requireNonNull(customQuery, "customQuery");
        if (thresholds.containsKey(Metric.CUSTOM) && customQuery.isEmpty()) {
            throw new IllegalArgumentException("a threshold of custom needs a custom query");
        }
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("the interval must be above zero");
        }
    }

    /** With Vitess's times. */
    public ThrottleConfig(Map<Metric, Double> thresholds, Optional<String> customQuery) {
        this(thresholds, customQuery, INTERVAL, DORMANT_AFTER);
    }

    /** No replica may be more than five seconds behind. */
    public static ThrottleConfig defaults() {
        return new ThrottleConfig(Map.of(Metric.LAG, Metric.LAG.usualThreshold()), Optional.empty());
    }

    /** Whether any metric is looked at. */
    public boolean enabled() {
        return !thresholds.isEmpty();
    }

    /** What {@code default} means to those who ask for it. */
    public Metric defaultMetric() {
        return customQuery.isPresent() ? Metric.CUSTOM : Metric.LAG;
    }

    /** The configured threshold, or the usual one. */
    public double threshold(Metric metric) {
        return thresholds.getOrDefault(metric, metric.usualThreshold());
    }
}
