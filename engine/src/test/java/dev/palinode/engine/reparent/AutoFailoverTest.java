package dev.palinode.engine.reparent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.Trouble;
import dev.palinode.engine.testing.FlakyLink;
import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.ShardGate;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.health.DeadPrimary;
import dev.palinode.engine.topo.health.LiveTopology;
import dev.palinode.engine.topo.health.TabletHealth;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AutoFailoverTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final AutoFailover.Terms TERMS =
            new AutoFailover.Terms(Duration.ofSeconds(1), Duration.ofMinutes(10));

    /** Servers, and one process that watches them; the way to the first server may be a bad one. */
    private static final class Watched implements AutoCloseable {
        final LiveTopology topology;
        final ShardCommands commands;
        final AutoFailover auto;

        Watched(TestCluster cluster, ServerAddress first) {
            List<Tablet> tablets = IntStream.range(0, 3)
                    .mapToObj(i -> new Tablet(
                            ReparentRig.alias(i),
                            i == 0 ? first : cluster.server(i).address(),
                            i == 0 ? TabletType.PRIMARY : TabletType.REPLICA,
                            cluster.server(i).login()))
                    .toList();
            topology = LiveTopology.start("ks", "0", tablets, Duration.ofMillis(200), InstantSource.system());
            commands = new ShardCommands(new ShardAccess(topology, topology::refresh, ShardGate.NONE, name -> {}));
            auto = AutoFailover.start(topology::health, commands, TERMS, InstantSource.system());
        }

        String primary() {
            return topology.primary().alias();
        }

        @Override
        public void close() {
            auto.close();
            commands.close();
            topology.close();
        }
    }

    @OnEachCluster
    void aDeadPrimaryIsReplacedOnceInAWhileByOneOfTwoProcesses(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 2);
                Watched one = new Watched(cluster, cluster.server(0).address());
                Watched two = new Watched(cluster, cluster.server(0).address())) {
            cluster.primary().execute("", "CREATE DATABASE ks", "CREATE TABLE ks.t (id INT PRIMARY KEY)");
            await().atMost(SOON).until(() -> cluster.gtids(2).equals(cluster.gtids(0)));
            cluster.kill(0);
            await().atMost(SOON)
                    .until(() ->
                            !one.primary().equals("zone1-100") && one.primary().equals(two.primary()));
            await().atMost(SOON).until(() -> one.auto.done() + two.auto.done() == 1);
            int promoted = ReparentRig.number(one.primary());
            cluster.server(promoted).execute("ks", "INSERT INTO t VALUES (1)");

            cluster.start(0);
            await().atMost(SOON).ignoreExceptions().until(() -> cluster.gtids(0).equals(cluster.gtids(promoted)));
            await().atMost(SOON)
                    .until(() -> one.topology.health().stream()
                            .allMatch(tablet -> tablet.alive()
                                    && tablet.writable() == tablet.alias().equals(one.primary())));
            cluster.kill(promoted);
            await().atMost(SOON).until(() -> one.auto.refused() > 0 && two.auto.refused() > 0);
            assertThat(one.primary()).isEqualTo(ReparentRig.alias(promoted));
            assertThat(one.auto.done() + two.auto.done()).isEqualTo(1);
            // A person may.
            assertThat(one.commands.emergencyReparent(ReparentRig.QUICK))
                    .anyMatch(line -> line.endsWith(" is the primary"));
        }
    }

    /** The machine's clock may be set while the primary only restarts. */
    @Test
    void aClockThatIsSetMakesNothingLastLonger() throws Exception {
        AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
        InstantSource clock = () -> Instant.now().plus(ahead.get());
        AtomicInteger looks = new AtomicInteger();
        try (TestCluster cluster = TestCluster.of(TestServer.Flavour.MARIADB, 2);
                Watched watched = new Watched(cluster, cluster.server(0).address());
                AutoFailover patient = AutoFailover.start(
                        () -> {
                            looks.incrementAndGet();
                            return watched.topology.health();
                        },
                        watched.commands,
                        new AutoFailover.Terms(Duration.ofHours(1), Duration.ofMinutes(10)),
                        clock)) {
            watched.auto.close();
            await().atMost(SOON).until(() -> watched.topology.health().stream().allMatch(TabletHealth::alive));
            cluster.kill(0);
            await().atMost(SOON).until(() -> new DeadPrimary().isDead(watched.topology.health()));
            awaitLooks(looks);
            ahead.set(Duration.ofHours(2));
            awaitLooks(looks);
            ahead.set(Duration.ZERO);
            awaitLooks(looks);
            assertThat(patient.done() + patient.refused()).isZero();
            assertThat(watched.primary()).isEqualTo("zone1-100");
        }
    }

    private static void awaitLooks(AtomicInteger looks) {
        int now = looks.get();
        await().atMost(SOON).until(() -> looks.get() > now + 2);
    }

    @Test
    void whoWasPassedOverIsThePrimaryWhenAPersonSaysSo() throws Exception {
        try (TestCluster cluster = TestCluster.of(TestServer.Flavour.MARIADB, 2);
                Watched watched = new Watched(cluster, cluster.server(0).address())) {
            await().atMost(SOON).until(() -> watched.topology.health().stream().allMatch(tablet -> tablet.alive()));
            cluster.server(1).promote();
            Thread.sleep(6_000);
            assertThatThrownBy(() -> watched.commands.externallyReparented("zone1-101"))
                    .hasMessageContaining("it is zone1-100");
            cluster.kill(0);
            await().atMost(SOON)
                    .until(() -> watched.topology.health().stream()
                            .anyMatch(tablet -> tablet.alias().equals("zone1-100") && !tablet.alive()));
            assertThat(watched.primary()).isEqualTo("zone1-100");
            assertThat(watched.commands.externallyReparented("zone1-101"))
                    .anyMatch(line -> line.endsWith("zone1-101 is the primary"));
            assertThat(watched.primary()).isEqualTo("zone1-101");
            cluster.server(1).execute("", "CREATE DATABASE taken_writes");
        }
    }

    @Test
    void whoRefusesTheLogInIsThere() throws Exception {
        try (TestCluster cluster = TestCluster.of(TestServer.Flavour.MARIADB, 0)) {
            ServerAddress address = cluster.server(0).address();
            assertThat(isUnreachable(address)).isFalse();
            cluster.kill(0);
            assertThat(isUnreachable(address)).isTrue();
        }
    }

    private static boolean isUnreachable(ServerAddress address) {
        Tablet tablet = new Tablet("zone1-100", address, TabletType.PRIMARY, new Login("nobody", "wrong"));
        return Trouble.isUnreachable(catchThrowableOfType(
                SQLException.class, () -> Member.connect(tablet).close()));
    }

    @Test
    void ourOwnTroubleWithTheNetworkIsNoReason() throws Exception {
        try (TestCluster cluster = TestCluster.of(TestServer.Flavour.MARIADB, 2);
                FlakyLink link = FlakyLink.to(cluster.server(0).address());
                Watched watched = new Watched(cluster, link.address())) {
            await().atMost(SOON).until(() -> watched.topology.health().stream().allMatch(tablet -> tablet.alive()));
            DeadPrimary seen = new DeadPrimary();
            seen.note(watched.topology.health());
            link.cut();
            await().atMost(SOON).until(() -> watched.topology.health().stream().anyMatch(tablet -> !tablet.alive()));
            await().atMost(SOON).until(() -> watched.auto.refused() == 1);
            Thread.sleep(4 * TERMS.after().toMillis());
            assertThat(watched.primary()).isEqualTo("zone1-100");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(seen.doubt(watched.topology.health()))
                            .contains(
                                    "zone1-101 still receives from it: the trouble may be our own network; zone1-102 still"
                                            + " receives from it: the trouble may be our own network"));

            // A replica that was told to stop has not found that the primary is away.
            for (int i = 1; i <= 2; i++) {
                cluster.server(i).execute("", "STOP SLAVE IO_THREAD");
            }
            await().atMost(SOON)
                    .until(() -> watched.topology.health().stream()
                            .filter(TabletHealth::alive)
                            .flatMap(tablet -> tablet.state().orElseThrow().replication().stream())
                            .allMatch(from -> from.io().equals("No")));
            assertThat(seen.isDead(watched.topology.health())).isFalse();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(seen.doubt(watched.topology.health()))
                            .hasValueSatisfying(doubt -> assertThat(doubt)
                                    .contains(
                                            "receiving was stopped at zone1-102 (VTCTL StartReplication zone1-102)")));
            assertThat(watched.primary()).isEqualTo("zone1-100");
            assertThat(watched.auto.done()).isZero();
            assertThat(watched.auto.refused()).isEqualTo(1);
            for (int i = 1; i <= 2; i++) {
                cluster.server(i).execute("", "START SLAVE IO_THREAD");
            }
            cluster.server(0).execute("", "CREATE DATABASE ks");
            link.heal();
            await().atMost(SOON)
                    .until(() -> aliases(watched.topology.running()).equals(List.of("zone1-101", "zone1-102")));

            // As a former primary that was fenced: it is no replica, though it is read-only.
            cluster.server(2).execute("", "STOP SLAVE", "RESET SLAVE ALL");
            await().atMost(SOON)
                    .until(() -> aliases(watched.topology.replicas()).equals(List.of("zone1-101")));
            assertThat(watched.topology.tablets()).hasSize(3);
        }
    }

    /** Who cannot reach somebody else says nothing about the primary. */
    @OnEachCluster
    void whoHasLostAnotherSourceProvesNothing(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 2);
                FlakyLink link = FlakyLink.to(cluster.server(0).address());
                FlakyLink gone = FlakyLink.to(cluster.server(0).address());
                Watched watched = new Watched(cluster, link.address())) {
            await().atMost(SOON).until(() -> watched.topology.health().stream().allMatch(TabletHealth::alive));
            DeadPrimary seen = new DeadPrimary();
            seen.note(watched.topology.health());
            gone.close();
            for (int i = 1; i <= 2; i++) {
                try (Member member = Member.connect(watched.topology.tablets().get(i))) {
                    member.followAgain(gone.address());
                }
            }
            link.cut();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(seen.doubt(watched.topology.health()))
                            .contains("zone1-101 does not replicate from the primary, as far as was seen, but from "
                                    + gone.address()
                                    + "; zone1-102 does not replicate from the primary, as far as was seen, but from "
                                    + gone.address()));
            await().atMost(SOON).until(() -> watched.auto.refused() == 1);
            Thread.sleep(4 * TERMS.after().toMillis());
            assertThat(watched.primary()).isEqualTo("zone1-100");
            assertThat(watched.auto.done()).isZero();
        }
    }

    private static List<String> aliases(List<Tablet> tablets) {
        return tablets.stream().map(Tablet::alias).toList();
    }
}
