package dev.palinode.engine.stream.copy;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets the copiers of a stream take turns, one chunk each, while others write to the table: two commits of ours at a time
 * are what those notice of a copy (docs/benchmarks.md). While nobody writes, all copy at once. Safe for many threads.
 */
final class CopyTurns {
    private final ReentrantLock turn = new ReentrantLock(true);

    /** The right to copy one chunk, until it is closed by the thread that took it. */
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Waits for the right to copy a chunk.
     *
     * @param writers whether others have written to the table lately
     */
    Turn take(boolean writers) throws InterruptedException {
        if (!writers) {
            return () -> {};
        }
        turn.lockInterruptibly();
        return turn::unlock;
    }
}
