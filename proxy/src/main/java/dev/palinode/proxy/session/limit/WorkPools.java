package dev.palinode.proxy.session.limit;

import dev.palinode.proxy.intercept.answer.Lane;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/** Where work that may block is done: threads of its own for each {@link Lane}. Safe for many threads. */
public final class WorkPools {
    private final Map<Lane, ExecutorService> pools = new EnumMap<>(Lane.class);

    /** Makes a pool for each lane. */
    public WorkPools(Function<Lane, ExecutorService> maker) {
        for (Lane lane : Lane.values()) {
            pools.put(lane, maker.apply(lane));
        }
    }

    /**
     * Does the work, soon.
     *
     * @throws RejectedExecutionException if too much of its kind is waiting
     */
    public void execute(Lane lane, Runnable work) {
        ExecutorService pool = pools.get(lane);
        if (pool == null) {
            throw new RejectedExecutionException("no threads for " + lane);
        }
        pool.execute(work);
    }

    /** The pools, for who closes them. */
    public Collection<ExecutorService> all() {
        return List.copyOf(pools.values());
    }
}
