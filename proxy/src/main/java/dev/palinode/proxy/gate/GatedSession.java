package dev.palinode.proxy.gate;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What one session publishes to the gate. See {@link TableGate} for how the threads meet. */
final class GatedSession implements GateSession {
    private final TableGate gate;
    private final BooleanSupplier allOpen;
    private final Executor eventLoop;
    private final Supplier<String> describe;

    /** The words of the open transaction and of the command in flight; 0 when there is neither. */
    private volatile long touched;

    /** Confined to the event loop. */
    private boolean gone;

    /**
     * A session.
     *
     * @param allOpen the volatile read of whether no table is closed
     */
    GatedSession(TableGate gate, BooleanSupplier allOpen, Executor eventLoop, Supplier<String> describe) {
        this.gate = gate;
        this.allOpen = allOpen;
        this.eventLoop = eventLoop;
        this.describe = describe;
    }

    @Override
    public boolean enter(long filter, Runnable go, Runnable refuse) {
        long before = touched;
        touched = before | filter;
        return allOpen.getAsBoolean() || gate.admit(new HeldCommand(this, before, filter, go, refuse));
    }

    @Override
    public void left(boolean inTransaction) {
        if (inTransaction) {
            return;
        }
        touched = 0;
        if (!allOpen.getAsBoolean()) {
            gate.ended(this);
        }
    }

    @Override
    public void close() {
        gone = true;
        gate.remove(this);
    }

    long touched() {
        return touched;
    }

    /** Only while the session's command waits, under the gate's lock. */
    void publish(long filter) {
        touched = filter;
    }

    void clear() {
        touched = 0;
    }

    String describe() {
        return describe.get();
    }

    /** Runs the task on the event loop, unless the session is gone by then. */
    void post(Runnable task) {
        try {
            eventLoop.execute(() -> {
                if (!gone) {
                    task.run();
                }
            });
        } catch (RejectedExecutionException loopIsShutDown) {
            touched = 0;
        }
    }
}
