package dev.palinode.engine.reparent;

import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.Topology;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again whether a former primary that was away has come back: those whom a command of this process has left,
 * and whoever the topology sees, whichever process, or person, has promoted another one.
 */
final class ReturnWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReturnWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** Looks at which the topology must have seen that one has come back. */
    private static final int OFTEN = 3;

    private final Topology topology;
    private final Map<String, Tablet> awaited = new ConcurrentHashMap<>();

    /** How often those that the topology sees were seen without a break; of the thread alone. */
    private final Map<String, Integer> seen = new HashMap<>();

    /** What the log says already; of the thread alone. */
    private final Set<String> told = new HashSet<>();

    private final CountDownLatch closed = new CountDownLatch(1);

    ReturnWatch(Topology topology) {
        this.topology = topology;
        Thread thread = new Thread(this::run, "palinode-returned-primary");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                awaitReturned();
                awaited.values().forEach(this::look);
            }
        } catch (InterruptedException e) {
            LOG.debug("the watch for former primaries was interrupted");
        }
    }

    /** Who has just been replaced may be about to be made read-only, and what sessions wait for there is given up first. */
    private void awaitReturned() {
        List<Tablet> returned = topology.returned();
        seen.keySet().retainAll(returned.stream().map(Tablet::alias).toList());
        for (Tablet tablet : returned) {
            if (seen.merge(tablet.alias(), 1, Integer::sum) >= OFTEN) {
                await(tablet);
            }
        }
    }

    void await(Tablet former) {
        awaited.put(former.alias(), former);
    }

    void forget(String alias) {
        awaited.remove(alias);
    }

    private void look(Tablet former) {
        Tablet primary = topology.primary();
        if (primary.alias().equals(former.alias())) {
            return;
        }
        try {
            ReturnedPrimary.Review review = ReturnedPrimary.review(former, primary, Set.copyOf(told));
            told.addAll(review.events());
            if (review.outcome().isFinal()) {
                LOG.info("{} has come back: {}", former.alias(), review.outcome());
                awaited.remove(former.alias());
                told.clear();
            }
        } catch (SQLException | RuntimeException e) {
            LOG.debug("whether {} has come back cannot be found out: {}", former.alias(), e.toString());
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
