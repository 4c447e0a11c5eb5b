package dev.palinode.engine.reparent.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.db.SilentHolders;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A process that was stopped, or is cut off, while it changed the roles of servers. */
final class SilentHoldersTest {
    private static final Duration SILENCE = Duration.ofSeconds(2);

    @OnEachCluster
    void whoSaysNothingToAnyServerLosesItsLocks(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 1);
                Members stopped = Members.connect(tablets(cluster));
                Members other = Members.connect(tablets(cluster))) {
            assertThat(stopped.tryLock(Duration.ZERO)).isEmpty();
            SilentHolders.end(other.connections(), Member.LOCK, SILENCE);
            assertThat(other.tryLock(Duration.ZERO))
                    .hasValueSatisfying(
                            why -> assertThat(why).contains("another command changes the roles of this shard now"));
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                SilentHolders.end(other.connections(), Member.LOCK, SILENCE);
                assertThat(other.tryLock(Duration.ZERO)).isEmpty();
            });
            for (Member member : stopped.reached()) {
                assertThat(member.connection().isValid(5)).as(member.alias()).isFalse();
            }
        }
    }

    /** It waits in a statement for one of them, and says nothing to the others meanwhile. */
    @OnEachCluster
    void whoWaitsForOneServerKeepsTheLocksOfAll(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 1);
                Members working = Members.connect(tablets(cluster));
                Members other = Members.connect(tablets(cluster))) {
            assertThat(working.tryLock(Duration.ZERO)).isEmpty();
            Member replica = working.find("zone1-101").orElseThrow();
            CompletableFuture<Integer> wait = CompletableFuture.supplyAsync(() -> {
                try {
                    return Sql.first(replica.connection(), "SELECT SLEEP(5)", row -> row.getInt(1))
                            .orElseThrow();
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
            });
            while (!wait.isDone()) {
                SilentHolders.end(other.connections(), Member.LOCK, SILENCE);
                assertThat(other.tryLock(Duration.ZERO)).isPresent();
                Thread.sleep(100);
            }
            assertThat(wait.get()).isZero();
            for (Member member : working.reached()) {
                assertThat(member.connection().isValid(5)).as(member.alias()).isTrue();
            }
        }
    }

    private static List<Tablet> tablets(TestCluster cluster) {
        List<Tablet> tablets = new ArrayList<>();
        for (TestServer server : cluster.servers()) {
            TabletType type = tablets.isEmpty() ? TabletType.PRIMARY : TabletType.REPLICA;
            tablets.add(new Tablet("zone1-" + (100 + tablets.size()), server.address(), type, server.login()));
        }
        return tablets;
    }
}
