package dev.palinode.proxy.session.place;

import dev.palinode.engine.topo.Topology;
import dev.palinode.proxy.gate.GateFactory;
import dev.palinode.proxy.gate.shard.ShardBuffer;
import java.util.Objects;

/**
 * The servers of one keyspace, and what holds their clients' traffic. Safe for many threads.
 *
 * @param topology who serves it
 * @param gates where commands wait while a table is swapped
 * @param buffer where they wait while there is no primary
 */
public record Cluster(Topology topology, GateFactory gates, ShardBuffer buffer) {
    public Cluster {
        Objects.requireNonNull(topology, "topology");
        Objects.requireNonNull(gates, "gates");
        Objects.requireNonNull(buffer, "buffer");
    }

    /** The name of the keyspace, which is that of the schema. */
    public String keyspace() {
        return topology.keyspace();
    }
}
