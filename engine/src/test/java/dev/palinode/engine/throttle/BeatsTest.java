package dev.palinode.engine.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Times in microseconds; those of this process do not move, so that all lags are of the moment of the last beat. */
final class BeatsTest {
    private static final long SECOND = 1_000_000;
    private static final long OLD = 5 * SECOND;

    private final Beats beats = new Beats();

    private void beat(long at) {
        beats.seen(at, at + 10, 0);
    }

    @Test
    void aReplicaThatHasTheLastBeatHasNoLag() {
        beat(100 * SECOND);
        beat(101 * SECOND);
        assertThat(beats.lag(101 * SECOND, 0)).isZero();
    }

    @Test
    void theLagIsTheAgeOfTheOldestBeatThatIsLacking() {
        beat(100 * SECOND);
        beat(101 * SECOND);
        beat(104 * SECOND);
        assertThat(beats.lag(101 * SECOND, 0)).isEqualTo(10);
        assertThat(beats.lag(100 * SECOND, 0)).isEqualTo(3 * SECOND + 10);
        assertThat(beats.lag(100 * SECOND, 2_000_000_000L)).isEqualTo(5 * SECOND + 10);
    }

    @Test
    void aRestOfTheHeartbeatIsNoLag() {
        beat(100 * SECOND);
        assertThat(beats.lag(OLD, 0)).isEqualTo(10);
        beat(101 * SECOND);
        assertThat(beats.lag(OLD, 0)).isEqualTo(SECOND + 10);
        beats.forget();
        beat(900 * SECOND);
        assertThat(beats.lag(101 * SECOND, 0)).isEqualTo(10);
    }

    @Test
    void aLongLagIsCountedFromWhatTheReplicaHas() {
        for (int i = 100; i < 400; i++) {
            beat(i * SECOND);
        }
        assertThat(beats.lag(150 * SECOND, 0)).isEqualTo(249 * SECOND + 10);
        assertThat(beats.lag(OLD, 0)).isEqualTo(299 * SECOND + 10);
    }

    @Test
    void aPrimaryWhoseClockIsBehindBeginsAnew() {
        beat(100 * SECOND);
        beat(50 * SECOND);
        assertThat(beats.lag(50 * SECOND, 0)).isZero();
    }
}
