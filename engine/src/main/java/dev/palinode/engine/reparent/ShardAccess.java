package dev.palinode.engine.reparent;

import dev.palinode.engine.reparent.member.Events;
import dev.palinode.engine.topo.ShardGate;
import dev.palinode.engine.topo.Topology;
import java.util.Objects;

/**
 * What a reparent needs of its surroundings.
 *
 * @param topology who is there
 * @param refresh makes the topology look anew; may block and throw
 * @param gate holds the clients' traffic meanwhile
 * @param steps where tests look in
 */
public record ShardAccess(Topology topology, Runnable refresh, ShardGate gate, Steps steps) {
    public ShardAccess {
        Objects.requireNonNull(topology, "topology");
        Objects.requireNonNull(refresh, "refresh");
        Objects.requireNonNull(gate, "gate");
        Objects.requireNonNull(steps, "steps");
    }

    /** Tells the topology that there is something new to see; if it cannot look now, it will later. */
    void look(Events events) {
        try {
            refresh.run();
        } catch (RuntimeException e) {
            events.warn("the topology could not be looked at: " + e.getMessage());
        }
    }

    /** {@code keyspace/shard}. */
    public String name() {
        return topology.keyspace() + "/" + topology.shard();
    }
}
