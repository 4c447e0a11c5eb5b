package dev.palinode.engine.reparent.member;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.topo.ShardGate;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.Topology;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes that have clients on one shard, and tell each other by named locks on its primary. Who is there holds the
 * lock of a seat; who changes the primary holds {@code palinode-hold}; then each of the others closes its gate, and says so by the
 * lock {@code palinode-held-<seat>}. Locks go with their connections, so that nobody is waited for who has died. This
 * spares clients errors; nothing is lost without it.
 */
public final class Peers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Peers.class);
    /** For open transactions to end, as in Vitess (its {@code --shutdown-grace-period}). */
    public static final Duration GRACE = Duration.ofSeconds(3);

    private static final String CALL = "palinode-hold";

    /** More processes than these on one shard are not waited for. */
    private static final int SEATS = 32;

    private static final long INTERVAL_MILLIS = 250;
    private static final long RETRY_MILLIS = 2_000;
    private static final long STEP_MILLIS = 20;

    /** Above what a change of the primary takes while clients wait. */
    private static final Duration MAX_HOLD = Duration.ofSeconds(30);

    private final String shard;
    private final Topology topology;
    private final Runnable refresh;
    private final ShardGate gate;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean calling;
    private volatile int seat = -1;

    /**
     * Takes a seat, and attends to the calls of others from now on.
     *
     * @param shard its name, for the log
     * @param refresh makes the topology look anew
     * @param gate holds our own clients
     */
    public Peers(String shard, Topology topology, Runnable refresh, ShardGate gate) {
        this.shard = shard;
        this.topology = topology;
        this.refresh = refresh;
        this.gate = gate;
        Thread thread = new Thread(this::run, "palinode-peers");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            long pause = 0;
            while (!closed.await(pause, TimeUnit.MILLISECONDS)) {
                pause = attend(topology.primary()) ? 0 : RETRY_MILLIS;
                seat = -1;
            }
        } catch (InterruptedException e) {
            LOG.debug("the watch for other processes was interrupted");
        }
    }

    /** Has a seat at the primary for as long as it is that; false if it had none, or lost it. */
    private boolean attend(Tablet primary) throws InterruptedException {
        try (Member member = Member.connect(primary)) {
            seat = takeSeat(member);
            // Whoever was waited for in vain, until it is somebody else: its host may have vanished.
            Optional<Long> expired = Optional.empty();
            while (seat >= 0 && topology.primary().alias().equals(primary.alias())) {
                Optional<Long> holder = calling ? Optional.empty() : holder(member);
                if (holder.isPresent() && !holder.equals(expired)) {
                    follow(member);
                    expired = holder(member);
                }
                if (closed.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
                    return true;
                }
            }
            return seat >= 0;
        } catch (SQLException e) {
            LOG.debug("no seat at {}: {}", primary.alias(), e.toString());
            return false;
        } catch (RuntimeException e) {
            LOG.warn("{}: other processes that change the primary are not noticed for a moment", shard, e);
            return false;
        }
    }

    private static int takeSeat(Member member) throws SQLException {
        for (int i = 0; i < SEATS; i++) {
            if (take(member, seatOf(i))) {
                return i;
            }
        }
        return -1;
    }

    /** Somebody else changes the primary: our clients wait as well. */
    private void follow(Member member) throws SQLException, InterruptedException {
        LOG.info("{}: another process changes the primary; clients wait", shard);
        long deadline = System.nanoTime() + MAX_HOLD.toNanos();
        try (ShardGate.Hold hold = gate.hold(GRACE)) {
            hold.blockers().forEach(who -> LOG.warn("{}: it did not end in time: {}", shard, who));
            boolean said = take(member, heldOf(seat));
            LOG.debug("clients wait, and it was said: {}", said);
            while (holder(member).isPresent() && System.nanoTime() - deadline < 0) {
                if (closed.await(STEP_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
            refresh.run();
        } finally {
            give(member, heldOf(seat));
        }
    }

    /** Tells the others; the clients of all may wait until {@link #release}. */
    public void call(Member primary) throws SQLException {
        calling = true;
        if (!take(primary, CALL)) {
            LOG.debug("{}: somebody else tells of a change", shard);
        }
    }

    /** Waits until all the others have closed their gates; tells the number of those who have not. */
    public int await(Member primary, Duration limit) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        int missing = missing(primary);
        while (missing > 0 && System.nanoTime() - deadline < 0) {
            Thread.sleep(STEP_MILLIS);
            missing = missing(primary);
        }
        return missing;
    }

    private int missing(Member primary) throws SQLException {
        List<String> terms = new ArrayList<>();
        for (int i = 0; i < SEATS; i++) {
            if (i != seat) {
                terms.add("(IS_USED_LOCK('" + seatOf(i) + "') IS NOT NULL AND IS_USED_LOCK('" + heldOf(i)
                        + "') IS NULL)");
            }
        }
        return Sql.first(primary.connection(), "SELECT " + String.join(" + ", terms), row -> row.getInt(1))
                .orElse(0);
    }

    /** Clients of all go on. */
    public void release(Member primary) {
        try {
            give(primary, CALL);
        } catch (SQLException e) {
            LOG.debug("the lock goes with its connection: {}", e.toString());
        } finally {
            calling = false;
        }
    }

    private static String seatOf(int number) {
        return "palinode-seat-" + number;
    }

    private static String heldOf(int number) {
        return "palinode-held-" + number;
    }

    /** The connection that tells of a change. */
    private static Optional<Long> holder(Member member) throws SQLException {
        return Sql.first(member.connection(), "SELECT COALESCE(IS_USED_LOCK('" + CALL + "'), 0)", row -> row.getLong(1))
                .filter(id -> id > 0);
    }

    private static boolean take(Member member, String lock) throws SQLException {
        return value(member, "SELECT GET_LOCK('" + lock + "', 0)").equals(Optional.of(1));
    }

    private static void give(Member member, String lock) throws SQLException {
        Optional<Integer> given = value(member, "SELECT COALESCE(RELEASE_LOCK('" + lock + "'), 0)");
        LOG.trace("{} released: {}", lock, given);
    }

    private static Optional<Integer> value(Member member, String sql) throws SQLException {
        return Sql.first(member.connection(), sql, row -> row.getInt(1));
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
