package dev.palinode.engine.topo.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.store.file.FileTopoStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TopoEditorTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path directory;

    private TopoStore store;
    private TopoEditor editor;

    @BeforeEach
    void open() {
        store = FileTopoStore.open(directory.resolve("topo"));
        editor = new TopoEditor(store, "ops@here", InstantSource.fixed(NOON));
    }

    private static TabletRecord tablet(String alias, String host, TabletType type) {
        return new TabletRecord(
                TabletAlias.parse(alias),
                new ServerAddress(host, 3306),
                type,
                "Läden/1",
                "0",
                new TreeMap<>(Map.of("rack", "7")));
    }

    @Test
    void recordsComeBackAsTheyWereWritten() {
        editor.createKeyspace("Läden/1", "0");
        editor.addTablet(tablet("zone1-100", "db1", TabletType.REPLICA));
        editor.addTablet(tablet("eu-west_2-0000000007", "db2", TabletType.RDONLY));
        TopoView view = TopoView.read(store);
        assertThat(view.keyspaces()).containsEntry("Läden/1", new KeyspaceRecord(NOON));
        assertThat(view.tabletsOf("Läden/1", "0"))
                .containsExactly(
                        tablet("eu-west_2-7", "db2", TabletType.RDONLY),
                        tablet("zone1-100", "db1", TabletType.REPLICA));
        assertThat(view.problems()).isEmpty();
        assertThat(store.get("cells/zone1/tablets/zone1-0000000100/Tablet")).isPresent();
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> editor.addTablet(tablet("zone1-100", "db1", TabletType.REPLICA)))
                .hasMessageContaining("create the keyspace first");
        editor.createKeyspace("Läden/1", "0");
        assertThatThrownBy(() -> editor.createKeyspace("Läden/1", "0")).hasMessageContaining("exists already");
        editor.addTablet(tablet("zone1-100", "db1", TabletType.REPLICA));
        assertThatThrownBy(() -> editor.addTablet(tablet("zone1-101", "db1", TabletType.REPLICA)))
                .hasMessageContaining("db1:3306 is tablet zone1-100 already");
        assertThatThrownBy(() -> editor.addTablet(tablet("zone1-100", "db2", TabletType.REPLICA)))
                .hasMessageContaining("there is a tablet zone1-100 already");
        assertThatThrownBy(() -> editor.removeTablet(TabletAlias.parse("zone1-9"), false))
                .hasMessageContaining("there is no tablet zone1-9");
        assertThatThrownBy(() -> TabletAlias.parse("zone1")).hasMessageContaining("such as zone1-100");
    }

    @Test
    void theNewestTermOfAPrimaryStays() {
        editor.createKeyspace("Läden/1", "0");
        editor.addTablet(tablet("zone1-100", "db1", TabletType.REPLICA));
        editor.addTablet(tablet("zone1-101", "db2", TabletType.REPLICA));
        TabletAlias first = TabletAlias.parse("zone1-100");
        TabletAlias second = TabletAlias.parse("zone1-101");
        assertThat(editor.setPrimary("Läden/1", "0", first, NOON)).isTrue();
        assertThat(editor.setPrimary("Läden/1", "0", first, NOON.plusSeconds(1)))
                .isFalse();
        assertThat(editor.setPrimary("Läden/1", "0", second, NOON.plusSeconds(60)))
                .isTrue();
        assertThat(editor.setPrimary("Läden/1", "0", first, NOON.plusSeconds(30)))
                .as("an older term")
                .isFalse();
        TopoView view = TopoView.read(store);
        assertThat(view.shard("Läden/1", "0"))
                .contains(new ShardRecord(Optional.of(second), Optional.of(NOON.plusSeconds(60)), 0));
        assertThat(view.tabletsOf("Läden/1", "0"))
                .extracting(TabletRecord::type)
                .containsExactly(TabletType.REPLICA, TabletType.PRIMARY);
        assertThatThrownBy(() -> editor.removeTablet(second, false)).hasMessageContaining("is the primary");
        assertThat(view.problems()).isEmpty();
        // Who has written it died before the types were in line.
        String path = TopoPaths.tablet(first);
        TopoStore.Entry entry = store.get(path).orElseThrow();
        store.update(
                path,
                TabletRecord.parse(entry.value()).withType(TabletType.PRIMARY).toJson(),
                entry.version());
        assertThat(editor.setPrimary("Läden/1", "0", second, NOON.plusSeconds(60)))
                .isTrue();
        assertThat(TopoView.read(store).tabletsOf("Läden/1", "0"))
                .extracting(TabletRecord::type)
                .containsExactly(TabletType.REPLICA, TabletType.PRIMARY);
    }

    /** As after a SIGSTOP longer than a lease of etcd: the lock has gone to another one, who has written since we read. */
    @Test
    void whoHasLostTheLockWritesNothingOverANewerTerm() {
        twoTablets();
        TabletAlias first = TabletAlias.parse("zone1-100");
        TabletAlias second = TabletAlias.parse("zone1-101");
        for (String stopsAt : List.of(TopoPaths.shard("Läden/1", "0"), TopoPaths.tablet(first))) {
            AtomicBoolean held = new AtomicBoolean(true);
            Runnable other = () -> editor.setPrimary("Läden/1", "0", second, NOON.plusSeconds(60));
            assertThat(stopped(stopsAt, held, other).setPrimary("Läden/1", "0", first, NOON.plusSeconds(30)))
                    .as("stopped at " + stopsAt)
                    .isEqualTo(!stopsAt.endsWith("Shard"));
            assertThat(TopoView.read(store).shard("Läden/1", "0").flatMap(ShardRecord::primary))
                    .contains(second);
            assertThat(TopoView.read(store).tabletsOf("Läden/1", "0"))
                    .extracting(TabletRecord::type)
                    .containsExactly(TabletType.REPLICA, TabletType.PRIMARY);
            editor.removeTablet(second, true);
            editor.addTablet(tablet("zone1-101", "db2", TabletType.REPLICA));
        }
        AtomicBoolean held = new AtomicBoolean();
        assertThatThrownBy(() -> stopped("nowhere", held, () -> {}).setPrimary("Läden/1", "0", first, NOON))
                .hasMessageContaining("the lock was lost");
        assertThat(TopoView.read(store).shard("Läden/1", "0").flatMap(ShardRecord::primary))
                .isEmpty();
    }

    /** An editor whose locks keep nobody out, and that stops before its first change of a path until others have changed it. */
    private TopoEditor stopped(String path, AtomicBoolean held, Runnable others) {
        AtomicBoolean stops = new AtomicBoolean(true);
        TopoStore.Lock lock = new TopoStore.Lock() {
            @Override
            public boolean held() {
                return held.get();
            }

            @Override
            public void close() {
                held.set(false);
            }
        };
        Object lost = Proxy.newProxyInstance(
                TopoStore.class.getClassLoader(), new Class<?>[] {TopoStore.class}, (self, method, arguments) -> {
                    if (method.getName().equals("lock")) {
                        return lock;
                    }
                    if (method.getName().equals("update") && path.equals(arguments[0]) && stops.getAndSet(false)) {
                        others.run();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
        return new TopoEditor((TopoStore) lost, "stopped", InstantSource.fixed(NOON));
    }

    private void twoTablets() {
        editor.createKeyspace("Läden/1", "0");
        editor.addTablet(tablet("zone1-100", "db1", TabletType.REPLICA));
        editor.addTablet(tablet("zone1-101", "db2", TabletType.REPLICA));
    }

    @Test
    void theLastPromotionIsKeptUntilThePrimaryIsTakenAway() {
        twoTablets();
        TabletAlias second = TabletAlias.parse("zone1-101");
        editor.setPromotion("Läden/1", "0", 7_000_000_000L);
        editor.setPromotion("Läden/1", "0", 6_000_000_000L);
        assertThat(editor.setPrimary("Läden/1", "0", second, NOON)).isTrue();
        assertThat(TopoView.read(store).shard("Läden/1", "0"))
                .contains(new ShardRecord(Optional.of(second), Optional.of(NOON), 7_000_000_000L));
        editor.removeTablet(second, true);
        assertThat(TopoView.read(store).shard("Läden/1", "0")).contains(ShardRecord.EMPTY);
    }

    @Test
    void anAddressChangesAndTheTabletStaysWhatItIs() {
        editor.createKeyspace("Läden/1", "0");
        editor.addTablet(tablet("zone1-100", "db1", TabletType.REPLICA));
        editor.addTablet(tablet("zone1-101", "db2", TabletType.RDONLY));
        TabletAlias first = TabletAlias.parse("zone1-100");
        editor.setPrimary("Läden/1", "0", first, NOON);
        editor.setAddress(first, new ServerAddress("db3", 3307));
        TopoView view = TopoView.read(store);
        assertThat(view.tablet(first).orElseThrow())
                .isEqualTo(tablet("zone1-100", "db1", TabletType.PRIMARY).withAddress(new ServerAddress("db3", 3307)));
        assertThat(view.shard("Läden/1", "0").orElseThrow().primary()).contains(first);
        assertThatThrownBy(() -> editor.setAddress(first, new ServerAddress("db2", 3306)))
                .hasMessageContaining("db2:3306 is tablet zone1-101 already");
        assertThatThrownBy(() -> editor.setAddress(TabletAlias.parse("zone1-9"), new ServerAddress("db4", 3306)))
                .hasMessageContaining("there is no tablet zone1-9");
    }

    @Test
    void eachChangeIsInTheHistory() {
        editor.createKeyspace("Läden/1", "0");
        editor.addTablet(tablet("zone1-100", "db1", TabletType.REPLICA));
        editor.removeTablet(TabletAlias.parse("zone1-100"), false);
        assertThat(new TopoHistory(store, InstantSource.system()).all())
                .extracting(HistoryEntry::what)
                .containsExactlyInAnyOrder(
                        "created keyspace Läden/1 with shard 0",
                        "added tablet zone1-100, db1:3306, REPLICA, to Läden/1/0",
                        "removed tablet zone1-100, db1:3306, from Läden/1/0");
        assertThat(new TopoHistory(store, InstantSource.system()).all())
                .extracting(HistoryEntry::who)
                .containsOnly("ops@here");
    }

    @Test
    void whatDoesNotFitTogetherIsSaid() {
        editor.createKeyspace("Läden/1", "0");
        store.create(
                TopoPaths.tablet(TabletAlias.parse("z-1")),
                new TabletRecord(
                                TabletAlias.parse("z-1"),
                                new ServerAddress("db1", 3306),
                                TabletType.PRIMARY,
                                "nowhere",
                                "0")
                        .toJson());
        assertThat(TopoView.read(store).problems())
                .containsExactlyInAnyOrder(
                        "shard Läden/1/0 has no tablets", "tablet z-1 is of shard nowhere/0, which does not exist");
    }
}
