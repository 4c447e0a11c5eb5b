package dev.palinode.engine.migration.liveness;

import dev.palinode.engine.model.MigrationId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a running migration whose stream is broken and is set up again in vain counts as stale. Only time counts in which
 * it was looked at: that no engine was there, or no server, is nobody's failure. What is throttled, postponed or waits for
 * a lock is alive. Safe for many threads.
 */
public final class StaleRule {
    private static final Logger LOG = LoggerFactory.getLogger(StaleRule.class);

    /** Vitess's. */
    private static final Duration LIMIT = Duration.ofHours(3);

    private static final Duration WARNING = Duration.ofMinutes(5);

    /** Between two looks that are farther apart nobody was there. */
    private static final Duration GAP = Duration.ofMinutes(1);

    private final Map<MigrationId, Silence> silences = new ConcurrentHashMap<>();

    private record Silence(Instant lastLook, Duration length) {}

    /**
     * A look at a running migration.
     *
     * @return why it fails, if it was silent for too long
     */
    public Optional<String> look(MigrationId id, boolean alive, Instant now) {
        if (alive) {
            silences.remove(id);
            return Optional.empty();
        }
        Silence before = silences.getOrDefault(id, new Silence(now, Duration.ZERO));
        Duration since = Duration.between(before.lastLook(), now);
        Duration counted = since.compareTo(GAP) > 0 ? Duration.ZERO : since;
        Duration length = before.length().plus(counted);
        if (length.compareTo(LIMIT) >= 0) {
            silences.remove(id);
            return Optional.of("stale migration " + id + ": found running but indicates no liveness in the past "
                    + LIMIT.toMinutes() + " minutes");
        }
        if (before.length().compareTo(WARNING) < 0 && length.compareTo(WARNING) >= 0) {
            LOG.warn("migration {} shows no sign of life for {} minutes", id, WARNING.toMinutes());
        }
        silences.put(id, new Silence(now, length));
        return Optional.empty();
    }
}
