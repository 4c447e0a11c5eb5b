package dev.palinode.engine.reparent;

import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.ReparentIntent;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.Topology;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks again and again whether a change of the primary was interrupted, and ends it. */
final class InterruptedWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InterruptedWatch.class);
    private static final long INTERVAL_MILLIS = 1_000;

    /** While the primary takes writes, nothing is urgent: at most replicas do not follow. */
    private static final int CALM = 15;

    private final ShardAccess shard;
    private final Consumer<Tablet> lost;
    private final CountDownLatch closed = new CountDownLatch(1);
    private List<String> told = List.of();

    /**
     * Begins to watch.
     *
     * @param lost is given the servers that were away when one was promoted
     */
    InterruptedWatch(ShardAccess shard, Consumer<Tablet> lost) {
        this.shard = shard;
        this.lost = lost;
        Thread thread = new Thread(this::run, "palinode-interrupted-reparent");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            int calm = 0;
            while (!closed.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
                Topology topology = shard.topology();
                calm = topology.primaryTakesWrites() ? calm + 1 : CALM;
                if (calm >= CALM) {
                    calm = 0;
                    look(topology);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("the watch for interrupted reparents was interrupted");
        }
    }

    private void look(Topology topology) {
        try {
            if (isCalm(topology)) {
                topology.tablets().forEach(tablet -> forget(tablet, topology.primary()));
                return;
            }
            List<String> done = InterruptedReparent.recover(shard.name(), topology.tablets(), lost);
            if (!done.isEmpty() && !done.equals(told)) {
                shard.refresh().run();
            }
            told = done;
        } catch (RuntimeException e) {
            List<String> why = List.of(e.toString());
            if (!why.equals(told)) {
                LOG.warn("{}: whether a reparent was interrupted cannot be found out", shard.name(), e);
            }
            told = why;
        }
    }

    /** What a server keeps of a change that is over would be an order to promote it, some day. */
    private void forget(Tablet tablet, Tablet primary) {
        if (tablet.alias().equals(primary.alias())) {
            return;
        }
        try (Member member = Member.connect(tablet)) {
            if (member.isReadOnly() && ReparentIntent.kept(member).isPresent() && member.lock()) {
                ReparentIntent.forget(member);
                LOG.info("{}: {} was about to be promoted once, and forgets it", shard.name(), tablet.alias());
            }
        } catch (SQLException e) {
            LOG.debug("what {} keeps cannot be found out: {}", tablet.alias(), e.toString());
        }
    }

    /** Whether there is a primary that knows of nothing: one connection in place of one to each server. */
    private static boolean isCalm(Topology topology) {
        try (Member primary = Member.connect(topology.primary())) {
            return !primary.isReadOnly() && ReparentIntent.find(primary).isEmpty();
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
