package dev.palinode.engine.reparent;

import static dev.palinode.engine.reparent.ReparentRig.QUICK;
import static dev.palinode.engine.reparent.ReparentRig.alias;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.ReparentJournal;
import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

class PlannedReparentTest {
    @OnEachCluster
    void thereAndBackFiveTimesUnderWritersNothingAcknowledgedIsLost(TestServer.Flavour flavour) throws Exception {
        try (ReparentRig rig = new ReparentRig(flavour)) {
            Writers writers = new Writers(rig.topology, rig.cluster::server, 3);
            try (writers) {
                for (int i = 0; i < 5; i++) {
                    there(rig, writers, 1 + i % 2);
                    there(rig, writers, 0);
                }
            }
            rig.awaitEqual();
            assertThat(writers.acknowledged).isNotEmpty();
            for (int i = 0; i < 3; i++) {
                assertThat(rig.ids(i)).containsAll(writers.acknowledged);
            }
            try (Member member = rig.member(2)) {
                assertThat(ReparentJournal.lastPrimary(member)).contains("zone1-100");
            }
        }
    }

    private static void there(ReparentRig rig, Writers writers, int to) {
        int before = writers.acknowledged.size();
        List<String> events = rig.commands.plannedReparent(QUICK.to(alias(to)));
        assertThat(events).contains(alias(to) + " is the primary").noneMatch(line -> line.startsWith("WARNING"));
        assertThat(rig.primary()).isEqualTo(to);
        await().atMost(Duration.ofSeconds(20)).until(() -> writers.acknowledged.size() > before + 20);
    }

