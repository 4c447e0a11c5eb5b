package dev.palinode.engine.throttle;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.sidecar.throttle.ThrottleRule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** The rules of users as they were read at one moment. Immutable. */
final class RuleBook {
    private final List<Entry> entries;

    /** A rule with its end by our own clock. */
    private record Entry(ThrottleRule rule, Instant end) {}

    private RuleBook(List<Entry> entries) {
        this.entries = entries;
    }

    /** Rules that were read now. */
    static RuleBook of(List<ThrottleRule> rules, Instant now) {
        return new RuleBook(rules.stream()
                .map(rule -> new Entry(rule, now.plus(rule.left())))
                .toList());
    }

    /** The rule by which the app is denied this time, if any. */
    Optional<ThrottleRule> denying(AppName app, Instant now, DoubleSupplier random) {
        Optional<ThrottleRule> own = live(now).stream()
                .filter(rule -> !rule.app().equals(AppName.ALL) && app.isNamedBy(rule.app()))
                .max((a, b) -> Double.compare(a.ratio(), b.ratio()));
        return own.or(() -> live(now).stream()
                        .filter(rule -> rule.app().equals(AppName.ALL))
                        .findFirst())
                .filter(rule -> random.getAsDouble() < rule.ratio());
    }

    /** The higher of the ratios for all migrations and for this one. */
    double userRatio(MigrationId migration, Instant now) {
        return live(now).stream()
                .filter(rule ->
                        rule.app().equals(AppName.ONLINE_DDL) || new AppName(rule.app()).isNamedBy(migration.uuid()))
                .mapToDouble(ThrottleRule::ratio)
                .max()
                .orElse(0);
    }

    private List<ThrottleRule> live(Instant now) {
        return entries.stream()
                .filter(entry -> entry.end().isAfter(now))
                .map(Entry::rule)
                .toList();
    }
}
