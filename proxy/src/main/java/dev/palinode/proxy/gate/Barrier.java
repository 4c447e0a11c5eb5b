package dev.palinode.proxy.gate;

import dev.palinode.engine.cutover.TrafficGate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;

/** Tables that are closed together. Everything but the blockers is guarded by the gate's lock. */
final class Barrier implements TrafficGate.Closed {
    private final TableGate gate;
    private final List<Long> tables;
    private final Set<GatedSession> blocking = new HashSet<>();
    private Optional<ScheduledFuture<?>> timer = Optional.empty();
    private volatile List<String> blockers = List.of();

    /** @param tables the bits of each one's name */
    Barrier(TableGate gate, List<Long> tables) {
        this.gate = gate;
        this.tables = List.copyOf(tables);
    }

    boolean concerns(long filter) {
        for (long bits : tables) {
            if (IdentifierFilter.mayContain(filter, bits)) {
                return true;
            }
        }
        return false;
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
