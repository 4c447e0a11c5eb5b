package dev.palinode.engine.throttle;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.sidecar.throttle.Heartbeat;
import dev.palinode.engine.sidecar.throttle.ThrottleRule;
import dev.palinode.engine.sidecar.throttle.ThrottledApps;
import dev.palinode.engine.topo.Tablet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * The throttler of one shard. Any engine has one, whether or not it drives the shard, since anybody may ask. A check
 * compares what was found a moment ago; only the first after a long rest, or after a rule of ours, waits for news.
 */
public final class Throttler implements Throttle, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** What is older than this says nothing (Vitess: 5 s). */
    private static final long VALID_NANOS = Duration.ofSeconds(5).toNanos();

    /** Rules are read rarely while nobody asks, so they may be older; they expire by themselves. */
    private static final long RULES_VALID_NANOS = Duration.ofSeconds(30).toNanos();

    private final Db db;
    private final ThrottledApps apps;
    private final ThrottleConfig config;
    private final InstantSource clock;
    private final Collector collector;
    private final Map<Decision.Code, LongAdder> counts = new EnumMap<>(Decision.Code.class);

    private Throttler(
            Db db,
            String keyspace,
            String shard,
            Supplier<List<Tablet>> tablets,
            ThrottleConfig config,
            InstantSource clock) {
        this.db = db;
        this.apps = new ThrottledApps(keyspace, shard);
        this.config = config;
        this.clock = clock;
        this.collector = new Collector(db, apps, new Heartbeat(keyspace, shard), tablets, config, clock);
        for (Decision.Code code : Decision.Code.values()) {
            counts.put(code, new LongAdder());
        }
    }

    /** A throttler that has begun to look. The sidecar's tables must be there. */
    public static Throttler start(
            Db db,
            String keyspace,
            String shard,
            Supplier<List<Tablet>> tablets,
            ThrottleConfig config,
            InstantSource clock) {
        Throttler throttler = new Throttler(db, keyspace, shard, tablets, config, clock);
        throttler.collector.start();
        return throttler;
    }

    public ThrottleConfig config() {
        return config;
    }

    @Override
    public Decision check(AppName app) {
        return check(app, config.thresholds().keySet(), true);
    }

    /**
     * The same with the metrics that the caller wants.
     *
     * @param awake whether the servers shall be measured, from now on, on this behalf
     */
    public Decision check(AppName app, Set<Metric> metrics, boolean awake) {
        Snapshot seen = awake ? collector.asked(metrics, PATIENCE) : collector.latest();
        Decision decision = byRules(app, seen, VALID_NANOS).orElseGet(() -> byMetrics(app, metrics, seen));
        return counted(decision);
    }

    @Override
    public Decision checkRules(AppName app) {
        Decision decision = byRules(app, collector.latest(), RULES_VALID_NANOS).orElseGet(() -> granted(app));
        return counted(decision);
    }

    @Override
    public OptionalDouble userRatio(MigrationId migration) {
        return collector
                .latest()
                .rules()
                .map(rules -> OptionalDouble.of(rules.userRatio(migration, clock.instant())))
                .orElse(OptionalDouble.empty());
    }

    private Decision counted(Decision decision) {
        LongAdder count = counts.get(decision.code());
        if (count != null) {
            count.increment();
        }
        return decision;
    }

    private static Decision granted(AppName app) {
        return Decision.plain(Decision.Code.OK, app, app + " is granted access");
    }

    /** What stands against the work whatever the metrics are. */
    private Optional<Decision> byRules(AppName app, Snapshot seen, long validNanos) {
        if (app.isNamedBy(AppName.ALWAYS_THROTTLED)) {
            return Optional.of(Decision.plain(Decision.Code.APP_DENIED, app, app + " is explicitly denied access"));
        }
        if (seen.rules().isEmpty() || System.nanoTime() - seen.nanos() > validNanos) {
            String message = app + " is denied access due to unexpected error: the primary, "
                    + db.tablet().alias() + ", cannot be asked: " + seen.trouble();
            return Optional.of(Decision.plain(Decision.Code.INTERNAL_ERROR, app, message));
        }
        return seen.rules()
                .get()
                .denying(app, clock.instant(), () -> ThreadLocalRandom.current().nextDouble())
                .map(rule -> denied(app, rule));
    }

    private static Decision denied(AppName app, ThrottleRule rule) {
        String message = app + " is explicitly denied access (rule " + rule.app() + ", ratio " + rule.ratio()
                + ", until " + rule.expireAt().replaceFirst("\\..*", "") + " UTC)";
        return Decision.plain(Decision.Code.APP_DENIED, app, message);
    }

    private Decision byMetrics(AppName app, Set<Metric> metrics, Snapshot seen) {
        List<Decision> all = new ArrayList<>();
        for (Metric metric : metrics) {
            all.add(byMetric(app, metric, Optional.ofNullable(seen.readings().get(metric))));
        }
        return all.stream()
                .filter(decision -> !decision.ok())
                .findFirst()
                .or(() -> all.stream().findFirst())
                .map(decision -> decision.with(all))
                .orElseGet(() -> granted(app));
    }

    private Decision byMetric(AppName app, Metric metric, Optional<Reading> reading) {
        double threshold = config.threshold(metric);
        String scoped = metric.scope() + "/" + metric.label();
        if (reading.isEmpty()) {
            String message = app + " is denied access due to unknown or uncollected metric " + scoped;
            return decision(Decision.Code.UNKNOWN_METRIC, app, metric, Reading.of("", 0), message);
        }
        Reading found = reading.get();
        if (!found.known()) {
            String message = app + " is denied access due to unexpected error: " + scoped + " of " + found.tablet()
                    + ": " + found.trouble();
            return decision(Decision.Code.INTERNAL_ERROR, app, metric, found, message);
        }
        if (found.value() > threshold) {
            String message = app + " is denied access due to " + scoped + " metric value " + number(found.value())
                    + " exceeding threshold " + number(threshold) + " (" + found.tablet() + ")";
            return decision(Decision.Code.THRESHOLD_EXCEEDED, app, metric, found, message);
        }
        return decision(Decision.Code.OK, app, metric, found, app + " is granted access");
    }

    private Decision decision(Decision.Code code, AppName app, Metric metric, Reading found, String message) {
        return new Decision(
                code,
                app.name(),
                metric.label(),
                metric.scope(),
                found.tablet(),
                found.value(),
                config.threshold(metric),
                message,
                List.of());
    }

    /** With as many digits as say something. */
    static String number(double value) {
        return value == Math.rint(value)
                ? Long.toString((long) value)
                : Double.toString(Math.round(value * 1000) / 1e3);
    }

    /** Stores a rule in place of the one that the app had; it holds here when this returns. */
    public void throttle(String app, Duration expire, double ratio) throws SQLException {
        db.inTransaction(tx -> {
            apps.put(tx, app, expire, ratio);
            return true;
        });
        collector.refresh(PATIENCE);
    }

    /** Removes the rule of an app, if it has one. */
    public void unthrottle(String app) throws SQLException {
        db.inTransaction(tx -> {
            apps.remove(tx, app);
            return true;
        });
        collector.refresh(PATIENCE);
    }

    /** The rules as they are stored. */
    public List<ThrottleRule> rules() throws SQLException {
        return db.with(apps::list);
    }

    /** Measures now what checks ask for, and what was found: of the lag, each replica's. */
    public Map<Metric, List<Reading>> measure() {
        Snapshot seen = collector.asked(config.thresholds().keySet(), PATIENCE);
        return readings(seen);
    }

    /** What was found last, without asking anybody; nothing while nobody asks. */
    public Map<Metric, List<Reading>> known() {
        return collector.active() ? readings(collector.latest()) : Map.of();
    }

    private static Map<Metric, List<Reading>> readings(Snapshot seen) {
        Map<Metric, List<Reading>> all = new EnumMap<>(Metric.class);
        seen.readings().forEach((metric, reading) -> all.put(metric, List.of(reading)));
        if (!seen.replicas().isEmpty()) {
            all.put(Metric.LAG, seen.replicas());
        }
        return Collections.unmodifiableMap(all);
    }

    /** How many checks were answered so. */
    public long answered(Decision.Code code) {
        LongAdder count = counts.get(code);
        return count == null ? 0 : count.sum();
    }

    @Override
    public void close() {
        collector.close();
    }
}
