package dev.palinode.engine.stream.base;

import dev.palinode.engine.model.stream.Position;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Up to where a stream has applied the binlog, and waiting for it to get further. Safe for many threads. */
public final class AppliedPosition {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private Position position;
    private boolean stopped;

    public AppliedPosition(Position start) {
        this.position = start;
    }

    /** The position reached. */
    public Position current() {
        lock.lock();
        try {
            return position;
        } finally {
            lock.unlock();
        }
    }

    /** Sets the position, and wakes those who wait for it. */
    public void advance(Position to) {
        lock.lock();
        try {
            position = to;
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody will advance any more: all who wait go on. */
    public void stop() {
        lock.lock();
        try {
            stopped = true;
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the position is reached; false when it was not within the time. */
    public boolean await(Position wanted, Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lock();
        try {
            while (!position.contains(wanted)) {
                if (left <= 0 || stopped) {
                    return false;
                }
                left = advanced.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
