package dev.palinode.engine.throttle;

import java.util.Optional;
import java.util.stream.Stream;

/** What is measured of a shard's servers; names, scopes and thresholds are those of Vitess. */
public enum Metric {
    /** Seconds by which the worst replica is behind, by heartbeat. */
    LAG("lag", "shard", 5),
    /** Statements that run on the primary at this moment, the one that asks among them. */
    THREADS_RUNNING("threads_running", "self", 100),
    /** Undo log records that InnoDB's purge has not come to on the primary. */
    HISTORY_LIST_LENGTH("history_list_length", "self", 1_000_000_000),
    /** What the configured query answers on the primary. */
    CUSTOM("custom", "self", 0);

    private final String label;
    private final String scope;
    private final double usualThreshold;

    Metric(String label, String scope, double usualThreshold) {
        this.label = label;
        this.scope = scope;
        this.usualThreshold = usualThreshold;
    }

    /** The metric of that name, with or without a scope before it, as in {@code shard/lag}. */
    public static Optional<Metric> of(String name) {
        String bare = name.substring(name.indexOf('/') + 1);
        return Stream.of(values()).filter(metric -> metric.label.equals(bare)).findFirst();
    }

    /** The name that users write. */
    public String label() {
        return label;
    }

    /** {@code shard} for the worst of all replicas, {@code self} for the primary alone. */
    public String scope() {
        return scope;
    }

    /** What counts where nothing is configured. */
    public double usualThreshold() {
        return usualThreshold;
    }
}
