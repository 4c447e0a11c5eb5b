package dev.palinode.engine.throttle;

import java.util.TreeSet;

/**
 * The heartbeats that are known to have been written, from which a replica's lag follows: the age of the oldest one that
 * it lacks. Nothing is concluded from a time in which nobody wrote any, so the lag of a replica that shows none of ours
 * yet is counted from the first. Times are microseconds of the primary's clock. Safe for many threads.
 */
final class Beats {
    private static final int KEPT = 100;

    private final TreeSet<Long> beats = new TreeSet<>();
    private long first = Long.MAX_VALUE;
    private long now;
    private long nowNanos;

    /** A heartbeat was seen on the primary at its time {@code now}. */
    synchronized void seen(long written, long primaryNow, long nanos) {
        if (!beats.isEmpty() && beats.last() > primaryNow) {
            forget();
        }
        beats.add(written);
        first = Math.min(first, written);
        if (beats.size() > KEPT) {
            beats.pollFirst();
        }
        now = primaryNow;
        nowNanos = nanos;
    }

    /** Nobody writes any more. */
    synchronized void forget() {
        beats.clear();
        first = Long.MAX_VALUE;
    }

    /** By how many microseconds a replica is behind, at least, whose newest heartbeat is this one; 0 if it has all. */
    synchronized long lag(long newest, long nanos) {
        Long lacked = beats.higher(newest);
        if (lacked == null) {
            return 0;
        }
        boolean known = lacked > beats.first() || lacked == first;
        long since = known ? lacked : Math.max(newest, first);
        return Math.max(0, now + (nanos - nowNanos) / 1000 - since);
    }
}
