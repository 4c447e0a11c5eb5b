package dev.palinode.engine.stream.base;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * When something that shrinks will be gone, by how it has shrunk in the last looks: what is added meanwhile is set off by
 * that. Confined to one thread.
 */
public final class Trend {
    private static final Duration SPACING = Duration.ofMillis(500);

    /** Those of the last 15 seconds, when there are many. */
    private static final int LOOKS = 30;

    private final Deque<Look> looks = new ArrayDeque<>();

    private record Look(Instant at, double left) {}

    /** What is left now. Looks that are close together count as one. */
    public void add(Instant now, double left) {
        if (looks.size() > 1) {
            Look last = looks.removeLast();
            if (Duration.between(looks.getLast().at(), last.at()).compareTo(SPACING) >= 0) {
                looks.addLast(last);
            }
        }
        looks.addLast(new Look(now, left));
        if (looks.size() > LOOKS) {
            looks.removeFirst();
        }
    }

    /** Forgets all looks: what shrinks from now on is something else. */
    public void clear() {
        looks.clear();
    }

    /** The time to go; empty while that cannot be told, and when it does not shrink. */
    public Optional<Duration> eta() {
        if (looks.isEmpty()) {
            return Optional.empty();
        }
        Look first = looks.getFirst();
        Look last = looks.getLast();
        if (last.left() <= 0) {
            return Optional.of(Duration.ZERO);
        }
        long millis = Duration.between(first.at(), last.at()).toMillis();
        double shrunk = first.left() - last.left();
        return millis <= 0 || shrunk <= 0
                ? Optional.empty()
                : Optional.of(Duration.ofMillis((long) (last.left() / shrunk * millis)));
    }
}
