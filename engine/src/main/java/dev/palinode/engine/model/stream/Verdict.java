package dev.palinode.engine.model.stream;

import java.util.Objects;
import java.util.Optional;

/**
 * The row of {@code _vt.vdiff} of a stream: what the checksum before the cut-over has found.
 *
 * @param outcome where it stands
 * @param ranges ranges compared so far
 * @param rows rows compared so far
 * @param repaired rows that differed once and were made right
 * @param last the last key compared, as only the verifier reads it; empty before the first range
 * @param message what differed, for people
 */
public record Verdict(Outcome outcome, long ranges, long rows, long repaired, Optional<String> last, String message) {
    public Verdict {
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(last, "last");
        Objects.requireNonNull(message, "message");
    }

    /** A verification that has not begun. */
    public static final Verdict PENDING = new Verdict(Outcome.STARTED, 0, 0, 0, Optional.empty(), "");

    /** A verification that was not wanted. */
    public static final Verdict SKIPPED = new Verdict(Outcome.COMPLETED, 0, 0, 0, Optional.empty(), "skipped");

    /** Where a verification stands; FAILED is for ever. */
    public enum Outcome {
        STARTED,
        COMPLETED,
        FAILED
    }
}
