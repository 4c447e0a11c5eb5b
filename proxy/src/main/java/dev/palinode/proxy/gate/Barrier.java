package dev.palinode.proxy.gate;

import dev.palinode.engine.cutover.TrafficGate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;

/** One closed table. Everything but the blockers is guarded by the gate's lock. */
final class Barrier implements TrafficGate.Closed {
    private final TableGate gate;
    private final long bits;
    private final Set<GatedSession> blocking = new HashSet<>();
    private Optional<ScheduledFuture<?>> timer = Optional.empty();
    private volatile List<String> blockers = List.of();

    Barrier(TableGate gate, long bits) {
        this.gate = gate;
        this.bits = bits;
    }

    boolean concerns(long filter) {
        return IdentifierFilter.mayContain(filter, bits);
    }

    /** The sessions that still have to end a transaction or a command. */
    Set<GatedSession> blocking() {
        return blocking;
    }

    void openBy(ScheduledFuture<?> task) {
        timer = Optional.of(task);
    }

    void cancelTimer() {
        timer.ifPresent(task -> task.cancel(false));
    }

    void setBlockers(List<String> names) {
        blockers = names;
    }

    @Override
    public List<String> blockers() {
        return blockers;
    }

    @Override
    public void close() {
        gate.open(this);
    }
}
