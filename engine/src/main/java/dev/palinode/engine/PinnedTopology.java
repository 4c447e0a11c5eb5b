package dev.palinode.engine;

import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.Topology;
import java.util.List;

/** A topology as an engine sees it that works on one server as long as it lives: for it nobody else is the primary. */
record PinnedTopology(Topology live, Tablet primary) implements Topology {
    @Override
    public String keyspace() {
        return live.keyspace();
    }

    @Override
    public String shard() {
        return live.shard();
    }

    @Override
    public List<Tablet> tablets() {
        return live.tablets();
    }
}
