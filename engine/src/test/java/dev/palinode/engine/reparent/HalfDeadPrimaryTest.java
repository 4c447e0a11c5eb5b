package dev.palinode.engine.reparent;

import static dev.palinode.engine.reparent.ReparentRig.QUICK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.preflight.TabletProber;
import dev.palinode.engine.testing.FlakyLink;
import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.BackendUrl;
import dev.palinode.engine.topo.ShardGate;
import dev.palinode.engine.topo.StaticTopology;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A primary that answers, and takes no orders. */
class HalfDeadPrimaryTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @OnEachCluster
    void whoHoldsALockThereIsEnded(TestServer.Flavour flavour) throws Exception {
        try (ReparentRig rig = new ReparentRig(flavour);
                Connection locker = rig.cluster.primary().connect("ks");
                Statement statement = locker.createStatement()) {
            statement.execute("LOCK TABLES t WRITE");
            long begun = System.nanoTime();
            assertThat(rig.commands.emergencyReparent(QUICK))
                    .contains("zone1-101 is the primary", "zone1-100 replicates from zone1-101")
                    .anyMatch(line -> line.startsWith("WARNING: zone1-100 answers, but could not be made read-only: "));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(25));
            rig.insert(1, 1);
            rig.awaitEqual();
        }
    }

    /** What is sent there is not answered any more, as on a full disk. */
    @Test
    void oneThatCannotBeMadeReadOnlyIsReplacedAndFencedLater() throws Exception {
        try (TestCluster cluster = TestCluster.of(TestServer.Flavour.MARIADB, 2);
                FlakyLink link = FlakyLink.to(cluster.server(0).address())) {
            cluster.primary().execute("", "CREATE DATABASE ks", "CREATE TABLE ks.t (id INT PRIMARY KEY)");
            TabletProber prober = new TabletProber(IntStream.range(0, 3)
                    .mapToObj(i -> new BackendUrl(
                            cluster.server(i).login(),
                            i == 0 ? link.address() : cluster.server(i).address(),
                            "ks"))
                    .toList());
            StaticTopology topology = new StaticTopology("ks", prober.first(), prober::again);
            await().atMost(SOON)
                    .until(() -> cluster.gtids(1).equals(cluster.gtids(0))
                            && cluster.gtids(2).equals(cluster.gtids(0)));
            try (ShardCommands commands =
                    new ShardCommands(new ShardAccess(topology, topology::refresh, ShardGate.NONE, name -> {}))) {
                link.cutAt("read_only = ON");
                List<String> told = commands.emergencyReparent(QUICK);
                assertThat(told)
                        .contains("zone1-101 is the primary", "zone1-102 replicates from zone1-101")
                        .anyMatch(
                                line -> line.startsWith("WARNING: zone1-100 answers, and cannot be made read-only: "));
                assertThat(isReadOnly(cluster, 0)).isFalse();
                cluster.server(1).execute("ks", "INSERT INTO t VALUES (1)");
                link.heal();
                await().atMost(SOON).ignoreExceptions().until(() -> isReadOnly(cluster, 0));
            }
        }
    }

    private static boolean isReadOnly(TestCluster cluster, int server) throws Exception {
        try (Connection connection = cluster.server(server).connect("");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@GLOBAL.read_only")) {
            return row.next() && !row.getString(1).matches("0|OFF");
        }
    }
}
