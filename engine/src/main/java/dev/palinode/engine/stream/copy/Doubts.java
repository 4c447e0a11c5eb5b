package dev.palinode.engine.stream.copy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Duplicates of which nobody can say whether they pass: they do if they do not come again and again for some time. Safe for
 * many threads.
 */
public final class Doubts {
    /** So long, and so often, a duplicate is met before it counts as real. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int TIMES = 10;

    private final Map<String, Doubt> byKey = new HashMap<>();

    private record Doubt(long since, long last, int times) {}

    /** A duplicate of the unique key, or something like it, was met; whether it makes sense to try again. */
    public synchronized boolean mayPass(String key) {
        long now = System.nanoTime();
        Doubt doubt = Optional.ofNullable(byKey.get(key))
                .filter(before -> now - before.last() <= PATIENCE.toNanos())
                .map(before -> new Doubt(before.since(), now, before.times() + 1))
                .orElseGet(() -> new Doubt(now, now, 1));
        byKey.put(key, doubt);
        return doubt.times() < TIMES || now - doubt.since() < PATIENCE.toNanos();
    }
}
