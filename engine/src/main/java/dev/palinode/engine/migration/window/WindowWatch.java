package dev.palinode.engine.migration.window;

import dev.palinode.engine.migration.runner.CopyRunner;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.stream.Verdict;
import dev.palinode.engine.sidecar.facts.Revertibility;
import dev.palinode.engine.sidecar.facts.Revertibility.State;
import dev.palinode.engine.sidecar.facts.Revertibility.Window;
import dev.palinode.engine.sidecar.facts.Verifications;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.engine.stream.ReverseStreams;
import dev.palinode.engine.stream.StreamPlan;
import dev.palinode.engine.stream.base.StreamStatus;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at the stream of one open window, sets it going, and writes down what it tells about a revert. */
final class WindowWatch {
    /** A row that does not fit may be mended, so it is read anew: at first after this time, then ever more rarely. */
    private static final Duration RETRY = Duration.ofSeconds(20);

    /** How often the time doubles: to 11 minutes. */
    private static final int DOUBLINGS = 5;

    /** How long a look waits for the stream to come up with the server. */
    private static final Duration IN_STEP = Duration.ofSeconds(2);

    /** How messages of streams name a row. */
    private static final Pattern ROW =
            Pattern.compile("(?:with key |rows (?=\\())(.+?)(?: have the same value| \\(errno \\d+\\).*)?$");

    private final EngineContext context;
    private final CopyRunner copy;
    private final Revertibility windows;
    private final Verifications verifications;
    private final Map<MigrationId, Failure> failures = new ConcurrentHashMap<>();

    /** The next try, and how many there have been. */
    private record Failure(Instant next, int tries) {}

    WindowWatch(EngineContext context, CopyRunner copy, Revertibility windows) {
        this.context = context;
        this.copy = copy;
        this.windows = windows;
        this.verifications = context.verifications();
    }

    /** Forgets all other windows. */
    void keepOnly(Set<MigrationId> open) {
        failures.keySet().retainAll(open);
    }

    /**
     * Does it.
     *
     * @param pending a migration on the same table that has not ended
     */
    void look(Migration original, Window window, ReverseStreams reverse, Optional<MigrationId> pending)
            throws SQLException, InterruptedException {
        boolean verify = !DdlStrategyParser.of(original).has(DdlStrategy.Flag.SKIP_VERIFY);
        Optional<StreamStatus.Snapshot> seen;
        try {
            seen = reverse.follow(original, verify);
        } catch (StreamPlan.Impossible e) {
            windows.set(window, State.NO, "", String.valueOf(e.getMessage()));
            return;
        }
        if (seen.isEmpty()) {
            windUp(original);
            windows.set(window, window.state(), window.row(), "a REVERT is under way");
        } else if (window.verify()) {
            failures.remove(original.id());
            reverse.verifyAgain(original);
            verifications.heeded(original.id());
        } else {
            note(original, window, reverse, seen.get(), pending);
        }
    }

    /** A revert that ended when no engine was there to see it still has the held table. */
    private void windUp(Migration original) throws SQLException {
        for (Migration revert : context.store().read().revertsOf(original.id())) {
            if (revert.status() == MigrationStatus.FAILED || revert.status() == MigrationStatus.CANCELLED) {
                copy.stop(revert);
            }
        }
    }

    private void note(
            Migration original,
            Window window,
            ReverseStreams reverse,
            StreamStatus.Snapshot seen,
            Optional<MigrationId> pending)
            throws SQLException, InterruptedException {
        switch (seen.phase()) {
            case FAILED -> failed(original, window, reverse, seen.message());
            case READY -> {
                verifications.note(original.id(), reverse.verdict(original));
                if (window.state() == State.YES || reverse.isInStep(original, IN_STEP)) {
                    failures.remove(original.id());
                    windows.set(window, State.YES, "", hindrance(original, reverse, pending));
                }
            }
            default -> {
                if (window.state() != State.NO) {
                    windows.set(window, window.state(), "", doing(seen));
                }
            }
        }
    }

    private static String hindrance(Migration original, ReverseStreams reverse, Optional<MigrationId> pending) {
        if (pending.isPresent()) {
            return "but not before migration " + pending.get() + " on the table has ended";
        }
        return reverse.isHeld(original) ? "as of a moment ago: the stream is throttled" : "";
    }

    private static String doing(StreamStatus.Snapshot seen) {
        String what = seen.phase() == StreamStatus.Phase.VERIFY ? "comparing rows" : "catching up";
        return seen.message().isEmpty() ? what : what + ": " + seen.message();
    }

    private void failed(Migration original, Window window, ReverseStreams reverse, String message) throws SQLException {
        Verdict verdict = reverse.verdict(original);
        verifications.note(original.id(), verdict);
        if (verdict.outcome() == Verdict.Outcome.FAILED) {
            windows.close(window, State.NO, row(message), message);
            return;
        }
        windows.set(window, State.NO, row(message), message);
        Instant now = context.clock().instant();
        Failure failure = failures.computeIfAbsent(original.id(), id -> new Failure(now.plus(RETRY), 0));
        if (!failure.next().isAfter(now)) {
            int tries = Math.min(failure.tries() + 1, DOUBLINGS);
            failures.put(original.id(), new Failure(now.plus(RETRY.multipliedBy(1L << tries)), tries));
            reverse.retry(original);
        }
    }

    /** The key of the row that a stream's message is about; empty if it names none. */
    static String row(String message) {
        Matcher matcher = ROW.matcher(message);
        return matcher.find() ? matcher.group(1) : "";
    }
}
