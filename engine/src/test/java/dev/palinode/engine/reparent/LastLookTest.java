package dev.palinode.engine.reparent;

import static dev.palinode.engine.reparent.ReparentRig.QUICK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.preflight.TabletProber;
import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.testing.FlakyLink;
import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.BackendUrl;
import dev.palinode.engine.topo.ShardGate;
import dev.palinode.engine.topo.StaticTopology;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/** The former primary comes back in the last moment before another one is promoted. */
class LastLookTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** As a process that gets SIGSTOP behind its last look, and SIGCONT seconds later. */
    @OnEachCluster
    void whoIsStoppedBehindTheLastLookPromotesNobody(TestServer.Flavour flavour) throws Exception {
        try (ReparentRig rig = new ReparentRig(flavour)) {
            rig.insert(0, 1);
            rig.awaitEqual();
            rig.cluster.kill(0);
            rig.steps.set(name -> {
                if (name.equals("reparent.promote")) {
                    comeBack(rig);
                    awaitGivenUp(rig, 1);
                }
            });
            assertThatThrownBy(() -> rig.commands.emergencyReparent(QUICK.to("zone1-101")));
            rig.insert(0, 2);
            assertThat(rig.isReadOnly(1) && rig.isReadOnly(2)).isTrue();
            rig.awaitEqual();
        }
    }

    private static void comeBack(ReparentRig rig) {
        try {
            rig.cluster.start(0);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        await().atMost(SOON).ignoreExceptions().until(() -> !rig.isReadOnly(0));
    }

    /** Or until it is clear that it waits for us for longer. */
    private static void awaitGivenUp(ReparentRig rig, int server) {
        try (Member other = rig.member(server)) {
            await().atMost(Duration.ofSeconds(8)).until(other::lock);
        } catch (ConditionTimeoutException e) {
            assertThat(e).isNotNull();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void oneThatComesBackMeanwhileIsAskedAndNotOvertaken() throws Exception {
        try (ReparentRig rig = new ReparentRig(TestServer.Flavour.MARIADB)) {
            rig.cluster.kill(0);
            rig.steps.set(name -> {
                if (name.equals("reparent.applied")) {
                    comeBack(rig);
                }
            });
            assertThatThrownBy(() -> rig.commands.emergencyReparent(QUICK.to("zone1-101")))
                    .hasMessageContaining("zone1-100 answers again; nobody was promoted");
            rig.steps.set(name -> {});
            rig.insert(0, 1);
            rig.awaitEqual();

            // Somebody makes it take writes again behind us.
            rig.steps.set(name -> {
                if (name.equals("reparent.applied")) {
                    execute(rig, "SET GLOBAL read_only = OFF");
                }
            });
            assertThatThrownBy(() -> rig.commands.emergencyReparent(QUICK.to("zone1-101")))
                    .hasMessageContaining("zone1-100 takes writes again");
            rig.insert(0, 2);
            rig.awaitEqual();
        }
    }

    private static void execute(ReparentRig rig, String sql) {
        try (Connection connection = rig.cluster.server(0).connect("");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** It takes connections and says nothing, for longer than the chosen one would wait for us. */
    @Test
    void aLookMayTakeLong() throws Exception {
        try (TestCluster cluster = TestCluster.of(TestServer.Flavour.MARIADB, 1);
                FlakyLink link = FlakyLink.to(cluster.server(0).address())) {
            cluster.primary().execute("", "CREATE DATABASE ks");
            TabletProber prober = new TabletProber(IntStream.range(0, 2)
                    .mapToObj(i -> new BackendUrl(
                            cluster.server(i).login(),
                            i == 0 ? link.address() : cluster.server(i).address(),
                            "ks"))
                    .toList());
            StaticTopology topology = new StaticTopology("ks", prober.first(), prober::again);
            try (ShardCommands commands =
                    new ShardCommands(new ShardAccess(topology, topology::refresh, ShardGate.NONE, name -> {}))) {
                link.cut();
                assertThat(commands.emergencyReparent(QUICK)).contains("zone1-101 is the primary");
            }
        }
    }
}
