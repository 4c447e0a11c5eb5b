package dev.palinode.engine.topo.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * For how long something has been seen without a break, by a clock that nobody sets. It begins anew when nobody has looked
 * for a while, as in a process that was stopped: what was the case meanwhile is not known. Confined to one thread.
 */
public final class Uninterrupted {
    /** Looks come every half second; a loaded machine may miss some. */
    private static final Duration LATE = Duration.ofSeconds(5);

    /**
     * Twice as long as the rarest looks at a tablet that is away: four intervals of a second, and twice the two seconds that
     * one waits for an answer.
     */
    private static final Duration STALE = Duration.ofSeconds(16);

    private OptionalLong since = OptionalLong.empty();
    private OptionalLong lastLook = OptionalLong.empty();

    /**
     * Takes in one look.
     *
     * @param so whether it was seen
     * @param now of {@link System#nanoTime}, read before the look
     * @return for how long it has been seen; empty if it is not so
     */
    public Duration look(boolean so, long now) {
        boolean late = lastLook.isPresent() && now - lastLook.getAsLong() > LATE.toNanos();
        lastLook = OptionalLong.of(now);
        if (!so || late) {
            since = OptionalLong.empty();
        }
        if (so && since.isEmpty()) {
            since = OptionalLong.of(now);
        }
        return since.isPresent() ? Duration.ofNanos(now - since.getAsLong()) : Duration.ZERO;
    }

    /** Nobody looked until now because of something else, which is no reason to begin anew. */
    public void excuse(long now) {
        lastLook = OptionalLong.of(now);
    }

    /** Whether tablets were looked at lately, all of them, by the clock that the looks have. */
    public static boolean isFresh(List<TabletHealth> all, Instant now) {
        return all.stream()
                .allMatch(tablet -> Duration.between(tablet.seen(), now).abs().compareTo(STALE) <= 0);
    }
}
