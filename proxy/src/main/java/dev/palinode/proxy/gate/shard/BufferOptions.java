package dev.palinode.proxy.gate.shard;

import java.time.Duration;
import java.util.Objects;

/**
 * How much and how long clients' statements wait while a shard has no primary. The names and numbers are Vitess's.
 *
 * @param window how long one statement waits at most
 * @param size how many statements wait at a time, at most
 * @param maxFailoverDuration how long statements are held for one loss of a primary; then they get errors
 * @param minTimeBetweenFailovers how long after that a further loss holds nobody
 */
public record BufferOptions(Duration window, int size, Duration maxFailoverDuration, Duration minTimeBetweenFailovers) {
    public BufferOptions {
        Objects.requireNonNull(window, "window");
        Objects.requireNonNull(maxFailoverDuration, "maxFailoverDuration");
        Objects.requireNonNull(minTimeBetweenFailovers, "minTimeBetweenFailovers");
        if (size < 0) {
            throw new IllegalArgumentException("the size of the buffer cannot be negative");
        }
        if (window.isNegative() || maxFailoverDuration.isNegative() || minTimeBetweenFailovers.isNegative()) {
            throw new IllegalArgumentException("times of the buffer cannot be negative");
        }
    }

    /** Vitess's. */
    public static BufferOptions defaults() {
        return new BufferOptions(Duration.ofSeconds(10), 1000, Duration.ofSeconds(20), Duration.ofMinutes(1));
    }

    /** The same with another size. */
    public BufferOptions withSize(int other) {
        return new BufferOptions(window, other, maxFailoverDuration, minTimeBetweenFailovers);
    }

    /** The same with another window. */
    public BufferOptions withWindow(Duration other) {
        return new BufferOptions(other, size, maxFailoverDuration, minTimeBetweenFailovers);
    }
}
