package dev.palinode.proxy;

import dev.palinode.engine.reparent.AutoFailover;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.health.LiveTopology;
import dev.palinode.engine.topo.health.TabletHealth;
import dev.palinode.proxy.metrics.KeyspaceMetrics;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What is told of the tablets: how each was when it was looked at last. */
final class TabletGauges {
    private TabletGauges() {}

    static void register(KeyspaceMetrics metrics, LiveTopology topology) {
        metrics.gauge("palinode.topology.term", "changes of the primary seen, and one more", topology::term);
        for (Tablet tablet : topology.tablets()) {
            String alias = tablet.alias();
            gauge(
                    metrics,
                    topology,
                    "palinode.tablet.up",
                    "1 if the tablet answers",
                    alias,
                    health -> flag(health.alive()));
            gauge(
                    metrics,
                    topology,
                    "palinode.tablet.primary",
                    "1 if the tablet is the primary",
                    alias,
                    health -> flag(health.alias().equals(topology.primary().alias())));
            gauge(
                    metrics,
                    topology,
                    "palinode.tablet.writable",
                    "1 if the tablet answers and takes writes; more than one such tablet is for a person to look at",
                    alias,
                    health -> flag(health.writable()));
            gauge(
                    metrics,
                    topology,
                    "palinode.tablet.replication.lag.seconds",
                    "by how much the tablet is behind the primary; NaN if nobody can tell",
                    alias,
                    health -> health.lag().orElse(Double.NaN));
        }
    }

    /** What was done by itself when the primary was dead. */
    static void register(KeyspaceMetrics metrics, AutoFailover failovers) {
        metrics.counter(
                "palinode.failovers",
                "how often the primary was dead: a replica was promoted, or nothing was done for a reason that is logged",
                "outcome",
                "promoted",
                failovers::done);
        metrics.counter(
                "palinode.failovers",
                "how often the primary was dead: a replica was promoted, or nothing was done for a reason that is logged",
                "outcome",
                "refused",
                failovers::refused);
    }

    private static void gauge(
            KeyspaceMetrics metrics,
            LiveTopology topology,
            String name,
            String help,
            String alias,
            ToDoubleFunction<TabletHealth> value) {
        metrics.gauge(
                name,
                help,
                "tablet",
                alias,
                () -> find(topology, alias).map(value::applyAsDouble).orElse(Double.NaN));
    }

    private static Optional<TabletHealth> find(LiveTopology topology, String alias) {
        return topology.health().stream()
                .filter(health -> health.alias().equals(alias))
                .findFirst();
    }

    private static double flag(boolean is) {
        return is ? 1 : 0;
    }
}
