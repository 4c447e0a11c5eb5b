package dev.palinode.engine.migration.runner;

import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationPhase;
import dev.palinode.engine.model.stream.Verdict;
import dev.palinode.engine.model.stream.Work;
import dev.palinode.engine.stream.ReverseStreams;
import dev.palinode.engine.stream.base.StreamStatus;
import dev.palinode.engine.throttle.StreamThrottle;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * Carries out an ALTER TABLE by a stream, or takes one back by a stream. The scheduler calls it with the migration's
 * row in state {@code running}; every method is idempotent, so that it may be called again after a crash. An
 * {@link SQLException} means "not now" (the server is away); the scheduler tries again at its next tick.
 */
public interface CopyRunner extends AutoCloseable {
    /** How the stage of a migration begins that could be cut over; behind it, what it waits for. */
    String READY_STAGE = "ready to cut over";

    /**
     * Makes the shadow table and the stream, unless they are there, and sets the stream going.
     *
     * @throws MigrationFailure if the migration cannot be done; the source table is as it was
     */
    void start(Migration migration) throws MigrationFailure, SQLException;

    /**
     * The same for the REVERT of a completed ALTER: a stream from the current table into the one that is held, from
     * the position of the original's cut-over and with nothing to copy.
     *
     * @param original the migration taken back (itself an ALTER or the revert of one)
     */
    void startRevert(Migration revert, Migration original) throws MigrationFailure, SQLException;

    /** Where the running migration is. Sets its stream going again if this process does not drive it yet. */
    Progress review(Migration migration) throws SQLException;

    /** How the migration's stream is throttled; empty where it does not run here. */
    default Optional<StreamThrottle> throttle(Migration migration) {
        return Optional.empty();
    }

    /** The streams back into tables that were replaced; empty where none are made. */
    default Optional<ReverseStreams> reverse() {
        return Optional.empty();
    }

    /** Stops the stream of a running migration; the next {@link #review} sets it going, and all is compared once more. */
    default void verifyAgain(Migration migration) throws SQLException {}

    /** Whether the stream of a running migration does not work now, for a reason that may pass. */
    default boolean isBroken(Migration migration) {
        return false;
    }

    /** What the comparison of a running migration's tables has found so far. */
    default Verdict verdict(Migration migration) throws SQLException {
        return Verdict.PENDING;
    }

    /** One attempt at the swap. Gives up within the budget and leaves the source as the table. */
    CutoverOutcome cutOver(Migration migration) throws SQLException;

    /** Ends the stream of a migration that was cancelled or has failed; its tables stay for the collector. */
    void stop(Migration migration) throws SQLException;

    /** Forgets a migration whose artifacts have been collected: its stream, positions and verdict. */
    void forget(Migration migration) throws SQLException;

    /** Stops all streams of this process; what they have committed stays. */
    @Override
    void close();

    /**
     * The state of a running stream.
     *
     * @param phase what it is doing
     * @param rowsCopied rows so far
     * @param tableRows estimate of the rows of the source
     * @param percent 0 to 100, of the whole copy
     * @param eta time to the end of the copy; negative when unknown
     * @param lag how far the apply is behind the source
     * @param message the reason of a failure, or what it waits for; may be empty
     * @param work how much of the phase is done; empty where nothing can be counted
     */
    record Progress(
            Phase phase,
            long rowsCopied,
            long tableRows,
            double percent,
            Duration eta,
            Duration lag,
            String message,
            Optional<Work> work) {

        /** A stream of which nothing is known but this. */
        static Progress without(Phase phase, String message) {
            return new Progress(phase, 0, 0, 0, Duration.ofSeconds(-1), Duration.ZERO, message, Optional.empty());
        }

        /**
         * A stream as it stands.
         *
         * @param threshold how far behind it may be to be ready
         * @param held whether its apply may not go on now: then it is not ready, whatever it was
         */
        public static Progress of(StreamStatus.Snapshot snapshot, Duration threshold, boolean held) {
            Phase phase = switch (snapshot.phase()) {
                case SETTING_UP, COPY -> Phase.COPY;
                case CATCH_UP -> Phase.CATCH_UP;
                case VERIFY -> Phase.VERIFY;
                case READY -> held || snapshot.lag().compareTo(threshold) > 0 ? Phase.CATCH_UP : Phase.READY;
                case FAILED -> Phase.FAILED;
            };
            String message = phase == Phase.FAILED ? "vreplication: " + snapshot.message() : snapshot.message();
            return new Progress(
                    phase,
                    snapshot.rowsCopied(),
                    snapshot.tableRows(),
                    Math.min(100, 100 * snapshot.fraction()),
                    snapshot.eta(),
                    snapshot.lag(),
                    message,
                    work(phase, snapshot));
        }

        private static Optional<Work> work(Phase phase, StreamStatus.Snapshot snapshot) {
            return switch (phase) {
                case COPY ->
                    snapshot.tableRows() == 0 && snapshot.fraction() == 0
                            ? Optional.empty()
                            : Optional.of(new Work(
                                    snapshot.rowsCopied(),
                                    snapshot.tableRows(),
                                    snapshot.fraction(),
                                    Optional.of(snapshot.eta())));
                case CATCH_UP -> snapshot.backlog();
                case VERIFY -> snapshot.verified();
                case READY, SWAPPED, FAILED -> Optional.empty();
            };
        }

        /** The same of a migration that has nothing left to copy: what seems to be a copy is not one. */
        Progress withoutCopy() {
            return phase == Phase.COPY
                    ? new Progress(Phase.CATCH_UP, rowsCopied, tableRows, percent, eta, lag, message, Optional.empty())
                    : this;
        }
    }

    /** The phases of a stream. */
    enum Phase {
        COPY,
        CATCH_UP,
        VERIFY,
        /** Caught up, and verified if asked for: it may be cut over. */
        READY,
        /** The swap has happened (also found out after a crash): the migration is complete. */
        SWAPPED,
        /** It can never succeed; {@link Progress#message} says why. */
        FAILED;

        /** What the row calls it; empty for one that is over. */
        public Optional<MigrationPhase> column() {
            return switch (this) {
                case COPY -> Optional.of(MigrationPhase.COPY);
                case CATCH_UP -> Optional.of(MigrationPhase.CATCH_UP);
                case VERIFY -> Optional.of(MigrationPhase.VERIFY);
                case READY -> Optional.of(MigrationPhase.WAITING);
                case SWAPPED, FAILED -> Optional.empty();
            };
        }
    }

    /**
     * What became of one attempt at the swap.
     *
     * @param swapped whether the new table serves now
     * @param message if not, why not, and who blocked it
     */
    record CutoverOutcome(boolean swapped, String message) {}
}
