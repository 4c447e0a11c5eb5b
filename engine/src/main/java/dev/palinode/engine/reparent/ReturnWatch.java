package dev.palinode.engine.reparent;

import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.Topology;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
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

    private final Topology topology;
    private final Map<String, Tablet> awaited = new ConcurrentHashMap<>();

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
                topology.returned().forEach(this::await);
                awaited.values().forEach(this::look);
            }
        } catch (InterruptedException e) {
            LOG.debug("the watch for former primaries was interrupted");
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
