package dev.palinode.engine.stream.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How large the next chunk is. */
final class ChunkSizerTest {
    private final ChunkSizer sizer = new ChunkSizer();

    @Test
    void growsToTheTargetAndNoFurtherThanItsLimit() {
        for (int i = 0; i < 20; i++) {
            sizer.took(Duration.ofNanos(5_000L * sizer.rows(false)));
        }
        assertThat(sizer.rows(false)).isEqualTo(20_000);
        for (int i = 0; i < 20; i++) {
            sizer.took(Duration.ofNanos(100_000L * sizer.rows(false)));
        }
        assertThat(sizer.rows(false)).isBetween(2_000, 3_000);
    }

    /** A writer must not wait for a chunk of the size that was right while nobody wrote. */
    @Test
    void isShortAtOnceWhereSomebodyWrites() {
        for (int i = 0; i < 20; i++) {
            sizer.took(Duration.ofNanos(20_000L * sizer.rows(false)));
        }
        int alone = sizer.rows(false);
        assertThat(sizer.rows(true)).isEqualTo(alone / 5);
        sizer.took(Duration.ofMillis(50));
        assertThat(sizer.rows(true)).isEqualTo(alone / 5);
        assertThat(sizer.rows(false)).isEqualTo(alone / 5);
    }

    @Test
    void halvesWhereRowsAreLockedDownToOne() {
        for (int i = 0; i < 20; i++) {
            sizer.collided();
        }
        assertThat(sizer.rows(false)).isEqualTo(1);
    }
}
