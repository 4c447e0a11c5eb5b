package dev.palinode.engine.stream.copy;

import java.time.Duration;

/**
 * Finds the number of rows that a chunk of the copy should have to take the target time. Confined to one copier.
 *
 * <p>Long enough that the cost of a statement does not matter, short enough that the row locks of a chunk are not
 * felt: 100 ms, as the design says.
 */
final class ChunkSizer {
    private static final int FIRST = 500;
    private static final int SMALLEST = 1;
    private static final int LARGEST = 20_000;
    private static final Duration TARGET = Duration.ofMillis(100);

    private int rows = FIRST;

    /** Rows that the next chunk should have. */
    int rows() {
        return rows;
    }

    /** A chunk was copied in that time: grows or shrinks by at most a factor of two. */
    void took(Duration time) {
        double ratio = (double) TARGET.toNanos() / Math.max(1, time.toNanos());
        rows = clamp(rows * Math.max(0.5, Math.min(2.0, ratio)));
    }

    /** A row of the chunk was locked by somebody: a smaller chunk meets fewer locks. */
    void collided() {
        rows = clamp(rows / 2.0);
    }

    private static int clamp(double wanted) {
        return (int) Math.max(SMALLEST, Math.min(LARGEST, Math.ceil(wanted)));
    }
}
