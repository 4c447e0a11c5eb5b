package dev.palinode.engine.stream.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class TrendTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final Trend trend = new Trend();

    private void at(long millis, double left) {
        trend.add(BEGIN.plusMillis(millis), left);
    }

    @Test
    void tellsNothingByOneLookAndThenByHowMuchWasGained() {
        assertThat(trend.eta()).isEmpty();
        at(0, 100);
        assertThat(trend.eta()).isEmpty();
        at(1000, 90);
        assertThat(trend.eta()).contains(Duration.ofSeconds(9));
        at(2000, 90);
        assertThat(trend.eta()).contains(Duration.ofSeconds(18));
        at(3000, 0);
        assertThat(trend.eta()).contains(Duration.ZERO);
    }

    @Test
    void whatDoesNotShrinkHasNoEnd() {
        at(0, 100);
        at(1000, 100);
        assertThat(trend.eta()).isEmpty();
        at(2000, 120);
        assertThat(trend.eta()).isEmpty();
        trend.clear();
        at(3000, 120);
        at(4000, 119);
        assertThat(trend.eta()).contains(Duration.ofSeconds(119));
    }

    @Test
    void aClockThatIsSetBackTellsNothing() {
        at(5000, 100);
        at(4000, 90);
        assertThat(trend.eta()).isEmpty();
    }

    @Test
    void oldLooksAreForgottenHoweverManyThereAre() {
        for (int i = 0; i <= 100; i++) {
            at(i, 1000);
        }
        for (int i = 1; i <= 10_000; i++) {
            at(100 + 10 * i, 1000 - i * 0.05);
        }
        assertThat(trend.eta().orElseThrow()).isCloseTo(Duration.ofSeconds(100), Duration.ofSeconds(2));
    }
}
