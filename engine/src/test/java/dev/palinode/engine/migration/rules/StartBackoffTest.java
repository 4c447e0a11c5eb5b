package dev.palinode.engine.migration.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.MigrationId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartBackoffTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void thePausesDoubleUpToAMinute() {
        StartBackoff backoff = new StartBackoff();
        MigrationId id = MigrationId.generate();
        assertThat(backoff.mayTry(id, BEGIN)).isTrue();
        Instant now = BEGIN;
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            assertThat(backoff.failed(id, now, "full")).isEmpty();
            Instant next = now;
            while (!backoff.mayTry(id, next)) {
                next = next.plusSeconds(1);
            }
            pauses.add(Duration.between(now, next).toSeconds());
            now = next;
        }
        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
        assertThat(backoff.mayTry(MigrationId.generate(), now))
                .as("another one")
                .isTrue();
        assertThat(backoff.failed(id, now, "full")).isEmpty();
        backoff.over(id);
        assertThat(backoff.mayTry(id, now)).isTrue();
    }

    @Test
    void afterThreeHoursOfPausesItIsGivenUp() {
        StartBackoff backoff = new StartBackoff();
        MigrationId id = MigrationId.generate();
        Instant now = BEGIN;
        int tries = 1;
        while (backoff.failed(id, now, "full").isEmpty()) {
            while (!backoff.mayTry(id, now)) {
                now = now.plusSeconds(1);
            }
            tries++;
        }
        assertThat(tries).isEqualTo(185);
        assertThat(Duration.between(BEGIN, now)).isEqualTo(Duration.ofSeconds(63 + 178 * 60));
        assertThat(backoff.mayTry(id, now)).as("RETRY").isTrue();
        assertThat(backoff.failed(id, now, "full")).as("counted anew").isEmpty();
    }
}
