package dev.palinode.engine.stream;

import dev.palinode.engine.model.Position;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Up to where a stream has applied the binlog, and waiting for it to get further. Safe for many threads. */
final class AppliedPosition {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private Position position;
    private boolean stopped;

    AppliedPosition(Position start) {
        this.position = start;
    }

    Position current() {
        lock.lock();
        try {
            return position;
        } finally {
            lock.unlock();
        }
    }

    void advance(Position to) {
        lock.lock();
        try {
            position = to;
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody will advance any more: all who wait go on. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the position is reached; false when it was not within the time. */
    boolean await(Position wanted, Duration limit) throws InterruptedException {
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
