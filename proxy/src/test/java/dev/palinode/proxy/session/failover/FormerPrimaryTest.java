package dev.palinode.proxy.session.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.health.LiveTopology;
import dev.palinode.engine.topo.health.TabletHealth;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FormerPrimaryTest {
    /** What each look takes that waits for a tablet which hangs. */
    private static final Duration FROZEN_LOOK = Duration.ofSeconds(5);

    private static final Duration SOON = Duration.ofSeconds(60);

    /** What it acknowledges is lost, so that nothing else may be waited for. */
    @Test
    void aTabletThatHangsDoesNotProlongTheTimeOfAFormerPrimaryThatTakesWrites() throws Exception {
        try (TestCluster cluster = TestCluster.of(TestServer.Flavour.MARIADB, 3);
                LiveTopology topology = LiveTopology.start(
                        "ks", "0", tablets(cluster), Duration.ofMillis(500), InstantSource.system())) {
            AtomicLong changed = new AtomicLong();
            Queue<ServerAddress> lost = new ConcurrentLinkedQueue<>();
            topology.listen((before, now, term) -> changed.set(System.nanoTime()));
            FormerPrimary.watch(topology, lost::add);
            await().atMost(SOON).until(() -> topology.health().stream().allMatch(TabletHealth::alive));
            cluster.freeze(3);
            try {
                cluster.server(1).promote();
                cluster.server(2).follow(cluster.server(1));
                await().atMost(SOON).until(() -> !lost.isEmpty());
                Duration taken = Duration.ofNanos(System.nanoTime() - changed.get());
                assertThat(lost).containsExactly(cluster.server(0).address());
                // It takes two seconds and three looks.
                assertThat(taken).isLessThan(FROZEN_LOOK.multipliedBy(3));
            } finally {
                cluster.thaw(3);
            }
        }
    }

    private static List<Tablet> tablets(TestCluster cluster) {
        return IntStream.range(0, 4)
                .mapToObj(i -> new Tablet(
                        "zone1-" + (100 + i),
                        cluster.server(i).address(),
                        i == 0 ? TabletType.PRIMARY : TabletType.REPLICA,
                        cluster.server(i).login()))
                .toList();
    }
}
