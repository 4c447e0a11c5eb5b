package dev.palinode.engine.stream.base;

import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.model.stream.Work;
import java.time.Duration;
import java.util.Optional;

/** How a stream stands, for reviews by other threads. Safe for many threads. */
public final class StreamStatus {
    private final Runnable moved;
    private volatile Snapshot snapshot = new Snapshot(
            Phase.SETTING_UP, 0, 0, 0, Duration.ofSeconds(-1), Duration.ZERO, "", Optional.empty(), Optional.empty());
    private Part at = Part.SET_UP;
    private volatile Optional<Part> broken = Optional.empty();
    private Optional<Position> furthest = Optional.empty();

    /**
     * The status of a stream that has not begun.
     *
     * @param moved called after each change of the phase, by the thread that made it; does not wait
     */
    public StreamStatus(Runnable moved) {
        this.moved = moved;
    }

    /** The parts of a stream that may break. */
    public enum Part {
        SET_UP,
        COPY,
        APPLY,
        VERIFY
    }

    /** The phases of a stream. */
    public enum Phase {
        SETTING_UP,
        COPY,
        CATCH_UP,
        VERIFY,
        READY,
        FAILED
    }

    /**
     * One view.
     *
     * @param phase what the stream is doing
     * @param rowsCopied rows copied so far, also by earlier processes
     * @param tableRows estimate of the source's rows
     * @param fraction part of the copy that is done, 0 to 1
     * @param eta time to the end of the copy; negative when unknown
     * @param lag how far the apply is behind
     * @param message why it failed or what it waits for
     * @param backlog what is to be applied, in transactions, once all is copied; empty when there is none or it is unknown
     * @param verified the comparison of the rows; empty before it
     */
    public record Snapshot(
            Phase phase,
            long rowsCopied,
            long tableRows,
            double fraction,
            Duration eta,
            Duration lag,
            String message,
            Optional<Work> backlog,
            Optional<Work> verified) {

        private Snapshot with(Phase other, String said) {
            return new Snapshot(other, rowsCopied, tableRows, fraction, eta, lag, said, backlog, verified);
        }
    }

    /** The view of this moment. */
    public Snapshot get() {
        return snapshot;
    }

    /**
     * Whether the stream has broken, and the part that broke has got nowhere since, however often it was set up again.
     * What other parts do meanwhile is no sign of its life.
     */
    public boolean isBroken() {
        return broken.isPresent();
    }

    /** Which part the stream's own thread looks after now: a break is that part's. */
    public synchronized void at(Part part) {
        at = part;
    }

    /** A part has stored something, waits for a lock, or has nothing to do. */
    public synchronized void progressed(Part part) {
        if (broken.filter(one -> one == part || one == Part.SET_UP).isPresent()) {
            broken = Optional.empty();
            held("");
        }
    }

    /** The apply has come to a position; what it comes to once more after a break is no progress. */
    public synchronized void applied(Position position) {
        if (furthest.map(before -> !before.contains(position)).orElse(true)) {
            furthest = Optional.of(position);
            progressed(Part.APPLY);
        }
    }

    /** What the stream does from now on; a failure stays. */
    public synchronized void phase(Phase phase) {
        if (phase == Phase.READY) {
            // The event at which the apply breaks may still be to come.
            broken = broken.filter(Part.APPLY::equals);
        }
        Phase before = snapshot.phase();
        if (before != Phase.FAILED) {
            snapshot = snapshot.with(phase, broken.isPresent() ? snapshot.message() : "");
        }
        if (before != snapshot.phase()) {
            moved.run();
        }
    }

    /** How far the copy is. */
    public synchronized void copied(long rows, long tableRows, double fraction, Duration eta) {
        Snapshot old = snapshot;
        snapshot = new Snapshot(
                old.phase(),
                rows,
                Math.max(tableRows, rows),
                fraction,
                eta,
                old.lag(),
                old.message(),
                old.backlog(),
                old.verified());
    }

    /** How far the apply is behind. */
    public synchronized void lag(Duration lag) {
        Snapshot old = snapshot;
        snapshot = new Snapshot(
                old.phase(),
                old.rowsCopied(),
                old.tableRows(),
                old.fraction(),
                old.eta(),
                lag,
                old.message(),
                old.backlog(),
                old.verified());
    }

    /** What is to be applied yet; empty when there is nothing worth speaking of. */
    public synchronized void backlog(Optional<Work> backlog) {
        work(backlog, snapshot.verified());
    }

    /** How far the comparison of the rows is. */
    public synchronized void verified(Work work) {
        work(snapshot.backlog(), Optional.of(work));
    }

    private void work(Optional<Work> backlog, Optional<Work> verified) {
        Snapshot old = snapshot;
        snapshot = new Snapshot(
                old.phase(),
                old.rowsCopied(),
                old.tableRows(),
                old.fraction(),
                old.eta(),
                old.lag(),
                old.message(),
                backlog,
                verified);
    }

    /** What the stream waits for in the middle of its work. */
    public synchronized void held(String message) {
        if (snapshot.phase() != Phase.FAILED) {
            snapshot = snapshot.with(snapshot.phase(), message);
        }
    }

    /** The stream has broken, for a reason that may pass. */
    public synchronized void broke(String message) {
        // In vain is set up what had broken before: it is that part that has to show life.
        broken = at == Part.SET_UP ? broken.or(() -> Optional.of(at)) : Optional.of(at);
        waiting(message);
    }

    /** What the stream waits for before it begins. */
    public synchronized void waiting(String message) {
        snapshot = snapshot.with(Phase.SETTING_UP, message);
    }

    /** Why the stream failed. */
    public synchronized void failed(String message) {
        snapshot = snapshot.with(Phase.FAILED, message);
        moved.run();
    }
}
