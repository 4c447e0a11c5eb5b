package dev.palinode.engine.migration.rules;

import dev.palinode.engine.model.MigrationId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When a migration that could not begin, because others had the locks that it takes for a moment, may try again: after
 * a second, then after twice the time of before, up to a minute. In memory only: another process tries at once. Safe
 * for many threads.
 */
public final class StartBackoff {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int LONGEST_SHIFT = 6;

    private record Pause(int failures, Instant end) {
        Pause next(Instant now) {
            Duration time = Duration.ofSeconds(1L << Math.min(failures, LONGEST_SHIFT));
            return new Pause(failures + 1, now.plus(time.compareTo(LONGEST) < 0 ? time : LONGEST));
        }
    }

    private final Map<MigrationId, Pause> pauses = new ConcurrentHashMap<>();

    public boolean mayTry(MigrationId id, Instant now) {
        Pause pause = pauses.getOrDefault(id, new Pause(0, Instant.MIN));
        return !pause.end().isAfter(now);
    }

    /** It could not begin. */
    public void failed(MigrationId id, Instant now) {
        pauses.compute(id, (key, before) -> (before == null ? new Pause(0, now) : before).next(now));
    }

    /** It has begun, or never will. */
    public void over(MigrationId id) {
        pauses.remove(id);
    }
}
