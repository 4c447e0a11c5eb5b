package dev.palinode.engine.reparent;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.dialect.ReplicaStatus;
import dev.palinode.engine.reparent.former.Away;
import dev.palinode.engine.reparent.member.Events;
import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.ReparentJournal;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.health.DeadPrimary;
import dev.palinode.engine.topo.health.TabletHealth;
import dev.palinode.engine.topo.health.Uninterrupted;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Promotes a replica when the primary is dead, for shards that ask for it. Dead is a primary that neither this process
 * nor any replica can reach: if a replica still receives from it, it is our own network that is broken. All replicas must
 * answer. Several processes may do this for one shard: everything is asked again under the servers' locks.
 */
public final class AutoFailover implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AutoFailover.class);
    private static final long INTERVAL_MILLIS = 500;

    /** After a refusal: it asks every server, and keeps others from doing so. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Supplier<List<TabletHealth>> health;
    private final ShardCommands commands;
    private final Terms terms;
    private final InstantSource clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final DeadPrimary rule = new DeadPrimary();
    private final Uninterrupted dead = new Uninterrupted();
    private final Uninterrupted away = new Uninterrupted();

    /** Until when, of {@link System#nanoTime}, nothing is done. */
    private OptionalLong pausedUntil = OptionalLong.empty();

    private String told = "";
    private String toldDoubt = "";

    /**
     * When it is done.
     *
     * @param after how long the primary must have been dead without a break
     * @param minTimeBetween how long after an emergency reparent, by whomever, there is no automatic one
     */
    public record Terms(Duration after, Duration minTimeBetween) {
        /** Between two failovers when nothing else is said: long enough for a person to look. */
        public static final Duration USUAL_PAUSE = Duration.ofMinutes(10);

        public Terms {
            Objects.requireNonNull(after, "after");
            Objects.requireNonNull(minTimeBetween, "minTimeBetween");
        }
    }

    private AutoFailover(
            Supplier<List<TabletHealth>> health, ShardCommands commands, Terms terms, InstantSource clock) {
        this.health = health;
        this.commands = commands;
        this.terms = terms;
        this.clock = clock;
    }

    /**
     * Begins to watch.
     *
     * @param health what was seen last of every tablet
     * @param clock tells the time as the servers' clocks do, and as the looks have it
     */
    public static AutoFailover start(
            Supplier<List<TabletHealth>> health, ShardCommands commands, Terms terms, InstantSource clock) {
        AutoFailover auto = new AutoFailover(health, commands, terms, clock);
        Thread thread = new Thread(auto::run, "palinode-auto-failover");
        thread.setDaemon(true);
        thread.start();
        return auto;
    }

    /** How many replicas were promoted. */
    public long done() {
        return done.get();
    }

    /** How often the primary was dead, and nothing was done. */
    public long refused() {
        return refused.get();
    }

    private void run() {
        try {
            while (!closed.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    look();
                } catch (RuntimeException e) {
                    LOG.warn("{}: whether the primary is dead cannot be found out for a moment", commands.shard(), e);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("the watch for dead primaries was interrupted");
        }
    }

    private void look() {
        // Before the look: a process that is stopped in the middle of it is late at the next one.
        long now = System.nanoTime();
        List<TabletHealth> all = health.get();
        rule.note(all);
        boolean fresh = Uninterrupted.isFresh(all, clock.instant());
        doubt(all, now, fresh);
        boolean isDead = fresh && rule.isDead(all);
        Duration lasting = dead.look(isDead, now);
        if (!isDead) {
            told = "";
            return;
        }
        if (lasting.isZero()) {
            LOG.warn(
                    "{}: the primary is dead for us and for all replicas; a replica is promoted if that lasts for {} s",
                    commands.shard(),
                    terms.after().toSeconds());
        }
        boolean paused = pausedUntil.isPresent() && now - pausedUntil.getAsLong() < 0;
        if (lasting.compareTo(terms.after()) >= 0 && !paused) {
            act();
            dead.excuse(System.nanoTime());
            away.excuse(System.nanoTime());
        }
    }

    /** A primary that is away and not dead for sure is for a person, who has to know. */
    private void doubt(List<TabletHealth> all, long now, boolean fresh) {
        Optional<String> doubt = rule.doubt(all).filter(reason -> fresh);
        Duration lasting = away.look(doubt.isPresent(), now);
        if (doubt.isEmpty()) {
            toldDoubt = "";
            return;
        }
        if (lasting.compareTo(terms.after()) < 0 || doubt.get().equals(toldDoubt)) {
            return;
        }
        if (toldDoubt.isEmpty()) {
            refused.incrementAndGet();
        }
        toldDoubt = doubt.get();
        LOG.error(
                "{}: the primary has not answered for {} s, and nothing is promoted: {}; VTCTL EmergencyReparentShard"
                        + " does it",
                commands.shard(),
                lasting.toSeconds(),
                toldDoubt);
    }

    private void act() {
        try {
            LOG.warn("{}: the primary is dead; a replica is promoted", commands.shard());
            commands.emergencyReparent(ReparentOptions.DEFAULTS, new Dead());
            done.incrementAndGet();
            dead.look(false, System.nanoTime());
        } catch (EngineFault e) {
            pausedUntil = OptionalLong.of(System.nanoTime() + PAUSE.toNanos());
            String why = String.valueOf(e.getMessage());
            if (!why.equals(told)) {
                refused.incrementAndGet();
                told = why;
                LOG.error("{}: no replica is promoted although the primary is dead: {}", commands.shard(), why);
            }
        }
    }

    /** The same once more, asked of the servers under their locks, and that there was no failover not long ago. */
    private void require(List<Member> replicas) throws SQLException {
        List<TabletHealth> all = health.get();
        for (Member replica : replicas) {
            if (!replica.isReadOnly()) {
                throw Events.refuse(replica.alias() + " takes writes already");
            }
            if (replica.status().filter(ReplicaStatus::lostSource).isEmpty()) {
                throw Events.refuse(replica.alias() + " has not tried in vain to receive from the primary");
            }
            Optional<ReplicaStatus> status = replica.status();
            if (status.filter(from -> rule.isPrimary(replica.alias(), from.host() + ":" + from.port(), all))
                    .isEmpty()) {
                throw Events.refuse(replica.alias() + " does not replicate from the primary");
            }
            if (status.filter(ReplicaStatus::applying).isEmpty()) {
                throw Events.refuse(replica.alias() + " does not apply what it has received (VTCTL StartReplication "
                        + replica.alias() + ")");
            }
            Optional<Instant> last = ReparentJournal.last(replica, EmergencyReparent.ACTION);
            if (last.isPresent() && clock.instant().isBefore(last.get().plus(terms.minTimeBetween()))) {
                throw Events.refuse("the last failover was at " + last.get().truncatedTo(ChronoUnit.SECONDS)
                        + ", and the next one may be "
                        + terms.minTimeBetween().toSeconds()
                        + " s later; VTCTL EmergencyReparentShard does it now");
            }
        }
    }

    private final class Dead implements Requirement {
        @Override
        public void check(Tablet former, List<Member> replicas) throws SQLException {
            Away.require(former);
            require(replicas);
        }

        @Override
        public boolean isAutomatic() {
            return true;
        }
    }

    /** What must hold before a replica is promoted; a person's command needs nothing. */
    interface Requirement {
        /** Throws a fault if it does not hold; nothing has been changed, and the servers are locked. */
        default void check(Tablet former, List<Member> replicas) throws SQLException {}

        /** Whether no person has asked for it, who could judge. */
        default boolean isAutomatic() {
            return false;
        }
    }

    /** Ends the watch; a failover that is being done goes on. */
    @Override
    public void close() {
        closed.countDown();
    }
}
