package dev.palinode.engine.model.stream;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How much of a phase's work is done.
 *
 * @param completed rows, or transactions
 * @param estimated the same of the whole; made as large as completed where it is less
 * @param fraction the part that is done; what lies outside of 0 to 1 is made the nearer end
 * @param eta time to go; empty when unknown
 */
public record Work(long completed, long estimated, double fraction, Optional<Duration> eta) {
    public Work {
        Objects.requireNonNull(eta, "eta");
        estimated = Math.max(estimated, completed);
        fraction = Math.max(0, Math.min(1, fraction));
        eta = eta.filter(time -> !time.isNegative());
    }

    /** The part that is done, 0 to 100. */
    public double percent() {
        return 100 * fraction;
    }
}
