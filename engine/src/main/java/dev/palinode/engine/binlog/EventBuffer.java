package dev.palinode.engine.binlog;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The queue between the thread that reads the binlog and the one that polls, bounded by bytes. Safe for one thread on
 * each side; {@link #close} and {@link #fail} may come from any.
 */
final class EventBuffer {
    /** What an event takes beside its row: objects, references, the place in the queue. */
    private static final int OVERHEAD = 96;

    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<ChangeEvent> events = new ArrayDeque<>();
    private long bytes;
    private int commits;
    private boolean closed;
    private boolean woken;
    private Optional<StreamFailure> failure = Optional.empty();

    EventBuffer(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Appends, waiting while the queue is full. Of commits without anything between only the last is kept.
     *
     * @return false when nobody will poll any more
     */
    boolean put(ChangeEvent event) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (bytes >= maxBytes && !closed) {
                changed.await();
            }
            if (event instanceof ChangeEvent.Commit && events.peekLast() instanceof ChangeEvent.Commit) {
                events.removeLast();
                bytes -= OVERHEAD;
                commits--;
            }
            events.addLast(event);
            commits += event instanceof ChangeEvent.Commit ? 1 : 0;
            bytes += size(event);
            changed.signalAll();
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Says what {@link #poll} throws when the queue is empty; only the first failure counts. */
    void fail(StreamFailure cause) {
        lock.lock();
        try {
            failure = failure.or(() -> Optional.of(cause));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Empties the queue and lets nobody wait any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            events.clear();
            bytes = 0;
            commits = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** See {@link ChangeSource#wake}. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** See {@link ChangeSource#poll}. */
    List<ChangeEvent> poll(Duration wait, Duration gather, int limit) throws StreamFailure, InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = wait.toNanos();
            while (!isReady(limit) && failure.isEmpty() && !closed && !woken && left > 0) {
                left = changed.awaitNanos(left);
            }
            left = gather.toNanos();
            while (isReady(limit) && bytes < limit && failure.isEmpty() && !closed && !woken && left > 0) {
                left = changed.awaitNanos(left);
            }
            woken = false;
            if (closed) {
                throw StreamFailure.passing("the source was closed", new IllegalStateException("closed"));
            }
            if (!isReady(limit) && failure.isPresent()) {
                throw failure.get();
            }
            return isReady(limit) ? take(limit) : List.of();
        } finally {
            lock.unlock();
        }
    }

    /** Rows wait for their commit, so that both can be applied together, unless there are too many of them. */
    private boolean isReady(int limit) {
        return commits > 0 || bytes >= Math.min(limit, maxBytes);
    }

    /** How many bytes are held now. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** As much as the limit allows, up to a commit if there is one. */
    private List<ChangeEvent> take(int limit) {
        List<ChangeEvent> taken = new ArrayList<>();
        long size = 0;
        int whole = 0;
        while (!events.isEmpty() && (size < limit || events.getFirst() instanceof ChangeEvent.Commit)) {
            ChangeEvent event = events.removeFirst();
            taken.add(event);
            size += size(event);
            whole = event instanceof ChangeEvent.Commit ? taken.size() : whole;
        }
        while (whole > 0 && taken.size() > whole) {
            ChangeEvent event = taken.remove(taken.size() - 1);
            events.addFirst(event);
            size -= size(event);
        }
        commits -= (int)
                taken.stream().filter(ChangeEvent.Commit.class::isInstance).count();
        bytes -= size;
        changed.signalAll();
        return taken;
    }

    private static int size(ChangeEvent event) {
        if (event instanceof ChangeEvent.Row row) {
            return OVERHEAD
                    + row.before().map(RowImage::bytes).orElse(0)
                    + row.after().map(RowImage::bytes).orElse(0);
        }
        return OVERHEAD;
    }
}
