package dev.palinode.engine;

import dev.palinode.engine.topo.PrimaryLease;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews a lease on a thread of its own, so that nothing that the scheduler waits for can cost it the lease. */
final class LeaseKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);
    private static final int RENEWALS = 5;
    private static final long CLOSE_MILLIS = 2_000;

    private final PrimaryLease lease;
    private final long pauseMillis;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "palinode-lease");

    LeaseKeeper(PrimaryLease lease, Duration ttl) {
        this.lease = lease;
        this.pauseMillis = ttl.toMillis() / RENEWALS;
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!closed.await(pauseMillis, TimeUnit.MILLISECONDS)) {
                if (!renewed()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("interrupted");
        }
    }

    private boolean renewed() {
        try {
            return lease.renew();
        } catch (SQLException e) {
            LOG.warn("the lease could not be renewed: {}", e.toString());
            return true;
        }
    }

    /** Gives the lease back. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lease.close();
    }
}
