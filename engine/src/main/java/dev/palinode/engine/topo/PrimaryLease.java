package dev.palinode.engine.topo;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.sidecar.LeaseTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One engine's time as the driver of a shard: from the moment it took the lease until it lost it, which is for good;
 * to drive again it takes a new lease, of a later epoch.
 *
 * <p>Safety comes from the epoch alone: every commit checks it in its own transaction ({@link #check}), and taking the
 * lease waits for the transactions that have checked the old one. The time limit and the named lock, which the server
 * frees when a process dies, only say when it is worth trying to take over. Safe for many threads.
 */
public final class PrimaryLease implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PrimaryLease.class);

    private final Db db;
    private final String keyspace;
    private final String shard;
    private final long epoch;
    private final String lockName;
    private final Duration ttl;

    /** Guarded by this. */
    private Connection connection;

    private volatile long validUntilNanos;
    private volatile boolean lost;

    private PrimaryLease(
            Db db, String keyspace, String shard, LeaseTable.Row row, Duration ttl, Connection own, long takenNanos) {
        this.db = db;
        this.keyspace = keyspace;
        this.shard = shard;
        this.epoch = row.epoch();
        this.lockName = row.lockName();
        this.ttl = ttl;
        this.connection = own;
        this.validUntilNanos = takenNanos + ttl.toNanos();
    }

    /**
     * Takes the lease if it is free: never owned, expired, or left by a process that is gone.
     *
     * @param holder the name of this engine, for people
     * @param ttl how long the lease lasts without renewal
     * @return empty when another engine holds it
     */
    public static Optional<PrimaryLease> tryAcquire(Db db, String keyspace, String shard, String holder, Duration ttl)
            throws SQLException {
        Optional<LeaseTable.Row> seen = db.with(pooled -> {
            Optional<LeaseTable.Row> row = LeaseTable.find(pooled, keyspace, shard);
            if (row.isEmpty()) {
                LeaseTable.create(pooled, keyspace, shard);
                return LeaseTable.find(pooled, keyspace, shard);
            }
            return row;
        });
        if (seen.isEmpty() || seen.get().alive()) {
            return Optional.empty();
        }
        LeaseTable.Row next = new LeaseTable.Row(seen.get().epoch() + 1, holder, "palinode-" + UUID.randomUUID(), true);
        Connection own = db.dedicated();
        try {
            lock(own, next.lockName());
            long now = System.nanoTime();
            if (!LeaseTaker.take(db, own, keyspace, shard, next, ttl)) {
                own.close();
                return Optional.empty();
            }
            String before =
                    seen.get().holder().isEmpty() ? "nobody" : seen.get().holder();
            LOG.info("lease of {}/{} taken at epoch {}, after {}", keyspace, shard, next.epoch(), before);
            return Optional.of(new PrimaryLease(db, keyspace, shard, next, ttl, own, now));
        } catch (SQLException | RuntimeException e) {
            own.close();
            throw e;
        }
    }

    /** The number that this tenure's commits check. */
    public long epoch() {
        return epoch;
    }

    /** Whether the lease is this engine's, as far as it can know without asking: false as soon as time is up. */
    public boolean holds() {
        return !lost && System.nanoTime() - validUntilNanos < 0;
    }

    /**
     * Prolongs the lease. To be called several times per time limit, always by the same thread.
     *
     * @return false once it is lost
     * @throws SQLException if the server cannot be asked; the lease then lasts until its time is up
     */
    public boolean renew() throws SQLException {
        if (lost) {
            return false;
        }
        long now = System.nanoTime();
        if (LeaseTable.renew(liveConnection(), keyspace, shard, epoch, ttl)) {
            validUntilNanos = now + ttl.toNanos();
            return true;
        }
        lost = true;
        LOG.warn("lease of {}/{} lost: epoch {} is over", keyspace, shard, epoch);
        return false;
    }

    /** The same as the static one, for this lease. */
    public void check(Connection tx) throws SQLException {
        check(tx, keyspace, shard, epoch);
    }

    /**
     * Keeps the owner of the lease from changing until the transaction ends, and makes sure that the epoch is still
     * the given one. Meant to be the last statement before a commit.
     *
     * @throws dev.palinode.engine.sidecar.LeaseLost if it is not; the caller must roll back
     */
    public static void check(Connection tx, String keyspace, String shard, long epoch) throws SQLException {
        LeaseTable.check(tx, keyspace, shard, epoch);
    }

    /** Gives the lease back, so that the next engine need not wait. Idempotent. */
    @Override
    public void close() {
        boolean wasLost;
        Connection last;
        synchronized (this) {
            wasLost = lost;
            lost = true;
            last = connection;
        }
        try (Connection own = last) {
            if (!wasLost && !own.isClosed()) {
                LeaseTable.renew(own, keyspace, shard, epoch, Duration.ZERO);
            }
        } catch (SQLException e) {
            LOG.debug("lease of {}/{} could not be given back: {}", keyspace, shard, e.toString());
        }
    }

    /** The connection that holds the named lock; a new one when the old is broken. */
    private Connection liveConnection() throws SQLException {
        Connection own;
        synchronized (this) {
            own = connection;
        }
        if (own.isValid(1)) {
            return own;
        }
        own.close();
        return db.dedicated(fresh -> {
            lock(fresh, lockName);
            adopt(fresh);
        });
    }

    private synchronized void adopt(Connection fresh) throws SQLException {
        if (lost) {
            throw new SQLException("the lease was given back meanwhile", "08003");
        }
        connection = fresh;
    }

    private static void lock(Connection own, String lockName) throws SQLException {
        Sql.update(own, "SET SESSION innodb_lock_wait_timeout = 2");
        Sql.first(own, "SELECT GET_LOCK(?, 1)", row -> row.getInt(1), lockName);
    }
}