    /** Its own configuration does not say that it is read-only. */
    @OnEachCluster
    void aFormerPrimaryThatIsRestartedInTheMiddleAndTakesWritesIsMadeAReplica(TestServer.Flavour flavour)
            throws Exception {
        try (ReparentRig rig = new ReparentRig(flavour)) {
            rig.steps.set(name -> {
                if (name.equals("reparent.journaled")) {
                    kill(rig, 0);
                    start(rig);
                }
            });
            List<String> events = rig.commands.plannedReparent(QUICK.to("zone1-101"));
            assertThat(events).anyMatch(line -> line.contains("zone1-100 could not be made a replica"));
            rig.steps.set(name -> {});
            await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> rig.assertHealthy(0, 1, 2));
            assertThat(rig.primary()).isEqualTo(1);
            rig.insert(1, 1);
            rig.awaitEqual();
        }
    }

    private static void start(ReparentRig rig) throws SQLException {
        try {
            rig.cluster.start(0);
        } catch (IOException e) {
            throw new SQLException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @OnEachCluster
    void whatCannotBeDoneIsRefusedAndEverythingIsAsBefore(TestServer.Flavour flavour) throws Exception {
        try (ReparentRig rig = new ReparentRig(flavour)) {
            refused(rig, QUICK.to("zone1-107"), "no such replica: zone1-107; there is zone1-101, zone1-102");
            assertThat(rig.commands.plannedReparent(QUICK.to("zone1-100")))
                    .containsExactly("zone1-100 is the primary already");
            assertThat(rig.commands.plannedReparent(new ReparentOptions(
                            Optional.empty(),
                            Optional.of("zone1-102"),
                            Optional.empty(),
                            true,
                            QUICK.waitReplicas(),
                            Optional.empty(),
                            QUICK.ignoreReplicas())))
                    .containsExactly("zone1-100 is the primary, and not zone1-102");

            refused(
                    rig,
                    QUICK.expecting("zone1-102"),
                    "zone1-100 is the primary, and not zone1-102; nothing was changed");

            rig.commands.stopReplication("zone1-102");
            refused(rig, QUICK.to("zone1-101"), "zone1-102: it has stopped");
            rig.commands.startReplication("zone1-102");
            await().untilAsserted(() -> rig.assertHealthy(0, 1, 2));

            lagging(rig);

            rig.cluster.kill(2);
            refused(rig, QUICK, "zone1-102 cannot be reached: Connection refused; nothing was changed");
            rig.assertHealthy(0, 1);
            rig.cluster.killPrimary();
            refused(rig, QUICK, "the primary zone1-100 cannot be reached");
            assertThat(rig.isReadOnly(1)).isTrue();
        }
    }

    /** A table that is locked on the replica keeps it from applying. */
    private static void lagging(ReparentRig rig) throws Exception {
        try (Connection reader = rig.cluster.server(1).connect("ks");
                Statement statement = reader.createStatement()) {
            statement.execute("LOCK TABLES t READ");
            rig.insert(0, 1);
            refused(rig, QUICK.to("zone1-101").waiting(Duration.ofSeconds(1)), "did not catch up within 1.0 s");
        }
        rig.awaitEqual();
        rig.insert(0, 2);
    }

    private static void refused(ReparentRig rig, ReparentOptions options, String message) {
        assertThatThrownBy(() -> rig.commands.plannedReparent(options))
                .isInstanceOf(EngineFault.class)
                .hasMessageContaining(message);
        assertThat(rig.primary()).isZero();
    }

    @OnEachCluster
    void aFailureBeforeThePromotionIsUndone(TestServer.Flavour flavour) throws Exception {
        try (ReparentRig rig = new ReparentRig(flavour)) {
            long id = 0;
            for (String place : List.of("hold", "demote", "demoted", "caught-up", "promote")) {
                rig.steps.set(name -> {
                    if (name.equals("reparent." + place)) {
                        throw new SQLException("the test wants it so");
                    }
                });
                refused(rig, QUICK.to("zone1-101"), "the test wants it so");
                rig.insert(0, ++id);
                rig.awaitEqual();
            }
            rig.steps.set(name -> {
                if (name.equals("reparent.demoted")) {
                    kill(rig, 1);
                }
            });
            refused(rig, QUICK.to("zone1-101"), "");
            rig.insert(0, ++id);
            rig.cluster.start(1);
            rig.awaitEqual();
            rig.steps.set(name -> {});
            // Once it takes writes there is no way back.
            rig.steps.set(name -> {
                if (name.equals("reparent.writable")) {
                    throw new SQLException("the test wants it so");
                }
            });
            assertThat(rig.commands.plannedReparent(QUICK.to("zone1-101")))
                    .contains("zone1-100 replicates from zone1-101")
                    .anyMatch(line -> line.startsWith("WARNING: zone1-101 takes writes, but could not be made to"));
            assertThat(rig.isReadOnly(0)).isTrue();
            assertThat(rig.ids(1)).hasSize(6);
        }
    }

    private static void kill(ReparentRig rig, int server) throws SQLException {
        try {
            rig.cluster.kill(server);
        } catch (InterruptedException e) {
            throw new SQLException(e);
        }
    }

    @OnEachCluster
    void ofTwoAtOnceOneIsRefused(TestServer.Flavour flavour) throws Exception {
        try (ReparentRig rig = new ReparentRig(flavour)) {
            CountDownLatch arrived = new CountDownLatch(1);
            CountDownLatch released = new CountDownLatch(1);
            rig.steps.set(name -> {
                if (name.equals("reparent.hold")) {
                    arrived.countDown();
                    try {
                        released.await();
                    } catch (InterruptedException e) {
                        throw new SQLException(e);
                    }
                }
            });
            CompletableFuture<List<String>> first =
                    CompletableFuture.supplyAsync(() -> rig.commands.plannedReparent(QUICK.to("zone1-101")));
            arrived.await();
            refused(rig, QUICK.to("zone1-102"), "another command changes the roles of this shard now");
            assertThatThrownBy(() -> rig.commands.setWritable("zone1-100", true))
                    .hasMessageContaining("another command changes the roles of this shard now");
            assertThatThrownBy(() -> rig.commands.stopReplication("zone1-101"))
                    .hasMessageContaining("another command changes the roles of this shard now");
            released.countDown();
            assertThat(first.join()).contains("zone1-101 is the primary");
        }
    }
}
