package dev.palinode.engine.throttle;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.sidecar.throttle.Heartbeat;
import dev.palinode.engine.sidecar.throttle.ThrottledApps;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that looks at rules and servers, often while somebody asks and rarely while nobody does, so that no check has
 * to. While somebody asks, and there are replicas, it writes the heartbeat; several engines that do so share one.
 */
final class Collector implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);
    private static final Duration DORMANT_INTERVAL = Duration.ofSeconds(5);
    private static final Duration FIRST_LOOK = Duration.ofMillis(500);
    private static final int NETWORK_MILLIS = 5_000;
    private static final long CLOSE_MILLIS = 2_000;

    private final Db db;
    private final ThrottledApps apps;
    private final Heartbeat heartbeat;
    private final Supplier<List<Tablet>> tablets;
    private final ThrottleConfig config;
    private final InstantSource clock;
    private final PrimaryMetrics primary;
    private final Beats beats = new Beats();
    private final Map<Tablet, ReplicaProbe> probes = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Set<Metric> wanted = ConcurrentHashMap.newKeySet();
    private final ExecutorService lookers = Executors.newCachedThreadPool(task -> daemon(task, "palinode-replica-lag"));
    private final Semaphore woken = new Semaphore(0);
    private final Thread thread = daemon(this::run, "palinode-throttler");
    private Optional<Connection> connection = Optional.empty();
    private volatile long askedNanos;
    private volatile boolean closed;
    private volatile Snapshot latest = Snapshot.none();

    Collector(
            Db db,
            ThrottledApps apps,
            Heartbeat heartbeat,
            Supplier<List<Tablet>> tablets,
            ThrottleConfig config,
            InstantSource clock) {
        this.db = db;
        this.apps = apps;
        this.heartbeat = heartbeat;
        this.tablets = tablets;
        this.config = config;
        this.clock = clock;
        this.primary = new PrimaryMetrics(db.tablet().alias(), db.dialect(), config.customQuery());
        this.wanted.addAll(config.thresholds().keySet());
        this.askedNanos = System.nanoTime() - config.dormantAfter().toNanos() - 1;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    void start() {
        thread.start();
    }

    Snapshot latest() {
        return latest;
    }

    /** Whether somebody has asked lately, so that what is known is of now. */
    boolean active() {
        return System.nanoTime() - askedNanos <= config.dormantAfter().toNanos();
    }

    /** Somebody asks, and wants this metric from now on. What is known is fresh when this returns, if that is possible. */
    Snapshot asked(Set<Metric> metrics, Duration patience) {
        boolean measured = !latest.readings().isEmpty();
        boolean fresh = !wanted.addAll(metrics) && active() && measured;
        askedNanos = System.nanoTime();
        if (!fresh) {
            refresh(patience);
        }
        return latest;
    }

    /** Looks now, and waits until that has been done. */
    void refresh(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (this) {
            // The round that runs now may have begun before what shall be seen.
            long next = latest.round() + 2;
            woken.release(2);
            while (!closed && latest.round() < next && deadline - System.nanoTime() > 0) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    private void run() {
        while (!closed) {
            boolean active = active();
            Snapshot next = round(active);
            synchronized (this) {
                latest = next;
                notifyAll();
            }
            await(active ? config.interval() : DORMANT_INTERVAL);
        }
        disconnect();
    }

    private Snapshot round(boolean active) {
        Snapshot before = latest;
        long round = before.round() + 1;
        try {
            if (connection.isEmpty()) {
                connection = Optional.of(db.dedicated());
                connection.get().setNetworkTimeout(Runnable::run, NETWORK_MILLIS);
            }
            RuleBook rules = RuleBook.of(apps.list(connection.get()), clock.instant());
            if (!active) {
                rest();
                return new Snapshot(round, System.nanoTime(), Optional.of(rules), Map.of(), List.of(), "");
            }
            Map<Metric, Reading> readings = new EnumMap<>(Metric.class);
            readings.putAll(primary.measure(connection.get(), wanted));
            List<Reading> replicas = wanted.contains(Metric.LAG) ? replicas(connection.get()) : List.of();
            if (wanted.contains(Metric.LAG)) {
                readings.put(Metric.LAG, worst(replicas));
            }
            return new Snapshot(round, System.nanoTime(), Optional.of(rules), readings, replicas, "");
        } catch (SQLException | RuntimeException e) {
            disconnect();
            String trouble = e instanceof SQLException fault ? PrimaryMetrics.reason(fault) : e.toString();
            if (!closed && !trouble.equals(before.trouble())) {
                LOG.warn("the throttler cannot ask the primary: {}", trouble);
            }
            return new Snapshot(round, before.nanos(), before.rules(), before.readings(), before.replicas(), trouble);
        }
    }

    private List<Reading> replicas(Connection connection) throws SQLException {
        List<Tablet> now = tablets.get().stream()
                .filter(tablet -> tablet.type() != TabletType.PRIMARY)
                .toList();
        probes.entrySet().removeIf(entry -> {
            boolean gone = !now.contains(entry.getKey());
            if (gone) {
                entry.getValue().rest(lookers);
            }
            return gone;
        });
        if (now.isEmpty()) {
            return List.of();
        }
        Heartbeat.Beat beat = heartbeat.write(connection, config.interval());
        beats.seen(beat.written(), beat.now(), System.nanoTime());
        now.forEach(tablet -> probes.computeIfAbsent(tablet, key -> new ReplicaProbe(key, heartbeat, beats)));
        List<Future<?>> first = new ArrayList<>();
        for (ReplicaProbe probe : probes.values()) {
            boolean isNew = probe.isNew();
            probe.look(lookers).filter(look -> isNew).ifPresent(first::add);
        }
        await(first);
        return probes.values().stream().map(ReplicaProbe::reading).toList();
    }

    /** Only the first look at a replica is waited for, and not for long. */
    private static void await(List<Future<?>> looks) {
        long deadline = System.nanoTime() + FIRST_LOOK.toNanos();
        for (Future<?> look : looks) {
            try {
                look.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                LOG.debug("a replica takes its time");
            } catch (ExecutionException e) {
                LOG.warn("a look at a replica ended with a bug", e);
            } catch (InterruptedException e) {
                LOG.debug("woken by an interrupt");
            }
        }
    }

    /** Those that cannot be measured do not count; without any other, nothing is behind. */
    private Reading worst(List<Reading> replicas) {
        return replicas.stream()
                .filter(Reading::known)
                .max((a, b) -> Double.compare(a.value(), b.value()))
                .orElse(Reading.of(db.tablet().alias(), 0));
    }

    private void rest() {
        beats.forget();
        probes.values().forEach(probe -> probe.rest(lookers));
    }

    private void await(Duration pause) {
        try {
            if (!closed) {
                boolean early = woken.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
                LOG.trace("next look, woken: {}", early);
            }
        } catch (InterruptedException e) {
            LOG.debug("woken by an interrupt");
        }
    }

    private void disconnect() {
        try {
            if (connection.isPresent()) {
                connection.get().close();
            }
        } catch (SQLException e) {
            LOG.debug("closing the throttler's connection: {}", e.toString());
        }
        connection = Optional.empty();
    }

    @Override
    public void close() {
        closed = true;
        woken.release();
        try {
            thread.join(CLOSE_MILLIS);
            lookers.shutdown();
            boolean ended = lookers.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
            LOG.debug("all looks at replicas have ended: {}", ended);
        } catch (InterruptedException e) {
            lookers.shutdown();
            Thread.currentThread().interrupt();
        }
        synchronized (probes) {
            // What a look that has not ended has open it closes itself.
            probes.values().forEach(probe -> probe.rest(Runnable::run));
        }
    }
}
