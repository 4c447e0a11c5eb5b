package dev.palinode.engine.reparent;

import dev.palinode.engine.reparent.member.Events;
import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.ReparentIntent;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.Topology;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    /** Looks, after which the log says again what keeps a change from being ended: a minute while nobody takes writes. */
    private static final int TELL_AGAIN = 60;

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final ShardAccess shard;
    private final Consumer<Tablet> lost;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Set<String> told = new HashSet<>();
    private int looks;

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
        looks++;
        if (looks % TELL_AGAIN == 0) {
            told.clear();
        }
        try {
            if (isCalm(topology)) {
                told.clear();
                topology.tablets().forEach(tablet -> takeUp(tablet, topology));
                return;
            }
            List<String> done = InterruptedReparent.recover(
                    shard.name(),
                    topology.tablets(),
                    new InterruptedReparent.Known(topology.newestPromotion(), told),
                    lost);
            if (!told.containsAll(done)) {
                shard.refresh().run();
            }
            told.addAll(done);
        } catch (RuntimeException e) {
            if (told.add(e.toString())) {
                LOG.warn("{}: whether a reparent was interrupted cannot be found out", shard.name(), e);
            }
        }
    }

    /**
     * What a server keeps of a change that is over would be an order to promote it, some day; and it may have been stopped
     * for that change, and follow nobody.
     */
    private void takeUp(Tablet tablet, Topology topology) {
        if (tablet.alias().equals(topology.primary().alias())) {
            return;
        }
        try (Member member = Member.connect(tablet)) {
            // Under the lock nobody changes the roles, so that what is seen then is so.
            if (isLeft(member) && member.lock() && isLeft(member) && isCalm(topology)) {
                takeUp(member, topology.primary());
            }
        } catch (SQLException e) {
            LOG.debug("what {} keeps cannot be found out: {}", tablet.alias(), e.toString());
        }
    }

    private static boolean isLeft(Member member) throws SQLException {
        return member.isReadOnly() && ReparentIntent.kept(member).isPresent();
    }

    private void takeUp(Member member, Tablet primary) throws SQLException {
        LOG.info("{}: {} was stopped or about to be promoted once, and forgets it", shard.name(), member.alias());
        boolean stopped = member.status().filter(status -> !status.receiving()).isPresent();
        if (stopped) {
            Events events = new Events(shard.name());
            try (Member source = Member.connect(primary)) {
                String errant = source.lacking(member.history(), List.of(source.history()));
                if (errant.isEmpty()) {
                    new Followers(source, events).follow(List.of(member), PATIENCE);
                    return;
                }
                events.warn(member.alias() + " is left out: it has transactions that " + source.alias() + " lacks: "
                        + errant);
            }
        }
        ReparentIntent.forget(member);
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
