package dev.palinode.engine.reparent.others;

import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.ReparentJournal;
import dev.palinode.engine.reparent.member.Trouble;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.Topology;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down in the journal that another tablet has become the primary, if whoever promoted it has not. That this process
 * has seen the promotion is lost with it; by the row everybody knows for good that the former primary has missed it.
 */
public final class FollowedPromotions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FollowedPromotions.class);
    private static final String ACTION = "promoted by others";
    private static final long INTERVAL_MILLIS = 1_000;

    private final Topology topology;
    private final AtomicReference<Optional<Tablet>> followed = new AtomicReference<>(Optional.empty());
    private final CountDownLatch closed = new CountDownLatch(1);

    /** What the log says already; of the thread alone. */
    private String told = "";

    /** Begins to watch. */
    public FollowedPromotions(Topology topology) {
        this.topology = topology;
        topology.listen((before, now, term) -> {
            // The same tablet at another address was not promoted.
            if (!before.alias().equals(now.alias())) {
                followed.set(Optional.of(now));
            }
        });
        Thread thread = new Thread(this::run, "palinode-followed-promotions");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (!closed.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
                Optional<Tablet> promoted = Objects.requireNonNull(followed.get());
                if (promoted.isPresent() && isDone(promoted.get())) {
                    followed.compareAndSet(promoted, Optional.empty());
                    told = "";
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("the watch for promotions by others was interrupted");
        }
    }

    /** Whether nothing is left to be done. */
    private boolean isDone(Tablet promoted) {
        try {
            return !isPrimary(promoted) || note(promoted);
        } catch (SQLException | RuntimeException e) {
            String reason = Trouble.reason(e);
            if (!reason.equals(told)) {
                told = reason;
                LOG.warn(
                        "that {} was promoted cannot be written into its _vt.reparent_journal yet: {}",
                        promoted.alias(),
                        reason);
            }
            return false;
        }
    }

    private boolean isPrimary(Tablet promoted) {
        return topology.primary().alias().equals(promoted.alias());
    }

    /** A command of ours has the lock until it has written its own row. */
    private boolean note(Tablet promoted) throws SQLException {
        try (Member member = Member.connect(promoted)) {
            if (isNoted(member)) {
                return true;
            }
            if (!member.lock() || member.isReadOnly() || !isPrimary(promoted)) {
                return false;
            }
            if (!isNoted(member)) {
                ReparentJournal.write(member, ACTION, topology.newestPromotion());
                LOG.info("that {} was promoted by others is in its _vt.reparent_journal now", promoted.alias());
            }
            return true;
        }
    }

    private static boolean isNoted(Member member) throws SQLException {
        return ReparentJournal.lastPrimary(member)
                .filter(member.alias()::equals)
                .isPresent();
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
