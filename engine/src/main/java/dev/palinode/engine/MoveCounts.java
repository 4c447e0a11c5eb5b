package dev.palinode.engine;

import dev.palinode.engine.model.MigrationStatus;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** How many migrations this process has moved to each state since it began. Safe for many threads. */
final class MoveCounts implements Consumer<MigrationStatus> {
    private final Map<MigrationStatus, LongAdder> counts = new EnumMap<>(MigrationStatus.class);

    MoveCounts() {
        for (MigrationStatus status : MigrationStatus.values()) {
            counts.put(status, new LongAdder());
        }
    }

    @Override
    public void accept(MigrationStatus status) {
        LongAdder count = counts.get(status);
        if (count != null) {
            count.increment();
        }
    }

    long of(MigrationStatus status) {
        LongAdder count = counts.get(status);
        return count == null ? 0 : count.sum();
    }
}
