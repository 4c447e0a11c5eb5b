package dev.palinode.proxy.session.failover;

import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.Topology;
import dev.palinode.proxy.gate.GateSession;
import dev.palinode.proxy.gate.IdentifierFilter;
import dev.palinode.proxy.gate.shard.ShardBuffer;
import dev.palinode.proxy.session.backend.BackendConnector;
import dev.palinode.proxy.session.place.Cluster;
import io.netty.channel.EventLoop;
import java.util.function.BooleanSupplier;

/** A log-in that finds no primary waits for one, once. Confined to the session's event loop. */
final class Patience {
    private final EventLoop loop;
    private final Topology topology;
    private final BackendConnector connector;
    private final ShardBuffer buffer;
    private final BooleanSupplier gone;
    private boolean used;

    /** @param gone whether nobody wants to log in any more */
    Patience(EventLoop loop, Cluster cluster, BackendConnector connector, BooleanSupplier gone) {
        this.loop = loop;
        this.topology = cluster.topology();
        this.connector = connector;
        this.buffer = cluster.buffer();
        this.gone = gone;
    }

    /**
     * The server could not be reached. Tries again when there is a primary, or when the time is over.
     *
     * @return false if that makes no sense
     */
    boolean waits(Tablet lost, Runnable again) {
        boolean changed = !topology.primary().address().equals(lost.address());
        if (used || !(changed || buffer.primaryLost(new PrimaryCheck(topology, connector, loop, lost)))) {
            return false;
        }
        used = true;
        GateSession gate = buffer.newSession(loop, () -> "a client that logs in");
        Runnable then = () -> {
            gate.close();
            if (!gone.getAsBoolean()) {
                again.run();
            }
        };
        if (gate.enter(IdentifierFilter.EVERYTHING, () -> drained(then), () -> evicted(then))) {
            then.run();
        } else {
            buffer.counts().buffered();
        }
        return true;
    }

    private void drained(Runnable then) {
        buffer.counts().drained();
        then.run();
    }

    private void evicted(Runnable then) {
        buffer.counts().evicted();
        then.run();
    }
}
