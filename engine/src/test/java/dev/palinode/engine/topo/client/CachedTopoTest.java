package dev.palinode.engine.topo.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.testing.EtcdProcess;
import dev.palinode.engine.tls.TlsSettings;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.store.TabletAlias;
import dev.palinode.engine.topo.store.TabletRecord;
import dev.palinode.engine.topo.store.TopoEditor;
import dev.palinode.engine.topo.store.TopoFault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CachedTopoTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir
    Path directory;

    private static TabletRecord tablet(int uid) {
        return new TabletRecord(
                new TabletAlias("zone1", uid), new ServerAddress("db" + uid, 3306), TabletType.REPLICA, "shop", "0");
    }

    private static List<String> aliases(CachedTopo topo) {
        return topo.tablets("shop", "0").stream()
                .map(tablet -> tablet.alias().toString())
                .toList();
    }

    @Test
    void readersGoOnWhileEtcdIsAwayAndTakeUpWhatChanged() throws Exception {
        try (EtcdProcess etcd = EtcdProcess.start(directory)) {
            TopoUrl url = TopoUrl.parse("etcd://" + etcd.address() + "/palinode/test", Optional.empty());
            TopoEditor editor = new TopoEditor(url.open(), "test", CLOCK);
            editor.createKeyspace("shop", "0");
            editor.addTablet(tablet(100));
            try (CachedTopo topo = CachedTopo.open(url.open(), PATIENCE, CLOCK);
                    PrimaryRecorder recorder = new PrimaryRecorder(
                            new TopoEditor(topo.store(), "recorder", CLOCK), "shop", "0", Duration.ofMillis(200))) {
                assertThat(aliases(topo)).containsExactly("zone1-100");
                etcd.kill();
                await().atMost(PATIENCE).until(() -> topo.health().outage().isPresent());
                long before = System.nanoTime();
                assertThat(aliases(topo)).containsExactly("zone1-100");
                recorder.record("zone1-100", Instant.parse("2026-11-21T12:00:00Z"));
                assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
                etcd.restart();
                editor.addTablet(tablet(101));
                await().atMost(PATIENCE).until(() -> aliases(topo).equals(List.of("zone1-100", "zone1-101")));
                await().atMost(PATIENCE)
                        .until(() -> topo.view()
                                .shard("shop", "0")
                                .flatMap(shard -> shard.primary())
                                .equals(Optional.of(new TabletAlias("zone1", 100))));
                assertThat(topo.health().outage()).isEmpty();
                assertThat(topo.health().changes()).isGreaterThan(1);
            }
        }
    }

    @Test
    void withoutAFirstAnswerItDoesNotOpen() {
        TopoUrl url = TopoUrl.parse("etcd://127.0.0.1:1/nobody", Optional.empty());
        assertThatThrownBy(() -> CachedTopo.open(url.open(), Duration.ofSeconds(8), CLOCK))
                .isInstanceOf(TopoFault.class)
                .hasMessageContaining("etcd://127.0.0.1:1/nobody");
    }

    @Test
    void theTabletsOfAShardAreFollowed() throws Exception {
        TopoUrl url = TopoUrl.parse("file:" + directory.resolve("topo"), Optional.empty());
        TopoEditor editor = new TopoEditor(url.open(), "test", CLOCK);
        editor.createKeyspace("shop", "0");
        editor.addTablet(tablet(100));
        try (CachedTopo topo = CachedTopo.open(url.open(), PATIENCE, CLOCK)) {
            ShardTablets shard = new ShardTablets(topo, "shop", "0", new Login("app", "pw"), TlsSettings.UNSAID);
            List<List<Tablet>> heard = new CopyOnWriteArrayList<>();
            shard.listen(heard::add);
            editor.setPrimary("shop", "0", new TabletAlias("zone1", 100), Instant.now());
            editor.addTablet(tablet(101));
            await().atMost(PATIENCE).until(() -> heard.size() == 1);
            assertThat(heard.get(0)).extracting(Tablet::alias).containsExactly("zone1-100", "zone1-101");
            assertThat(shard.tablets())
                    .extracting(Tablet::type)
                    .containsExactly(TabletType.PRIMARY, TabletType.REPLICA);
            editor.removeTablet(new TabletAlias("zone1", 101), false);
            await().atMost(PATIENCE).until(() -> heard.size() == 2);
            editor.removeTablet(new TabletAlias("zone1", 100), true);
            await().atMost(PATIENCE).until(() -> topo.tablets("shop", "0").isEmpty());
            assertThat(shard.tablets()).extracting(Tablet::alias).containsExactly("zone1-100");
            assertThat(heard).hasSize(2);
        }
    }

    @Test
    void aBrokenRecordTakesOnlyItselfAway() throws Exception {
        Path root = directory.resolve("topo");
        TopoUrl url = TopoUrl.parse("file:" + root, Optional.empty());
        TopoEditor editor = new TopoEditor(url.open(), "test", CLOCK);
        editor.createKeyspace("shop", "0");
        editor.addTablet(tablet(100));
        editor.addTablet(tablet(101));
        Files.writeString(root.resolve("cells/zone1/tablets/zone1-0000000101/Tablet"), "{");
        try (CachedTopo topo = CachedTopo.open(url.open(), PATIENCE, CLOCK)) {
            assertThat(aliases(topo)).containsExactly("zone1-100");
            assertThat(topo.view().problems()).singleElement().asString().contains("zone1-0000000101/Tablet: not JSON");
        }
    }
}
