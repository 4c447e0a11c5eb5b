package dev.palinode.proxy;

import dev.palinode.engine.preflight.SetupFault;
import dev.palinode.engine.topo.StaticTopology;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the shard looked at again when its source names other servers, until that has succeeded. */
final class TopologyFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopologyFollower.class);
    private static final long RETRY_SECONDS = 2;

    private final StaticTopology topology;
    private final TabletSource source;
    private final ScheduledExecutorService thread;

    private TopologyFollower(StaticTopology topology, TabletSource source) {
        this.topology = topology;
        this.source = source;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "palinode-topo-follower");
            made.setDaemon(true);
            return made;
        });
    }

    static TopologyFollower start(StaticTopology topology, TabletSource source) {
        TopologyFollower follower = new TopologyFollower(topology, source);
        source.primaryIs(topology.primary());
        source.listen(tablets -> follower.thread.execute(follower::look));
        return follower;
    }

    private void look() {
        try {
            topology.refresh();
            source.primaryIs(topology.primary());
        } catch (SetupFault | IllegalArgumentException e) {
            LOG.warn("the shard's tablets have changed, and cannot be used yet: {}", e.getMessage());
            var unused = thread.schedule(this::look, RETRY_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
