package dev.palinode.engine.stream.copy;

import java.time.Duration;

/**
 * Finds the number of rows that a chunk of the copy should have to take the target time. Confined to one copier.
 *
 * <p>While somebody writes to the table a chunk is short, because writers wait for its row locks; the rest of the time
 * it is long enough that the cost of a statement and of a commit does not matter. (With a single target of 100 ms the
 * p99 of transactions beside the copy was 110 ms, see docs/benchmarks.md.)
 */
final class ChunkSizer {
    private static final int FIRST = 500;
    private static final int SMALLEST = 1;
    private static final int LARGEST = 20_000;
    private static final Duration ALONE = Duration.ofMillis(250);
    private static final Duration WITH_WRITERS = Duration.ofMillis(50);

    private int rows = FIRST;
    private Duration target = ALONE;

    /**
     * Rows that the next chunk should have.
     *
     * @param writers whether others have written to the table lately
     */
    int rows(boolean writers) {
        Duration now = writers ? WITH_WRITERS : ALONE;
        if (now.compareTo(target) < 0) {
            rows = clamp((double) rows * now.toNanos() / target.toNanos());
        }
        target = now;
        return rows;
    }

    /** A chunk was copied in that time: grows or shrinks by at most a factor of two. */
    void took(Duration time) {
        double ratio = (double) target.toNanos() / Math.max(1, time.toNanos());
        rows = clamp(rows * Math.max(0.5, Math.min(2.0, ratio)));
    }

    /** Whether the next chunk cannot be smaller. */
    boolean isOneRow() {
        return rows == SMALLEST;
    }

    /** A row of the chunk was locked by somebody, or the chunk took too long: a smaller one meets less. */
    void collided() {
        rows = clamp(rows / 2.0);
    }

    private static int clamp(double wanted) {
        return (int) Math.max(SMALLEST, Math.min(LARGEST, Math.ceil(wanted)));
    }
}
