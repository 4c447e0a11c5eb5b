package dev.palinode.engine.reparent;

import static dev.palinode.engine.reparent.ReparentRig.QUICK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

class EmergencyReparentTest {
    @OnEachCluster
    void afterAKillTheMostAdvancedTakesOverAndTheReturningPrimaryIsTakenIn(TestServer.Flavour flavour)
            throws Exception {
        try (ReparentRig rig = new ReparentRig(flavour)) {
            rig.commands.stopReplication("zone1-101");
            rig.insert(0, 1);
            await().untilAsserted(() -> assertThat(rig.ids(2)).contains(1L));
            rig.cluster.kill(0);

            List<String> events = rig.commands.emergencyReparent(QUICK);
            assertThat(events)
                    .contains(
                            "zone1-102 is the primary",
                            "zone1-100 is away; it will be made read-only when it comes back",
                            "zone1-101 replicates from zone1-102");
            assertThat(rig.primary()).isEqualTo(2);
            rig.insert(2, 2);
            rig.assertHealthy(1, 2);

            rig.cluster.start(0);
            rig.awaitEqual();
            assertThat(rig.ids(0)).isEqualTo(Set.of(1L, 2L));
        }
    }

    @OnEachCluster
    void aPrimaryThatHangsIsReplacedAndTakenInWhenItRunsAgain(TestServer.Flavour flavour) throws Exception {
        try (ReparentRig rig = new ReparentRig(flavour)) {
            rig.cluster.freeze(0);
            assertThat(rig.commands.emergencyReparent(QUICK.to("zone1-102"))).contains("zone1-102 is the primary");
            rig.insert(2, 1);
            rig.cluster.thaw(0);
            rig.awaitEqual();
        }
    }

    @OnEachCluster
    void oneThatIsBehindMayBeNamedAndGetsWhatTheOthersHave(TestServer.Flavour flavour) throws Exception {
        try (ReparentRig rig = new ReparentRig(flavour)) {
            rig.commands.stopReplication("zone1-101");
            rig.insert(0, 1);
            await().untilAsserted(() -> assertThat(rig.ids(2)).contains(1L));
            rig.cluster.kill(0);
            assertThat(rig.commands.emergencyReparent(QUICK.to("zone1-101"))).contains("zone1-101 is the primary");
            assertThat(rig.ids(1)).isEqualTo(Set.of(1L));
            rig.insert(1, 2);
            await().untilAsserted(() -> assertThat(rig.ids(2)).contains(2L));
            rig.assertHealthy(1, 2);
        }
    }

    @OnEachCluster
    void aReturningPrimaryWithTransactionsOfItsOwnIsFencedAndReported(TestServer.Flavour flavour) throws Exception {
        try (ReparentRig rig = new ReparentRig(flavour)) {
            rig.commands.stopReplication("zone1-101");
            rig.commands.stopReplication("zone1-102");
            rig.insert(0, 7);
            rig.cluster.kill(0);
            rig.commands.emergencyReparent(QUICK);
            assertThat(rig.primary()).isEqualTo(1);
            rig.cluster.start(0);
            // The watch of the command itself may be at it at the same time.
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> {
                ReturnedPrimary.Review review =
                        ReturnedPrimary.review(rig.topology.tablets().get(0), rig.topology.primary());
                assertThat(review.outcome()).isEqualTo(ReturnedPrimary.Outcome.FENCED);
                assertThat(review.events())
                        .singleElement()
                        .asString()
                        .contains("it has transactions that zone1-101 does not have");
            });
            assertThatThrownBy(() -> rig.commands.reparentTablet("zone1-100"))
                    .hasMessageContaining("zone1-100 has transactions that zone1-101 lacks");
            assertThat(rig.isReadOnly(0)).isTrue();
            rig.insert(1, 8);
            await().untilAsserted(() -> assertThat(rig.ids(2)).contains(8L));
        }
    }

    @OnEachCluster
    void aReplicaWithTransactionsOfItsOwnIsLeftOut(TestServer.Flavour flavour) throws Exception {
        try (ReparentRig rig = new ReparentRig(flavour)) {
            assertThatThrownBy(() -> rig.commands.setWritable("zone1-101", true))
                    .hasMessageContaining("zone1-100 takes writes and replicates from nobody");
            rig.cluster.server(1).execute("", "SET GLOBAL read_only = OFF");
            rig.insert(1, 66);
            rig.commands.setWritable("zone1-101", false);
            rig.cluster.kill(0);
            // They may as well be what the others have not got yet.
            assertThatThrownBy(() -> rig.commands.emergencyReparent(QUICK))
                    .hasMessageContaining("zone1-101 has everything that the others have, but it has transactions");
            assertThat(rig.commands.emergencyReparent(QUICK.to("zone1-102")))
                    .contains("zone1-102 is the primary")
                    .anyMatch(line -> line.startsWith("WARNING: zone1-101 is left out: it has transactions"));
            rig.insert(2, 1);
        }
    }

    @OnEachCluster
    void aFailureIsUndoneAndAReplicaThatIsAwayMustBeIgnoredByName(TestServer.Flavour flavour) throws Exception {
        try (ReparentRig rig = new ReparentRig(flavour)) {
            for (String place : List.of("fence", "stopped", "applied", "promote")) {
                rig.steps.set(name -> {
                    if (name.equals("reparent." + place)) {
                        throw new SQLException("the test wants it so");
                    }
                });
                assertThatThrownBy(() -> rig.commands.emergencyReparent(QUICK))
                        .hasMessageContaining("the test wants it so");
                rig.awaitEqual();
            }
            rig.steps.set(name -> {});
            rig.cluster.kill(2);
            assertThatThrownBy(() -> rig.commands.emergencyReparent(QUICK))
                    .hasMessageContaining("--ignore-replicas zone1-102");
            for (String alias : List.of("zone1-100", "zone1-109")) {
                assertThatThrownBy(() -> rig.commands.emergencyReparent(QUICK.ignoring(Set.of("zone1-102", alias))))
                        .hasMessageContaining(alias);
            }
            rig.assertHealthy(0, 1);
            // The primary is there: it is demoted, and nothing that it has is lost.
            rig.insert(0, 1);
            assertThat(rig.commands.emergencyReparent(QUICK.ignoring(Set.of("zone1-102"))))
                    .contains("zone1-101 is the primary", "zone1-100 replicates from zone1-101")
                    .anyMatch(line -> line.contains("VTCTL ReparentTablet zone1-102"));
            assertThat(rig.ids(1)).contains(1L);
            rig.cluster.start(2);
            rig.commands.reparentTablet("zone1-102");
            rig.awaitEqual();
        }
    }
}
