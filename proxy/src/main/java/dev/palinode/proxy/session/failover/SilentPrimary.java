package dev.palinode.proxy.session.failover;

import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.health.LiveTopology;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up a former primary that does not answer. One that is frozen keeps its connections open, so that a statement that
 * was sent there would be waited for as long as it stays frozen, also when another one has long been the primary.
 */
public final class SilentPrimary {
    private static final Logger LOG = LoggerFactory.getLogger(SilentPrimary.class);

    private SilentPrimary() {}

    /**
     * Watches a shard as long as its topology lives.
     *
     * @param lose breaks the sessions' connections to a server
     */
    public static void watch(LiveTopology topology, Consumer<ServerAddress> lose) {
        topology.listen((before, now, term) -> {
            Thread thread = new Thread(() -> look(topology, before, lose), "palinode-former-" + before.alias());
            thread.setDaemon(true);
            thread.start();
        });
    }

    /** What was seen of it last may be from before. */
    private static void look(LiveTopology topology, Tablet former, Consumer<ServerAddress> lose) {
        topology.refresh();
        boolean silent =
                topology.health().stream().anyMatch(tablet -> tablet.alias().equals(former.alias()) && !tablet.alive());
        if (silent && !topology.primary().address().equals(former.address())) {
            LOG.warn(
                    "{} at {} does not answer: what sessions wait for there is lost", former.alias(), former.address());
            lose.accept(former.address());
        }
    }
}
