package dev.palinode.engine;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.RowSet;
import dev.palinode.engine.sidecar.MigrationReader;
import dev.palinode.engine.sidecar.MigrationRequests;
import dev.palinode.engine.throttle.AppName;
import dev.palinode.engine.throttle.Metric;
import dev.palinode.engine.throttle.Reading;
import dev.palinode.engine.throttle.ThrottleConfig;
import dev.palinode.engine.throttle.Throttler;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What users tell the throttler and ask of it. Needs no lease. Safe for many threads. */
final class ThrottleControl {
    private static final Logger LOG = LoggerFactory.getLogger(ThrottleControl.class);

    /** The entry that Vitess lists always. */
    private static final String NEVER = "9999-12-31 23:59:59";

    private final Throttler throttler;
    private final MigrationReader reader;
    private final MigrationRequests requests;
    private final String shard;

    ThrottleControl(Throttler throttler, MigrationReader reader, MigrationRequests requests, String shard) {
        this.throttler = throttler;
        this.reader = reader;
        this.requests = requests;
        this.shard = shard;
    }

    /** Throttles one migration, or all. */
    void throttle(Optional<MigrationId> target, Duration expire, double ratio) throws SQLException {
        String app = app(target);
        throttler.throttle(app, expire, ratio);
        tell(target, "THROTTLE for " + expire.toMillis() / 1000.0 + " s with ratio " + ratio + " issued by user");
    }

    /** Takes that back. */
    void unthrottle(Optional<MigrationId> target) throws SQLException {
        String app = app(target);
        throttler.unthrottle(app);
        tell(target, "UNTHROTTLE issued by user");
    }

    private String app(Optional<MigrationId> target) throws SQLException {
        if (target.isEmpty()) {
            return AppName.ONLINE_DDL;
        }
        if (reader.find(target.get()).isEmpty()) {
            throw new EngineFault(EngineFault.Kind.REFUSED, "migration not found: " + target.get());
        }
        return target.get().uuid();
    }

    private void tell(Optional<MigrationId> target, String event) throws SQLException {
        if (target.isPresent()) {
            requests.note(target.get(), event);
        }
        LOG.info("{}: {}", target.map(id -> "migration " + id).orElse("all migrations"), event);
    }

    /** SHOW VITESS_THROTTLED_APPS. */
    RowSet apps() throws SQLException {
        List<List<Optional<String>>> rows = new ArrayList<>();
        rows.add(row(AppName.ALWAYS_THROTTLED, NEVER, "1.0"));
        throttler
                .rules()
                .forEach(rule ->
                        rows.add(row(rule.app(), rule.expireAt().replaceFirst("\\..*", ""), "" + rule.ratio())));
        return new RowSet(
                List.of(
                        new RowSet.Column("app", RowSet.Type.TEXT),
                        new RowSet.Column("expire_at", RowSet.Type.TIMESTAMP),
                        new RowSet.Column("ratio", RowSet.Type.DOUBLE)),
                rows);
    }

    /** SHOW VITESS_THROTTLER STATUS: a row per metric, and of the lag a row per replica. */
    RowSet status() {
        ThrottleConfig config = throttler.config();
        List<List<Optional<String>>> rows = new ArrayList<>();
        Map<Metric, List<Reading>> found = throttler.measure();
        for (Metric metric : config.thresholds().keySet()) {
            List<Reading> readings = found.getOrDefault(metric, List.of(new Reading("", 0, "cannot be measured now")));
            readings.forEach(reading -> rows.add(row(config, metric, reading)));
        }
        if (rows.isEmpty()) {
            rows.add(row(shard, "0", "0", "", "", "", "", "no metric is looked at; rules of users hold"));
        }
        return new RowSet(
                List.of(
                        new RowSet.Column("shard", RowSet.Type.TEXT),
                        new RowSet.Column("enabled", RowSet.Type.INTEGER),
                        new RowSet.Column("threshold", RowSet.Type.DOUBLE),
                        new RowSet.Column("query", RowSet.Type.TEXT),
                        new RowSet.Column("metric", RowSet.Type.TEXT),
                        new RowSet.Column("tablet", RowSet.Type.TEXT),
                        new RowSet.Column("value", RowSet.Type.DOUBLE),
                        new RowSet.Column("reason", RowSet.Type.TEXT)),
                rows);
    }

    private List<Optional<String>> row(ThrottleConfig config, Metric metric, Reading reading) {
        double threshold = config.threshold(metric);
        String query = metric == Metric.CUSTOM ? config.customQuery().orElse("") : "";
        boolean over = reading.known() && reading.value() > threshold;
        String reason = over ? "above the threshold" : reading.trouble();
        boolean ignored = !reading.known() && metric == Metric.LAG;
        return row(
                shard,
                "1",
                "" + threshold,
                query,
                metric.label(),
                reading.tablet(),
                reading.known() ? "" + reading.value() : "",
                ignored ? "ignored: " + reason : reason);
    }

    /** Empty texts behind the query are NULL. */
    private static List<Optional<String>> row(String... values) {
        List<Optional<String>> row = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            String value = values[i];
            row.add(i > 3 && value.isEmpty() ? Optional.empty() : Optional.of(value));
        }
        return row;
    }
}
