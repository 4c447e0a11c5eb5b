package dev.palinode.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

class TestClusterTest {
    @OnEachCluster
    void replicasFollowAndServersComeBackAsTheyWere(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 2)) {
            cluster.primary().execute("", "CREATE DATABASE ks", "CREATE TABLE ks.t (id INT PRIMARY KEY)");
            cluster.primary().execute("ks", "INSERT INTO t VALUES (1)");
            awaitEqual(cluster);
            cluster.kill(1);
            cluster.killPrimary();
            cluster.start(1);
            cluster.startPrimary();
            cluster.primary().execute("ks", "INSERT INTO t VALUES (2)");
            awaitEqual(cluster);
        }
    }

    @OnEachCluster
    void aFrozenServerAnswersOnlyWhenThawed(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 0)) {
            cluster.freeze(0);
            CompletableFuture<String> asked = CompletableFuture.supplyAsync(() -> gtids(cluster));
            assertThat(asked.completeOnTimeout("frozen", 1, TimeUnit.SECONDS).join())
                    .isEqualTo("frozen");
            cluster.thaw(0);
            assertThat(gtids(cluster)).isNotNull();
        }
    }

    private static String gtids(TestCluster cluster) {
        try {
            return cluster.gtids(0);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitEqual(TestCluster cluster) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(cluster.gtids(0)).isNotEmpty();
            assertThat(cluster.gtids(1)).isEqualTo(cluster.gtids(0));
            assertThat(cluster.gtids(2)).isEqualTo(cluster.gtids(0));
        });
    }
}
