package dev.palinode.proxy;

import dev.palinode.engine.topo.client.TopoHealth;
import dev.palinode.proxy.metrics.KeyspaceMetrics;

/** What is told of the topology, where there is one. */
final class TopoGauges {
    private TopoGauges() {}

    static void register(KeyspaceMetrics metrics, TabletSource source) {
        if (source.health().isEmpty()) {
            return;
        }
        metrics.gauge(
                "palinode.topo.reachable",
                "1 while the topology's store answers; 0 while we go on with what it said last",
                () -> source.health().flatMap(TopoHealth::outage).isPresent() ? 0 : 1);
        metrics.counter(
                "palinode.topo.changes",
                "how often the topology was not what it had been",
                () -> source.health().map(TopoHealth::changes).orElse(0L));
    }
}
