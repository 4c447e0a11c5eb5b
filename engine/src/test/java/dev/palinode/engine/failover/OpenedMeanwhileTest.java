package dev.palinode.engine.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.EngineConfig;
import dev.palinode.engine.EngineFault;
import dev.palinode.engine.FollowingEngine;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.PalinodeEngine;
import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.migration.runner.OnlineAlter;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.Topology;
import dev.palinode.engine.topo.health.LiveTopology;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The primary changes while a proxy starts. */
final class OpenedMeanwhileTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @OnEachCluster
    void theEngineOpensAtTheNewPrimary(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 1)) {
            String keyspace = cluster.primary().newSchema();
            cluster.awaitReplica(1, PATIENCE);
            List<String> opened = new ArrayList<>();
            try (LiveTopology topology = watch(cluster, keyspace);
                    MigrationEngine engine = FollowingEngine.open(topology, pinned -> {
                        if (opened.isEmpty()) {
                            failOver(cluster, topology);
                        }
                        opened.add(pinned.primary().alias());
                        return open(pinned);
                    })) {
                assertThat(opened).containsExactly("zone1-100", "zone1-101");
                assertThat(engine.list(new MigrationEngine.Filter(Optional.empty()))
                                .rows())
                        .isEmpty();
            }
        }
    }

    /** What cannot be opened at the primary that is still the primary is said at once. */
    @OnEachCluster
    void anErrorOfThePrimaryItselfIsSaid(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 0)) {
            String keyspace = cluster.primary().newSchema();
            try (LiveTopology topology = LiveTopology.start(
                    keyspace, "0", tablets(cluster).subList(0, 1), Duration.ofMillis(200), InstantSource.system())) {
                cluster.killPrimary();
                assertThatThrownBy(() -> FollowingEngine.open(topology, OpenedMeanwhileTest::open))
                        .isInstanceOf(EngineFault.class);
            }
        }
    }

    private static void failOver(TestCluster cluster, LiveTopology topology) {
        try {
            cluster.killPrimary();
            cluster.replica().promote();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        await().atMost(PATIENCE).until(() -> topology.primary().alias().equals("zone1-101"));
    }

    private static LiveTopology watch(TestCluster cluster, String keyspace) {
        LiveTopology topology =
                LiveTopology.start(keyspace, "0", tablets(cluster), Duration.ofMillis(200), InstantSource.system());
        // Whose promotion is to be seen has to be seen as a replica before.
        await().atMost(PATIENCE).until(() -> topology.health().stream().allMatch(tablet -> tablet.alive()));
        return topology;
    }

    private static List<Tablet> tablets(TestCluster cluster) {
        List<Tablet> tablets = new ArrayList<>();
        for (TestServer server : cluster.servers()) {
            TabletType type = tablets.isEmpty() ? TabletType.PRIMARY : TabletType.REPLICA;
            tablets.add(new Tablet("zone1-" + (100 + tablets.size()), server.address(), type, server.login()));
        }
        return tablets;
    }

    private static PalinodeEngine open(Topology pinned) {
        return PalinodeEngine.open(
                EngineConfig.defaults().withPollInterval(Duration.ofMillis(100)),
                pinned,
                TrafficGate.none(),
                context -> new OnlineAlter(context, 2, FailPoints.NONE),
                InstantSource.system());
    }
}
