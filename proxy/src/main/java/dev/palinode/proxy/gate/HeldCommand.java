package dev.palinode.proxy.gate;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;

/** A command that met a closed gate. Guarded by the gate's lock. */
final class HeldCommand {
    private final GatedSession session;
    private final long before;
    private final long filter;
    private final Runnable go;
    private final Runnable refuse;
    private final long since = System.nanoTime();
    private Optional<ScheduledFuture<?>> timer = Optional.empty();

    /**
     * A command.
     *
     * @param before what the session's transaction has touched so far
     * @param filter what the command touches
     */
    HeldCommand(GatedSession session, long before, long filter, Runnable go, Runnable refuse) {
        this.session = session;
        this.before = before;
        this.filter = filter;
        this.go = go;
        this.refuse = refuse;
    }

    /** How long it has waited, in nanoseconds. */
    long waited() {
        return System.nanoTime() - since;
    }

    GatedSession session() {
        return session;
    }

    /** A table that the transaction has touched before does not hold it, so that it can end. */
    boolean isHeldBy(List<Barrier> closed) {
        return closed.stream().anyMatch(barrier -> barrier.concerns(filter) && !barrier.concerns(before));
    }

    /** Takes back the publication of the command. */
    void withdraw() {
        session.publish(before);
    }

    void refuseBy(ScheduledFuture<?> task) {
        timer = Optional.of(task);
    }

    void release() {
        cancelTimer();
        session.publish(before | filter);
        session.post(go);
    }

    void refuse() {
        cancelTimer();
        session.post(refuse);
    }

    boolean dropIfOf(GatedSession gone) {
        if (session != gone) {
            return false;
        }
        cancelTimer();
        return true;
    }

    private void cancelTimer() {
        timer.ifPresent(task -> task.cancel(false));
    }
}
