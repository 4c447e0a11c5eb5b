package dev.palinode.engine.reparent;

import static dev.palinode.engine.reparent.InterruptedReparentTest.killAt;
import static dev.palinode.engine.reparent.InterruptedReparentTest.look;
import static dev.palinode.engine.reparent.ReparentRig.QUICK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.dialect.ReplicaStatus;
import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.ReparentIntent;
import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The primary is dead, and the process that wanted to replace it dies as well. */
class NobodyLeftTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @OnEachCluster
    void replicasReceiveAgainSoThatTheNextOneSeesThatThePrimaryIsDead(TestServer.Flavour flavour) throws Exception {
        try (ReparentRig rig = new ReparentRig(flavour)) {
            rig.insert(0, 1);
            rig.awaitEqual();
            // What somebody has left writable must not pass for the one that was promoted.
            rig.cluster.server(2).execute("", "SET GLOBAL read_only = OFF");
            rig.cluster.kill(0);
            for (String place : new String[] {"stopped", "applied"}) {
                killAt(rig, place, () -> rig.commands.emergencyReparent(QUICK.to("zone1-101")));
                assertThat(rig.isReadOnly(1) && rig.isReadOnly(2)).as(place).isTrue();
                await().atMost(SOON).ignoreExceptions().until(() -> {
                    look(rig);
                    return hasLostIt(rig, 1) && hasLostIt(rig, 2);
                });
            }
            assertThat(rig.commands.emergencyReparent(QUICK)).anyMatch(line -> line.endsWith(" is the primary"));
            rig.cluster.start(0);
            rig.awaitEqual();
        }
    }

    private static boolean hasLostIt(ReparentRig rig, int server) throws SQLException {
        try (Member member = rig.member(server)) {
            return member.status().filter(ReplicaStatus::lostSource).isPresent()
                    && ReparentIntent.kept(member).isEmpty();
        }
    }

    @Test
    void thePrimaryThatComesBackBeforeAnybodyLooksIsFollowedAgain() throws Exception {
        try (ReparentRig rig = new ReparentRig(TestServer.Flavour.MARIADB)) {
            rig.cluster.kill(0);
            killAt(rig, "promote", () -> rig.commands.emergencyReparent(QUICK.to("zone1-101")));
            rig.cluster.start(0);
            rig.insert(0, 1);
            rig.awaitEqual();
            assertThat(look(rig)).isEmpty();
        }
    }

    @Test
    void aFormerPrimaryIsAwaitedUntilItIsCertainWhoHasReplacedIt() throws Exception {
        try (ReparentRig rig = new ReparentRig(TestServer.Flavour.MARIADB)) {
            rig.cluster.kill(0);
            rig.commands.emergencyReparent(QUICK.to("zone1-101"));
            rig.insert(1, 1);
            await().untilAsserted(() -> assertThat(rig.ids(2)).contains(1L));
            // Somebody moves on by hand, of whom no journal knows.
            rig.cluster.server(1).execute("", "SET GLOBAL read_only = ON");
            rig.cluster.server(2).promote();
            rig.topology.refresh();
            assertThat(rig.primary()).isEqualTo(2);
            rig.cluster.start(0);
            await().atMost(SOON).ignoreExceptions().until(() -> rig.isReadOnly(0));
        }
    }
}
