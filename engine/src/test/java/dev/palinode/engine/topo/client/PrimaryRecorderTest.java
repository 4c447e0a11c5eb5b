package dev.palinode.engine.topo.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.tls.TlsSettings;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.store.TabletAlias;
import dev.palinode.engine.topo.store.TabletRecord;
import dev.palinode.engine.topo.store.TopoEditor;
import dev.palinode.engine.topo.store.file.FileTopoStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PrimaryRecorderTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir
    Path directory;

    @Test
    void eachNewPromotionIsInTheTopologyForThoseWhoStartLater() {
        Path path = directory.resolve("topo");
        TopoEditor editor = new TopoEditor(FileTopoStore.open(path), "test", CLOCK);
        editor.createKeyspace("shop", "0");
        editor.addTablet(new TabletRecord(
                new TabletAlias("zone1", 100), new ServerAddress("db1", 3306), TabletType.REPLICA, "shop", "0"));
        AtomicLong newest = new AtomicLong();
        try (CachedTopo topo = CachedTopo.open(FileTopoStore.open(path), SOON, CLOCK);
                PrimaryRecorder recorder = new PrimaryRecorder(editor, "shop", "0", Duration.ofMillis(200))) {
            ShardTablets shard = new ShardTablets(topo, "shop", "0", new Login("u", "p"), TlsSettings.UNSAID);
            AtomicBoolean failed = new AtomicBoolean();
            recorder.recordPromotions(() -> {
                if (failed.compareAndSet(false, true)) {
                    throw new IllegalStateException("a failure that passes");
                }
                return newest.get();
            });
            assertThat(shard.recorded().promotion()).isZero();
            newest.set(1_790_000_000_000_000_007L);
            await().atMost(SOON).until(() -> shard.recorded().promotion() == newest.get());
            recorder.record("zone1-100", Instant.parse("2026-11-21T12:00:00Z"));
            newest.incrementAndGet();
            await().atMost(SOON).until(() -> shard.recorded().promotion() == newest.get());
        }
    }
}
