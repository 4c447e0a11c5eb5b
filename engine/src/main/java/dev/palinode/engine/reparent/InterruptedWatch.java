package dev.palinode.engine.reparent;

import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.ReparentIntent;
import dev.palinode.engine.topo.Topology;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks again and again whether a change of the primary was interrupted, and ends it. */
final class InterruptedWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InterruptedWatch.class);
    private static final long INTERVAL_MILLIS = 1_000;

    /** While the primary takes writes, nothing is urgent: at most replicas do not follow. */
    private static final int CALM = 15;

    private final ShardAccess shard;
    private final CountDownLatch closed = new CountDownLatch(1);
    private List<String> told = List.of();

    InterruptedWatch(ShardAccess shard) {
        this.shard = shard;
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
                return;
            }
            List<String> done = InterruptedReparent.recover(shard.name(), topology.tablets());
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
