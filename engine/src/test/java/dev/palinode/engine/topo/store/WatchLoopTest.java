package dev.palinode.engine.topo.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class WatchLoopTest {
    @Test
    void aWatcherThatFailsIsToldAgainAndThenNoMore() {
        AtomicInteger told = new AtomicInteger();
        AtomicInteger looks = new AtomicInteger();
        TopoStore.Watcher watcher = new TopoStore.Watcher() {
            @Override
            public void seen(NavigableMap<String, TopoStore.Entry> entries) {
                if (told.incrementAndGet() == 1) {
                    throw new IllegalStateException("a failure that passes");
                }
            }

            @Override
            public void away(String reason) {}
        };
        WatchLoop loop = WatchLoop.start(
                "watch",
                () -> {
                    looks.incrementAndGet();
                    return new TreeMap<>();
                },
                watcher,
                Duration.ofMillis(10),
                () -> {});
        try {
            await().atMost(Duration.ofSeconds(30)).until(() -> looks.get() >= 10);
            assertThat(told.get()).isEqualTo(2);
        } finally {
            loop.close();
        }
    }
}
