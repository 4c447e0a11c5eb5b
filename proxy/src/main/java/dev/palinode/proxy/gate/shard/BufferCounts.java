package dev.palinode.proxy.gate.shard;

import java.util.concurrent.atomic.LongAdder;

/** What a buffer has counted, in Vitess's words. Safe for many threads. */
public final class BufferCounts {
    private final LongAdder starts = new LongAdder();
    private final LongAdder buffered = new LongAdder();
    private final LongAdder drained = new LongAdder();
    private final LongAdder evicted = new LongAdder();
    private final LongAdder skipped = new LongAdder();

    void started() {
        starts.increment();
    }

    /** A statement begins to wait. */
    public void buffered() {
        buffered.increment();
    }

    /** A statement that waited goes on. */
    public void drained() {
        drained.increment();
    }

    /** A statement that waited gets an error. */
    public void evicted() {
        evicted.increment();
    }

    /** A statement gets an error without having waited. */
    public void skipped() {
        skipped.increment();
    }

    /** How often the buffer began to hold. */
    public long starts() {
        return starts.sum();
    }

    /** Statements that have waited, or do. */
    public long requestsBuffered() {
        return buffered.sum();
    }

    /** Those that went on. */
    public long requestsDrained() {
        return drained.sum();
    }

    /** Those that got an error after they had waited. */
    public long requestsEvicted() {
        return evicted.sum();
    }

    /** Statements for which the buffer did not hold, though the primary was lost. */
    public long requestsSkipped() {
        return skipped.sum();
    }
}
