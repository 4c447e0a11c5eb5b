package dev.palinode.engine.reparent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.preflight.TabletProber;
import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.ShardGate;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.health.LiveTopology;
import dev.palinode.engine.topo.health.TabletHealth;
import dev.palinode.engine.topo.store.ShardRecord;
import dev.palinode.engine.topo.store.TabletAlias;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Somebody else promotes zone1-101, and does nothing to the primary, zone1-100; two proxies look on. */
class OthersPromotionTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Above what makes one that takes writes beside the primary suspicious. */
    private static final Duration LONG = Duration.ofSeconds(4);

    @OnEachCluster
    void whatAPersonSaysToOneProxyHoldsForAll(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 2);
                LiveTopology one = look(cluster);
                LiveTopology other = look(cluster);
                ShardCommands commands = commands(one)) {
            cluster.server(1).promote();
            awaitBoth(one, other, topology -> is(topology, 1, TabletHealth::writable));
            Instant since = Instant.now();
            awaitBoth(
                    one,
                    other,
                    topology -> is(topology, 0, health -> health.seen().isAfter(since.plus(LONG))));
            assertThatThrownBy(() -> commands.externallyReparented("zone1-100"))
                    .hasMessageContaining("zone1-101 takes writes as well");
            cluster.kill(0);
            awaitBoth(one, other, topology -> is(topology, 0, health -> !health.alive()));
            one.refresh();
            other.refresh();
            assertThat(List.of(one, other))
                    .allSatisfy(
                            topology -> assertThat(topology.primary().alias()).isEqualTo("zone1-100"));

            assertThat(commands.externallyReparented("zone1-101"))
                    .anyMatch(line -> line.endsWith("zone1-101 is the primary"));
            awaitBoth(one, other, OthersPromotionTest::isPromoted);
            cluster.start(0);
            awaitBoth(one, other, topology -> is(topology, 0, TabletHealth::alive));
            one.refresh();
            other.refresh();
            assertThat(List.of(one, other)).allMatch(OthersPromotionTest::isPromoted);
        }
    }

    /** Who begins later must not take the former primary, which comes back while the promoted one is away. */
    @OnEachCluster
    void whatIsFollowedIsKnownForGood(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 2)) {
            List<Tablet> tablets = tablets(cluster, 0);
            TabletProber all = TabletProber.following("ks", () -> tablets, () -> ShardRecord.EMPTY);
            ShardRecord noted =
                    new ShardRecord(Optional.of(new TabletAlias("zone1", 101)), Optional.of(Instant.now()), 0);
            TabletProber two = TabletProber.following("ks", () -> tablets.subList(0, 2), () -> noted);
            try (LiveTopology one = look(cluster);
                    ShardCommands commands = commands(one)) {
                cluster.kill(0);
                cluster.server(1).promote();
                cluster.server(2).follow(cluster.server(1));
                await().atMost(SOON).until(() -> isPromoted(one));
                await().atMost(SOON).until(() -> one.newestPromotion() > 0);
                assertThat(commands.tablets())
                        .filteredOn(view -> view.tablet().alias().equals("zone1-101"))
                        .allMatch(view -> view.termStart().isPresent());
                await().atMost(SOON).until(() -> cluster.gtids(2).equals(cluster.gtids(1)));
            }
            assertThat(all.again()).extracting(Tablet::type).startsWith(TabletType.REPLICA, TabletType.PRIMARY);
            cluster.kill(1);
            cluster.start(0);
            assertThatThrownBy(all::again)
                    .hasMessageContaining("no backend takes writes")
                    .hasMessageContaining("another one was promoted since");
            // Also where nobody who answers knows of it: the topology has another one for the primary.
            assertThatThrownBy(two::again)
                    .hasMessageContaining("no backend takes writes")
                    .hasMessageContaining("the topology has zone1-101 for the primary");
            cluster.server(0)
                    .execute(
                            "",
                            "CREATE DATABASE _vt",
                            "CREATE TABLE _vt.reparent_journal (time_created_ns BIGINT UNSIGNED PRIMARY KEY)",
                            "INSERT INTO _vt.reparent_journal VALUES (UNIX_TIMESTAMP() * 1000000000)");
            assertThat(two.again()).extracting(Tablet::type).startsWith(TabletType.PRIMARY);
        }
    }

    /** The process that promoted another one has ended, or it was somebody else who did. */
    @OnEachCluster
    void whoeverComesBackIsMadeAReplica(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 2)) {
            try (LiveTopology one = look(cluster);
                    ShardCommands commands = commands(one)) {
                cluster.kill(0);
                commands.emergencyReparent(ReparentRig.QUICK.to("zone1-101"));
            }
            cluster.start(0);
            cluster.server(1).execute("", "CREATE DATABASE ks", "CREATE TABLE ks.t (id INT PRIMARY KEY)");
            try (LiveTopology later = look(cluster, 1);
                    ShardCommands commands = commands(later)) {
                awaitReplica(cluster, 0);
                await().atMost(SOON).until(() -> cluster.gtids(2).equals(cluster.gtids(1)));
                cluster.kill(1);
                cluster.server(2).promote();
                await().atMost(SOON).until(() -> later.primary().alias().equals("zone1-102"));
                cluster.start(1);
                cluster.server(1).execute("", "SET GLOBAL read_only = OFF");
                try (Connection busy = cluster.server(1).connect("ks");
                        Statement statement = busy.createStatement()) {
                    statement.execute("LOCK TABLES t WRITE");
                    awaitReplica(cluster, 1);
                }
                assertThat(commands.tablets()).hasSize(3);
            }
        }
    }

    private static void awaitReplica(TestCluster cluster, int number) {
        await().atMost(SOON).ignoreExceptions().until(() -> {
            try (Member member = Member.connect(tablets(cluster, 0).get(number))) {
                return member.isReadOnly() && member.status().isPresent();
            }
        });
    }

    private static boolean isPromoted(LiveTopology topology) {
        return topology.primary().alias().equals("zone1-101");
    }

    private static LiveTopology look(TestCluster cluster) {
        return look(cluster, 0);
    }

    private static LiveTopology look(TestCluster cluster, int primary) {
        LiveTopology topology = LiveTopology.start(
                "ks", "0", tablets(cluster, primary), Duration.ofMillis(200), InstantSource.system());
        await().atMost(SOON).until(() -> topology.health().stream().allMatch(TabletHealth::alive));
        return topology;
    }

    private static List<Tablet> tablets(TestCluster cluster, int primary) {
        return IntStream.range(0, 3)
                .mapToObj(i -> new Tablet(
                        ReparentRig.alias(i),
                        cluster.server(i).address(),
                        i == primary ? TabletType.PRIMARY : TabletType.REPLICA,
                        cluster.server(i).login()))
                .toList();
    }

    private static ShardCommands commands(LiveTopology topology) {
        return new ShardCommands(new ShardAccess(topology, topology::refresh, ShardGate.NONE, name -> {}));
    }

    private static void awaitBoth(LiveTopology one, LiveTopology other, Predicate<LiveTopology> what) {
        await().atMost(SOON).until(() -> what.test(one) && what.test(other));
    }

    private static boolean is(LiveTopology topology, int number, Predicate<TabletHealth> what) {
        return what.test(topology.health().get(number));
    }
}
