package dev.palinode.engine.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.health.LiveTopology;
import dev.palinode.engine.topo.health.TabletHealth;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;

/** Somebody has promoted server 1 and left server 2 as it was; the former primary comes back, writable, and has a follower. */
final class UnmovedReplicaTest {
    private static final Duration SOON = Duration.ofMinutes(2);

    @OnEachCluster
    void aProcessThatWasStartedBehindThePromotionStaysWithTheOthers(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 2);
                LiveTopology early = look(cluster.servers(), 0)) {
            List<TestServer> servers = cluster.servers();
            await().atMost(SOON).until(() -> early.health().stream().allMatch(TabletHealth::alive));
            cluster.killPrimary();
            cluster.server(1).promote();
            await().atMost(SOON).until(() -> early.primary().alias().equals("zone1-101"));
            try (LiveTopology late = look(servers, 1)) {
                await().atMost(SOON).until(() -> late.health().get(2).alive());
                late.refresh();
                cluster.startPrimary();
                staysWithThePromoted(early, late);
            }
        }
    }

    @OnEachCluster
    void aReplicaThatWasAwayAtThePromotionChangesNothingWhenItComesBack(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 2);
                LiveTopology topology = look(cluster.servers(), 0)) {
            await().atMost(SOON).until(() -> topology.health().stream().allMatch(TabletHealth::alive));
            cluster.stop(2);
            await().atMost(SOON).until(() -> !topology.health().get(2).alive());
            cluster.killPrimary();
            cluster.server(1).promote();
            await().atMost(SOON).until(() -> topology.primary().alias().equals("zone1-101"));
            cluster.startPrimary();
            cluster.start(2);
            staysWithThePromoted(topology);
        }
    }

    /** The two never took writes at the same time, so that nothing was seen of a second one. */
    @OnEachCluster
    void theFormerPrimaryIsNotItWhileThePromotedOneIsAway(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 2);
                LiveTopology topology = look(cluster.servers(), 0)) {
            await().atMost(SOON).until(() -> topology.health().stream().allMatch(TabletHealth::alive));
            cluster.killPrimary();
            cluster.server(1).promote();
            await().atMost(SOON).until(() -> topology.primary().alias().equals("zone1-101"));
            cluster.kill(1);
            await().atMost(SOON).until(() -> !topology.health().get(1).alive());
            cluster.startPrimary();
            staysWithThePromoted(topology);
        }
    }

    private static void staysWithThePromoted(LiveTopology... topologies) {
        for (LiveTopology topology : topologies) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(topology.health())
                            .as("%s", topology.health())
                            .matches(all -> all.get(0).writable() && all.get(2).runs()));
            topology.refresh();
        }
        assertThat(topologies)
                .allSatisfy(topology -> assertThat(topology.primary().alias()).isEqualTo("zone1-101"));
    }

    private static LiveTopology look(List<TestServer> servers, int primary) {
        List<Tablet> tablets = IntStream.range(0, 3)
                .mapToObj(i -> new Tablet(
                        "zone1-10" + i,
                        servers.get(i).address(),
                        i == primary ? TabletType.PRIMARY : TabletType.REPLICA,
                        servers.get(i).login()))
                .toList();
        return LiveTopology.start("ks", "0", tablets, Duration.ofMillis(200), InstantSource.system());
    }
}
