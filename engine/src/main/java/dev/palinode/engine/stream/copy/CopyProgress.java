package dev.palinode.engine.stream.copy;

import dev.palinode.engine.binlog.StreamFailure;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.stream.plan.KeyRange;
import dev.palinode.engine.stream.plan.KeyTuple;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What has been copied so far: the meeting point of the copiers and the applier.
 *
 * <p>For a key whose order Java knows, an event of the binlog falls in one of three places. <em>Not begun</em>: the
 * event is skipped, because the chunk that will read the row begins later, and its locking read waits for (or sees)
 * the event's transaction, which holds its row locks until it is committed. <em>In a chunk now being copied</em>: the
 * applier waits for the end of the chunk, which never waits for anybody. <em>Copied</em>: the event is applied, unless
 * it is at or before the position that the chunk read before it read its rows.
 *
 * <p>That position is read inside the chunk's transaction but before the locking read. Everything up to it is either
 * committed, and seen, or still holds its locks, and then the read fails at once and the chunk is tried again. What
 * commits between the two is seen and applied once more, which does no harm, because rows are applied as whole images
 * by identity. (Reading the position after the read would be wrong at READ COMMITTED, where a row may be inserted
 * behind the read and before the position.)
 *
 * <p>For other keys nothing is skipped; see {@link RowCopier}. All methods are safe for many threads.
 */
public final class CopyProgress {
    /** Chunks ahead of the applier that are remembered per range; the copier waits when there are more. */
    private static final int MAX_AHEAD = 1000;

    /** Who has written to the table is expected to write again within this time. */
    private static final Duration WRITERS_STAY = Duration.ofSeconds(2);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final boolean orderKnown;
    private final List<Range> ranges = new ArrayList<>();
    private boolean stopped;
    private boolean unknown;
    private boolean copies = true;
    private volatile long lastWrite = System.nanoTime() - WRITERS_STAY.toNanos() - 1;

    /** A chunk that the applier has not passed yet. */
    private record Ahead(KeyRange keys, Position position) {}

    private static final class Range {
        private final KeyRange bounds;
        private Optional<KeyTuple> cursor;
        private boolean done;
        private Optional<KeyRange> inFlight = Optional.empty();
        private final Deque<Ahead> ahead = new ArrayDeque<>();

        Range(KeyRange bounds, Optional<KeyTuple> cursor, boolean done) {
            this.bounds = bounds;
            this.cursor = cursor;
            this.done = done;
        }
    }

    /** What the applier shall do with an event. */
    public enum Verdict {
        SKIP,
        APPLY
    }

    public CopyProgress(boolean orderKnown) {
        this.orderKnown = orderKnown;
    }

    /** Adds a range with what is recorded of it. */
    public void add(KeyRange bounds, Optional<KeyTuple> cursor, boolean done) {
        lock.lock();
        try {
            ranges.add(new Range(bounds, cursor, done));
        } finally {
            lock.unlock();
        }
    }

    /** All rows have been in the target since before the stream began, as in a revert. */
    public void nothingToCopy() {
        add(KeyRange.all(), Optional.empty(), true);
        copies = false;
    }

    /** Whether the target's rows come from this stream's copy. */
    public boolean copies() {
        return copies;
    }

    /** Whether all ranges are copied. */
    public boolean done() {
        lock.lock();
        try {
            return ranges.stream().allMatch(range -> range.done);
        } finally {
            lock.unlock();
        }
    }

    /** Whether others have written to the table lately. */
    boolean hasWriters() {
        return System.nanoTime() - lastWrite <= WRITERS_STAY.toNanos();
    }

    /** A copier begins a chunk; waits while it is too far ahead of the applier. */
    void begin(int range, KeyRange keys) throws InterruptedException {
        lock.lock();
        try {
            while (ranges.get(range).ahead.size() >= MAX_AHEAD && !stopped) {
                changed.await();
            }
            ranges.get(range).inFlight = Optional.of(keys);
        } finally {
            lock.unlock();
        }
    }

    /** The chunk was rolled back: its keys count as not begun. */
    void abandoned(int range) {
        lock.lock();
        try {
            ranges.get(range).inFlight = Optional.empty();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Nobody knows whether the chunk was committed: its rows are in the target or not, so that events of theirs can
     * neither be skipped nor applied. Nothing more is decided; the stream begins anew with what is stored.
     */
    void unknown() {
        lock.lock();
        try {
            unknown = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The chunk is committed; its position was read before its rows. */
    void committed(int range, KeyRange keys, Position position) {
        lock.lock();
        try {
            Range state = ranges.get(range);
            state.inFlight = Optional.empty();
            state.cursor = keys.upper();
            state.done = keys.upper().equals(state.bounds.upper());
            if (orderKnown) {
                state.ahead.addLast(new Ahead(keys, position));
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The applier has passed the position: chunks read at or before it need no special care any more. */
    public void applied(Position position) {
        lock.lock();
        try {
            for (Range range : ranges) {
                while (!range.ahead.isEmpty() && position.contains(range.ahead.peekFirst().position)) {
                    range.ahead.removeFirst();
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Decides about an event on the key; waits while a chunk that holds the key is being copied.
     *
     * <p>Once an event on a chunk's rows is applied, all later ones are: order within the binlog is all that makes a row
     * right again after an old image.
     *
     * @param transaction a position that contains the event's transaction alone
     * @throws StreamFailure if nobody knows whether a chunk was committed
     */
    public Verdict decide(KeyTuple key, Optional<Position> transaction) throws InterruptedException, StreamFailure {
        lastWrite = System.nanoTime();
        if (!orderKnown) {
            return Verdict.APPLY;
        }
        lock.lock();
        try {
            Range range = rangeOf(key);
            while (range.inFlight.map(keys -> keys.containsNumber(key)).orElse(false) && !stopped && !unknown) {
                if (!changed.await(1, TimeUnit.MINUTES)) {
                    throw new IllegalStateException("a chunk has been in flight for a minute: " + range.inFlight);
                }
            }
            if (unknown) {
                String message = "the server did not say whether a chunk of the copy was committed";
                throw StreamFailure.passing(message, new IllegalStateException(message));
            }
            boolean copied = range.done
                    || range.cursor
                            .map(cursor -> key.compareNumbers(cursor) <= 0)
                            .orElse(false);
            if (!copied) {
                return Verdict.SKIP;
            }
            List<Ahead> chunks = range.ahead.stream()
                    .filter(chunk -> chunk.keys.containsNumber(key))
                    .toList();
            boolean stale = transaction.isPresent()
                    && chunks.stream().anyMatch(chunk -> chunk.position.contains(transaction.get()));
            if (stale) {
                return Verdict.SKIP;
            }
            range.ahead.removeAll(chunks);
            return Verdict.APPLY;
        } finally {
            lock.unlock();
        }
    }

    private Range rangeOf(KeyTuple key) {
        return ranges.stream()
                .filter(range -> range.bounds.containsNumber(key))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("key outside all ranges: " + key));
    }

    /** Lets everybody who waits go on, to end. */
    public void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
