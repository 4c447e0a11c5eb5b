package dev.palinode.engine;

import dev.palinode.engine.topo.PrimaryListener;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.Topology;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A topology as an engine sees it that works on one server as long as it lives: for it nobody else is the primary. Its
 * listeners hear once that somebody else is, so that an engine which is still being opened gives up. Safe for many threads.
 */
final class PinnedTopology implements Topology {
    private final Topology live;
    private final Tablet primary;
    private final List<PrimaryListener> listeners = new CopyOnWriteArrayList<>();

    PinnedTopology(Topology live, Tablet primary) {
        this.live = live;
        this.primary = primary;
    }

    /** Somebody else is the primary. */
    void left(Tablet now) {
        listeners.forEach(listener -> listener.changed(primary, now, 1));
    }

    @Override
    public String keyspace() {
        return live.keyspace();
    }

    @Override
    public String shard() {
        return live.shard();
    }

    @Override
    public Tablet primary() {
        return primary;
    }

    @Override
    public List<Tablet> tablets() {
        return live.tablets();
    }

    @Override
    public List<Tablet> replicas() {
        return live.replicas();
    }

    @Override
    public void listen(PrimaryListener listener) {
        listeners.add(listener);
    }
}
