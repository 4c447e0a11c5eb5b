package dev.palinode.proxy;

import dev.palinode.engine.reparent.AutoFailover;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.Topology;
import dev.palinode.engine.topo.health.LiveTopology;
import dev.palinode.engine.topo.health.ReplicationState;
import dev.palinode.engine.topo.health.TabletHealth;
import dev.palinode.proxy.metrics.KeyspaceMetrics;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** What is told of the tablets: how each was when it was looked at last. */
final class TabletGauges {
    private final KeyspaceMetrics metrics;
    private final LiveTopology topology;

    private TabletGauges(KeyspaceMetrics metrics, LiveTopology topology) {
        this.metrics = metrics;
        this.topology = topology;
    }

    static void register(KeyspaceMetrics metrics, LiveTopology topology) {
        metrics.gauge("palinode.topology.term", "changes of the primary seen, and one more", topology::term);
        TabletGauges gauges = new TabletGauges(metrics, topology);
        gauges.add("palinode.tablet.up", "1 if the tablet answers", health -> flag(health.alive()));
        gauges.add(
                "palinode.tablet.primary",
                "1 if the tablet is the primary",
                health -> flag(health.alias().equals(topology.primary().alias())));
        gauges.add(
                "palinode.tablet.writable",
                "1 if the tablet answers and takes writes; more than one such tablet is for a person to look at",
                health -> flag(health.writable()));
        gauges.add(
                "palinode.tablet.replication.lag.seconds",
                "by how much the tablet is behind the primary; NaN if nobody can tell",
                health -> health.lag().orElse(Double.NaN));
        gauges.add(
                "palinode.tablet.replication.io.running",
                "1 if the tablet receives, 0 if it does not; NaN if it is no replica, or away, or does not let us see it",
                health -> runs(health, ReplicationState::io));
        gauges.add(
                "palinode.tablet.replication.sql.running",
                "1 if the tablet applies, 0 if it does not; NaN if it is no replica, or away, or does not let us see it",
                health -> runs(health, ReplicationState::sql));
    }

    /** Of several sources the one where it does not run counts. */
    private static double runs(TabletHealth health, Function<ReplicationState, String> thread) {
        List<String> threads = health.alive()
                ? health.state().orElseThrow().replication().stream()
                        .map(thread)
                        .toList()
                : List.of();
        return threads.isEmpty() || threads.contains(ReplicationState.UNKNOWN)
                ? Double.NaN
                : flag(threads.stream().allMatch("Yes"::equals));
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

    private void add(String name, String help, ToDoubleFunction<TabletHealth> value) {
        metrics.gauges(
                name,
                help,
                "tablet",
                () -> aliases(topology),
                alias -> topology.health().stream()
                        .filter(health -> health.alias().equals(alias))
                        .findFirst()
                        .map(value::applyAsDouble)
                        .orElse(Double.NaN));
    }

    /** Of the tablets that there are now. */
    static Set<String> aliases(Topology topology) {
        return topology.tablets().stream().map(Tablet::alias).collect(Collectors.toUnmodifiableSet());
    }

    private static double flag(boolean is) {
        return is ? 1 : 0;
    }
}
