package dev.palinode.engine.stream.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CopyTurnsTest {
    private final CopyTurns turns = new CopyTurns();

    private CompletableFuture<String> another(boolean writers) {
        return CompletableFuture.supplyAsync(() -> {
            try (CopyTurns.Turn turn = turns.take(writers)) {
                return "copied";
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void whileOthersWriteOneCopierWaitsForTheOther() throws Exception {
        CompletableFuture<String> second;
        try (CopyTurns.Turn first = turns.take(true)) {
            second = another(true);
            assertThat(second.copy()
                            .completeOnTimeout("waits", 300, TimeUnit.MILLISECONDS)
                            .join())
                    .isEqualTo("waits");
        }
        assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo("copied");
    }

    @Test
    void whileNobodyWritesAllCopyAtOnce() throws Exception {
        try (CopyTurns.Turn first = turns.take(false)) {
            assertThat(another(false).get(30, TimeUnit.SECONDS)).isEqualTo("copied");
        }
    }
}
