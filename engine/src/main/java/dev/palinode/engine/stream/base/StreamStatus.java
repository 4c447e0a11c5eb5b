package dev.palinode.engine.stream.base;

import java.time.Duration;

/** How a stream stands, for reviews by other threads. Safe for many threads. */
public final class StreamStatus {
    private volatile Snapshot snapshot =
            new Snapshot(Phase.SETTING_UP, 0, 0, 0, Duration.ofSeconds(-1), Duration.ZERO, "");

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
     */
    public record Snapshot(
            Phase phase, long rowsCopied, long tableRows, double fraction, Duration eta, Duration lag, String message) {
        /** Whether it has broken, and waits before it is set up again. */
        public boolean isBroken() {
            return phase == Phase.SETTING_UP && !message.isEmpty();
        }
    }

    /** The view of this moment. */
    public Snapshot get() {
        return snapshot;
    }

    /** What the stream does from now on; a failure stays. */
    public synchronized void phase(Phase phase) {
        Snapshot old = snapshot;
        if (old.phase() != Phase.FAILED) {
            snapshot = new Snapshot(phase, old.rowsCopied(), old.tableRows(), old.fraction(), old.eta(), old.lag(), "");
        }
    }

    /** How far the copy is. */
    public synchronized void copied(long rows, long tableRows, double fraction, Duration eta) {
        Snapshot old = snapshot;
        snapshot = new Snapshot(old.phase(), rows, Math.max(tableRows, rows), fraction, eta, old.lag(), old.message());
    }

    /** How far the apply is behind. */
    public synchronized void lag(Duration lag) {
        Snapshot old = snapshot;
        snapshot = new Snapshot(
                old.phase(), old.rowsCopied(), old.tableRows(), old.fraction(), old.eta(), lag, old.message());
    }

    /** What the stream waits for in the middle of its work. */
    public synchronized void held(String message) {
        Snapshot old = snapshot;
        if (old.phase() != Phase.FAILED) {
            snapshot = new Snapshot(
                    old.phase(), old.rowsCopied(), old.tableRows(), old.fraction(), old.eta(), old.lag(), message);
        }
    }

    /** What the stream waits for before it begins. */
    public synchronized void waiting(String message) {
        Snapshot old = snapshot;
        snapshot = new Snapshot(
                Phase.SETTING_UP, old.rowsCopied(), old.tableRows(), old.fraction(), old.eta(), old.lag(), message);
    }

    /** Why the stream failed. */
    public synchronized void failed(String message) {
        Snapshot old = snapshot;
        snapshot = new Snapshot(
                Phase.FAILED, old.rowsCopied(), old.tableRows(), old.fraction(), old.eta(), old.lag(), message);
    }
}
