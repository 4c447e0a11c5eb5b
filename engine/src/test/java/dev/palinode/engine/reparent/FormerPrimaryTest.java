package dev.palinode.engine.reparent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.preflight.SetupFault;
import dev.palinode.engine.preflight.TabletProber;
import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.ShardGate;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.health.LiveTopology;
import dev.palinode.engine.topo.health.TabletHealth;
import dev.palinode.engine.topo.store.ShardRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** A former primary that comes back, writable, while the one that was promoted in its place is away. */
class FormerPrimaryTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @OnEachCluster
    void itIsNotThePrimaryUnlessAPersonSaysSo(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 2)) {
            List<Tablet> tablets = IntStream.range(0, 3)
                    .mapToObj(i -> new Tablet(
                            ReparentRig.alias(i),
                            cluster.server(i).address(),
                            i == 0 ? TabletType.PRIMARY : TabletType.REPLICA,
                            cluster.server(i).login()))
                    .toList();
            try (LiveTopology topology =
                    LiveTopology.start("ks", "0", tablets, Duration.ofMillis(200), InstantSource.system())) {
                cluster.kill(0);
                try (ShardCommands commands = commands(topology)) {
                    commands.emergencyReparent(ReparentRig.QUICK.to("zone1-101"));
                }
                assertThat(topology.primary().alias()).isEqualTo("zone1-101");
                await().atMost(SOON).until(() -> topology.newestPromotion() > 0);
                await().atMost(SOON).until(() -> is(topology, 2, TabletHealth::runs));
                awaitPromotionAt(cluster, 2);
                cluster.kill(1);
                await().atMost(SOON).until(() -> is(topology, 1, health -> !health.alive()));
                cluster.start(0);
                await().atMost(SOON).until(() -> is(topology, 0, TabletHealth::writable));
                topology.refresh();
                assertThat(topology.primary().alias()).isEqualTo("zone1-101");

                // A process that starts now sees the promotion at the replica, or in the topology.
                TabletProber three = TabletProber.following("ks", () -> tablets, () -> ShardRecord.EMPTY);
                assertThatThrownBy(three::again)
                        .isInstanceOf(SetupFault.class)
                        .hasMessageContaining("no backend takes writes")
                        .hasMessageContaining("another one was promoted since");
                TabletProber two = TabletProber.following(
                        "ks",
                        () -> tablets.subList(0, 2),
                        () -> new ShardRecord(Optional.empty(), Optional.empty(), topology.newestPromotion()));
                assertThatThrownBy(two::again).hasMessageContaining("another one was promoted since");

                try (ShardCommands commands = commands(topology)) {
                    assertThat(commands.externallyReparented("zone1-100"))
                            .anyMatch(line -> line.endsWith("zone1-100 is the primary"));
                }
                assertThat(topology.primary().alias()).isEqualTo("zone1-100");
                assertThat(primary(three)).isEqualTo("zone1-100");

                // What a person has said holds when the other one comes back as well.
                cluster.start(1);
                cluster.server(1).execute("", "SET GLOBAL read_only = OFF");
                await().atMost(SOON).until(() -> is(topology, 1, TabletHealth::writable));
                topology.refresh();
                assertThat(topology.primary().alias()).isEqualTo("zone1-100");
                assertThat(primary(three)).isEqualTo("zone1-100");
            }
        }
    }

    private static ShardCommands commands(LiveTopology topology) {
        return new ShardCommands(new ShardAccess(topology, topology::refresh, ShardGate.NONE, name -> {}));
    }

    private static boolean is(LiveTopology topology, int number, Predicate<TabletHealth> what) {
        return what.test(topology.health().get(number));
    }

    private static void awaitPromotionAt(TestCluster cluster, int number) {
        await().atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(cluster.gtids(number)).isEqualTo(cluster.gtids(1)));
    }

    private static String primary(TabletProber prober) {
        return prober.again().stream()
                .filter(tablet -> tablet.type() == TabletType.PRIMARY)
                .findFirst()
                .orElseThrow()
                .alias();
    }
}
