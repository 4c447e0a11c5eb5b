package dev.palinode.engine.topo.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.palinode.engine.topo.store.TabletRecord;
import dev.palinode.engine.topo.store.TopoFault;
import dev.palinode.engine.topo.store.TopoPaths;
import dev.palinode.engine.topo.store.TopoStore;
import dev.palinode.engine.topo.store.TopoStore.Entry;
import dev.palinode.engine.topo.store.TopoView;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a store said last. Whoever reads here never waits for the store, and reads on while it is away; a watch takes
 * up what changes. Safe for many threads.
 */
public final class CachedTopo implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CachedTopo.class);

    /** Shards that are asked for at all; those of former views age out. */
    private static final long MAX_SHARDS = 10_000;

    private final TopoStore store;
    private final InstantSource clock;
    private final Cache<ShardKey, List<TabletRecord>> shards =
            Caffeine.newBuilder().maximumSize(MAX_SHARDS).build();
    private final List<Consumer<TopoView>> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch first = new CountDownLatch(1);
    private volatile Known known;
    private volatile TopoHealth health;
    private volatile Optional<TopoStore.Watch> watch = Optional.empty();

    private record Known(long number, TopoView view) {}

    private record ShardKey(long number, String keyspace, String shard) {}

    private CachedTopo(TopoStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        this.known = new Known(0, TopoView.of(java.util.Map.of()));
        this.health = new TopoHealth(Optional.empty(), clock.instant(), 0);
    }

    /**
     * Reads everything once, and watches from then on.
     *
     * @param store is closed with the cache
     * @param patience how long to wait for the first answer
     * @throws TopoFault {@code AWAY} if there is none; the store is closed then
     */
    public static CachedTopo open(TopoStore store, Duration patience, InstantSource clock) {
        CachedTopo topo = new CachedTopo(store, clock);
        topo.watch = Optional.of(store.watch(TopoPaths.RECORDS, topo.new Ear()));
        try {
            if (topo.first.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return topo;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        topo.close();
        throw new TopoFault(
                TopoFault.Kind.AWAY,
                "the topology " + store.describe() + " cannot be read: "
                        + topo.health.outage().orElse("there is no answer"));
    }

    /** All records, as they were seen last. */
    public TopoView view() {
        return known.view();
    }

    /** The tablets of a shard, as they were seen last. */
    public List<TabletRecord> tablets(String keyspace, String shard) {
        Known now = known;
        return shards.get(
                new ShardKey(now.number(), keyspace, shard), key -> now.view().tabletsOf(key.keyspace(), key.shard()));
    }

    /** How it stands with the store. */
    public TopoHealth health() {
        return health;
    }

    /** The store behind, for changes. */
    public TopoStore store() {
        return store;
    }

    /** Calls back after each change, on the thread of the watch, which must not be held up. */
    public void listen(Consumer<TopoView> listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        watch.ifPresent(TopoStore.Watch::close);
        store.close();
    }

    /** What the watch calls, always from one thread. */
    private final class Ear implements TopoStore.Watcher {
        @Override
        public void seen(NavigableMap<String, Entry> all) {
            health.outage().ifPresent(reason -> LOG.info("the topology {} is back", store.describe()));
            TopoView view = TopoView.of(all);
            boolean changed = first.getCount() > 0 || !view.equals(known.view());
            health = new TopoHealth(
                    Optional.empty(),
                    health.outage().isPresent() ? clock.instant() : health.since(),
                    health.changes() + (changed ? 1 : 0));
            if (changed) {
                view.broken().forEach(record -> LOG.warn("the topology {} holds {}", store.describe(), record));
                known = new Known(known.number() + 1, view);
                first.countDown();
                listeners.forEach(listener -> listener.accept(view));
            }
        }

        @Override
        public void away(String reason) {
            health = new TopoHealth(Optional.of(reason), clock.instant(), health.changes());
            if (first.getCount() == 0) {
                LOG.warn("the topology {} is away, what was last known goes on: {}", store.describe(), reason);
            }
        }
    }
}
