package dev.palinode.engine.throttle;

import dev.palinode.engine.model.MigrationId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/**
 * The throttle as the parts of one stream meet it. Who is denied waits for a moment and asks again; it must not hold a
 * transaction or a lock meanwhile. During a cut-over nothing is denied. Safe for many threads.
 */
public final class StreamThrottle {
    private static final long PAUSE_NANOS = Duration.ofMillis(250).toNanos();

    /** Denials are written down at most this often, as in Vitess. */
    private static final Duration MARK_INTERVAL = Duration.ofSeconds(1);

    private static final String COPIER = "vcopier";
    private static final String PLAYER = "vplayer";

    private final Throttle throttle;
    private final MigrationId migration;
    private final InstantSource clock;
    private final AppName copier;
    private final AppName player;
    private int exemptions;
    private Optional<Mark> denied = Optional.empty();
    private Instant lastTaken = Instant.MIN;
    private double storedRatio = Double.NaN;
    private volatile boolean applyHeld;
    private volatile boolean copyHeld;

    public StreamThrottle(Throttle throttle, MigrationId migration, InstantSource clock) {
        this.throttle = throttle;
        this.migration = migration;
        this.clock = clock;
        this.copier = AppName.ofStream(COPIER, migration);
        this.player = AppName.ofStream(PLAYER, migration);
    }

    /**
     * A denial.
     *
     * @param component who was denied
     * @param reason why
     */
    public record Mark(String component, String reason) {}

    /** While it is open, nothing is denied. */
    @FunctionalInterface
    public interface Exemption extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits until a chunk may be copied. */
    public void awaitCopy() throws InterruptedException {
        try {
            while (isDenied(COPIER, throttle.check(copier))) {
                copyHeld = true;
                pause();
            }
        } finally {
            copyHeld = false;
        }
    }

    /** Whether a part of the stream waits for the throttler now. */
    public boolean keepsWaiting() {
        return applyHeld || copyHeld;
    }

    /**
     * Whether a batch may be applied; if not, a moment has passed.
     *
     * @param busy whether there were changes to apply lately, for which the servers are measured
     */
    public boolean admitsApply(boolean busy) throws InterruptedException {
        if (isExempt()) {
            applyHeld = false;
            return true;
        }
        boolean held = isDenied(PLAYER, busy ? throttle.check(player) : throttle.checkRules(player));
        applyHeld = held;
        if (held) {
            pause();
        }
        return !held;
    }

    /** Whether the apply was denied when it asked last, so that the stream cannot be near its source. */
    public boolean isHeld() {
        return applyHeld;
    }

    /** From now on nothing is denied, until it is closed; who waits goes on at once. */
    public synchronized Exemption exempt() {
        exemptions++;
        notifyAll();
        return () -> {
            synchronized (this) {
                exemptions--;
            }
        };
    }

    private synchronized boolean isExempt() {
        return exemptions > 0;
    }

    private synchronized boolean isDenied(String component, Decision decision) {
        if (decision.ok() || exemptions > 0) {
            return false;
        }
        denied = Optional.of(new Mark(component, decision.message()));
        return true;
    }

    private synchronized void pause() throws InterruptedException {
        long end = System.nanoTime() + PAUSE_NANOS;
        while (exemptions == 0 && end - System.nanoTime() > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
        }
    }

    /** The last denial that was not taken yet; at most one in a second. */
    public synchronized Optional<Mark> takeMark() {
        Instant now = clock.instant();
        if (denied.isEmpty() || lastTaken.plus(MARK_INTERVAL).isAfter(now)) {
            return Optional.empty();
        }
        Optional<Mark> taken = denied;
        denied = Optional.empty();
        lastTaken = now;
        return taken;
    }

    /** The ratio by which users throttle the migration, if it is another one than was stored last. */
    public synchronized OptionalDouble newUserRatio() {
        OptionalDouble ratio = throttle.userRatio(migration);
        return ratio.isEmpty() || ratio.getAsDouble() == storedRatio ? OptionalDouble.empty() : ratio;
    }

    /** The ratio was stored. */
    public synchronized void storedUserRatio(double ratio) {
        storedRatio = ratio;
    }
}
