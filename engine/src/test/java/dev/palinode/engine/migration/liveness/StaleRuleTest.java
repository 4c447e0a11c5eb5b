package dev.palinode.engine.migration.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.MigrationId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Invariant 9: only what is broken, while somebody looks, becomes stale. */
final class StaleRuleTest {
    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

    private final MigrationId id = MigrationId.generate();
    private final StaleRule rule = new StaleRule();

    /** Looks each half minute; the first refusal. */
    private Optional<String> silentFor(Instant from, Duration length) {
        for (Instant at = from; !at.isAfter(from.plus(length)); at = at.plusSeconds(30)) {
            Optional<String> stale = rule.look(id, false, at);
            if (stale.isPresent()) {
                return stale;
            }
        }
        return Optional.empty();
    }

    @Test
    void threeHoursOfSilenceAreTooMuch() {
        assertThat(silentFor(START, Duration.ofMinutes(179))).isEmpty();
        assertThat(silentFor(START.plus(Duration.ofMinutes(179)), Duration.ofMinutes(2)))
                .contains(
                        "stale migration " + id + ": found running but indicates no liveness in the past 180 minutes");
    }

    @Test
    void aSignOfLifeBeginsAnew() {
        assertThat(silentFor(START, Duration.ofMinutes(179))).isEmpty();
        assertThat(rule.look(id, true, START.plus(Duration.ofMinutes(179)))).isEmpty();
        assertThat(silentFor(START.plus(Duration.ofMinutes(179)), Duration.ofMinutes(179)))
                .isEmpty();
    }

    @Test
    void timeInWhichNobodyLookedDoesNotCount() {
        assertThat(rule.look(id, false, START)).isEmpty();
        assertThat(rule.look(id, false, START.plus(Duration.ofHours(10)))).isEmpty();
        assertThat(silentFor(START.plus(Duration.ofHours(10)), Duration.ofMinutes(179)))
                .isEmpty();
    }
}
