package dev.palinode.engine.topo.health;

import dev.palinode.engine.topo.PrimaryListener;
import dev.palinode.engine.topo.ShardView;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.Topology;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A shard whose tablets are looked at all the time, so that a change of the primary is noticed whoever has made it.
 * The primary is who {@link PrimaryRule} says; the lag of replicas is what {@link ReplicaLag} says.
 */
public final class LiveTopology implements Topology, AutoCloseable {
    private final String keyspace;
    private final String shard;
    private final Duration interval;
    private final InstantSource clock;
    private final HealthReader reader;
    private final Map<String, TabletPoller> pollers = new LinkedHashMap<>();
    private final Map<String, TabletHealth> healths = new LinkedHashMap<>();
    private final List<PrimaryListener> listeners = new CopyOnWriteArrayList<>();
    private final ExecutorService events = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "palinode-topology");
        thread.setDaemon(true);
        return thread;
    });
    private volatile ShardView view;

    /** Aliases of those that are no replicas, and of those that do not replicate just now. */
    private volatile Set<String> apart = Set.of();

    private volatile Set<String> unwell = Set.of();

    private volatile Set<String> returned = Set.of();

    private volatile boolean outdated;
    private volatile LongSupplier recorded = () -> 0;
    private final PassedOver passedOver = new PassedOver();
    private final OldFollowers oldFollowers = new OldFollowers();
    private final Promotions promotions = new Promotions();
    private final TopologyLog log;
    private boolean closed;

    private LiveTopology(String keyspace, String shard, List<Tablet> tablets, Duration interval, InstantSource clock) {
        this.keyspace = Objects.requireNonNull(keyspace, "keyspace");
        this.shard = Objects.requireNonNull(shard, "shard");
        this.interval = interval;
        this.clock = clock;
        this.reader = new HealthReader(keyspace, shard);
        this.log = new TopologyLog(keyspace + "/" + shard);
        this.view = ShardView.of(primaryOf(tablets), tablets, 1);
    }

    private static String primaryOf(List<Tablet> tablets) {
        return tablets.stream()
                .filter(tablet -> tablet.type() == TabletType.PRIMARY)
                .map(Tablet::alias)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("none of the tablets is the primary"));
    }

    /**
     * Begins to look.
     *
     * @param tablets as they were seen just now; one is the primary
     * @param interval between two looks at a tablet
     */
    public static LiveTopology start(
            String keyspace, String shard, List<Tablet> tablets, Duration interval, InstantSource clock) {
        LiveTopology topology = new LiveTopology(keyspace, shard, tablets, interval, clock);
        topology.setTablets(tablets);
        return topology;
    }

    /**
     * Other tablets make up the shard from now on; who is the primary is not changed by this, and that one stays among them.
     * It may have moved to another address, of which the listeners hear. Types say only which tablets are for reads alone.
     *
     * @throws IllegalArgumentException if the present primary is not one of them
     */
    public synchronized void setTablets(List<Tablet> tablets) {
        Tablet before = view.primary();
        ShardView next = ShardView.of(before.alias(), tablets, view.term());
        boolean moved = !next.primary().address().equals(before.address());
        view = moved ? new ShardView(next.primary(), next.tablets(), next.term() + 1) : next;
        Map<String, Tablet> wanted = new LinkedHashMap<>();
        tablets.forEach(tablet -> wanted.put(tablet.alias(), tablet));
        pollers.values().removeIf(poller -> {
            Tablet same = wanted.get(poller.tablet().alias());
            boolean stays = same != null
                    && same.address().equals(poller.tablet().address())
                    && same.login().equals(poller.tablet().login())
                    && same.tls().equals(poller.tablet().tls());
            if (!stays) {
                poller.close();
                healths.remove(poller.tablet().alias());
            }
            return !stays;
        });
        for (Tablet tablet : tablets) {
            pollers.computeIfAbsent(tablet.alias(), alias -> {
                TabletPoller poller = new TabletPoller(tablet, reader, interval, clock, this::seen);
                poller.start();
                return poller;
            });
        }
        if (moved) {
            log.moved(before, view.primary(), view.term());
            tell(before, view);
        }
    }

    /** From now on the last promotion that somebody has noted counts as well, in nanoseconds since 1970; it never blocks. */
    public void recordedPromotions(LongSupplier noted) {
        recorded = noted;
    }

    private void tell(Tablet before, ShardView next) {
        for (PrimaryListener listener : listeners) {
            events.execute(() -> listener.changed(before, next.primary(), next.term()));
        }
    }

    private synchronized void seen(TabletHealth health) {
        String alias = health.alias();
        TabletPoller poller = pollers.get(alias);
        if (closed
                || poller == null
                || !poller.tablet().address().equals(health.tablet().address())) {
            return;
        }
        log.seen(healths.put(alias, health), health);
        if (healths.size() == pollers.size()) {
            decide();
        }
    }

    private void decide() {
        List<TabletHealth> all = List.copyOf(healths.values());
        Tablet before = view.primary();
        oldFollowers.see(before.alias(), all);
        promotions.see(all, recorded.getAsLong());
        PrimaryRule.Verdict verdict = PrimaryRule.decide(
                before.alias(), all, passedOver.aliases(all), promotions.outdated(all), oldFollowers);
        passedOver.see(verdict.alias(), all);
        outdated = aliases(all, promotions::hasMissedIt).contains(verdict.alias());
        apart = aliases(
                all,
                health -> health.alive()
                        && !health.alias().equals(verdict.alias())
                        && health.state().orElseThrow().replication().isEmpty());
        unwell = aliases(all, health -> !health.runs());
        returned = aliases(
                PrimaryRule.claims(all),
                health -> !health.alias().equals(verdict.alias()) && promotions.hasMissedIt(health));
        log.warning(verdict.warning());
        if (verdict.alias().equals(before.alias())) {
            all.stream().filter(health -> health.alias().equals(before.alias())).forEach(log::primary);
            return;
        }
        ShardView next = ShardView.of(verdict.alias(), view.tablets(), view.term() + 1);
        view = next;
        oldFollowers.changed(verdict.alias(), all);
        log.changed(before, next.primary(), next.term());
        TabletHealth had = healths.get(before.alias());
        TabletHealth has = healths.get(verdict.alias());
        if (had != null && has != null) {
            log.loss(had, has);
        }
        tell(before, next);
    }

    private static Set<String> aliases(List<TabletHealth> all, Predicate<TabletHealth> which) {
        return all.stream().filter(which).map(TabletHealth::alias).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public String keyspace() {
        return keyspace;
    }

    @Override
    public String shard() {
        return shard;
    }

    @Override
    public Tablet primary() {
        return view.primary();
    }

    @Override
    public synchronized boolean primaryTakesWrites() {
        TabletHealth health = healths.get(view.primary().alias());
        return health == null || health.writable();
    }

    @Override
    public boolean primaryIsOutdated() {
        return outdated;
    }

    @Override
    public List<Tablet> tablets() {
        return view.tablets();
    }

    @Override
    public List<Tablet> replicas() {
        Set<String> none = apart;
        return view.tablets().stream()
                .filter(tablet -> tablet.type() != TabletType.PRIMARY && !none.contains(tablet.alias()))
                .toList();
    }

    @Override
    public List<Tablet> running() {
        Set<String> none = unwell;
        return replicas().stream()
                .filter(tablet -> !none.contains(tablet.alias()))
                .toList();
    }

    @Override
    public List<Tablet> returned() {
        Set<String> those = returned;
        return view.tablets().stream()
                .filter(tablet -> those.contains(tablet.alias()))
                .toList();
    }

    /** Grows by one with each change of the primary that this process has seen; 1 at the start. */
    public long term() {
        return view.term();
    }

    @Override
    public long newestPromotion() {
        return promotions.newest();
    }

    /** What was seen last of each tablet, in their order; one that was not looked at yet is away. */
    public synchronized List<TabletHealth> health() {
        return view.tablets().stream()
                .map(tablet -> ReplicaLag.measured(tablet, view.primary(), healths, clock.instant()))
                .toList();
    }

    @Override
    public boolean refresh() {
        long before = view.term();
        List<TabletPoller> all;
        synchronized (this) {
            all = List.copyOf(pollers.values());
        }
        TabletPoller.lookNow(all);
        return view.term() != before;
    }

    @Override
    public void listen(PrimaryListener listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        List<TabletPoller> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(pollers.values());
        }
        all.forEach(TabletPoller::close);
        events.shutdown();
    }
}
