package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.health.LiveTopology;
import dev.palinode.proxy.metrics.ProxyMetrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

final class TabletGaugesTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Pattern LINE =
            Pattern.compile("palinode_tablet_([a-z_]+)\\{keyspace=\"ks\",tablet=\"([^\"]+)\"} (\\S+)");

    @OnEachCluster
    void eachTabletIsToldOfAsItIsAndAsLongAsItIsThere(TestServer.Flavour flavour) throws Exception {
        String stop = flavour == TestServer.Flavour.MARIADB ? "STOP SLAVE SQL_THREAD" : "STOP REPLICA SQL_THREAD";
        try (TestCluster cluster = TestCluster.of(flavour, 1)) {
            List<Tablet> both = List.of(
                    tablet("zone1-100", cluster.server(0), TabletType.PRIMARY),
                    tablet("zone1-101", cluster.server(1), TabletType.REPLICA));
            ProxyMetrics metrics = new ProxyMetrics();
            try (LiveTopology topology =
                    LiveTopology.start("ks", "0", both.subList(0, 1), Duration.ofMillis(200), InstantSource.system())) {
                TabletGauges.register(metrics.of("ks"), topology);
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(told(metrics))
                                .containsEntry("up zone1-100", "1.0")
                                .containsEntry("primary zone1-100", "1.0")
                                .containsEntry("writable zone1-100", "1.0")
                                .containsEntry("replication_io_running zone1-100", "NaN")
                                .containsEntry("replication_sql_running zone1-100", "NaN")
                                .doesNotContainKey("up zone1-101"));

                topology.setTablets(both);
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(told(metrics))
                                .containsEntry("up zone1-100", "1.0")
                                .containsEntry("up zone1-101", "1.0")
                                .containsEntry("primary zone1-101", "0.0")
                                .containsEntry("writable zone1-101", "0.0")
                                .containsEntry("replication_io_running zone1-101", "1.0")
                                .containsEntry("replication_sql_running zone1-101", "1.0")
                                .hasEntrySatisfying(
                                        "replication_lag_seconds zone1-101",
                                        lag -> assertThat(lag).matches("[0-9.]+")));
                cluster.server(1).execute("", stop);
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(told(metrics))
                                .containsEntry("replication_io_running zone1-101", "1.0")
                                .containsEntry("replication_sql_running zone1-101", "0.0"));
                cluster.kill(1);
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(told(metrics))
                                .containsEntry("up zone1-101", "0.0")
                                .containsEntry("replication_io_running zone1-101", "NaN")
                                .containsEntry("replication_sql_running zone1-101", "NaN"));

                topology.setTablets(both.subList(0, 1));
                assertThat(told(metrics))
                        .containsEntry("up zone1-100", "1.0")
                        .doesNotContainKey("up zone1-101")
                        .doesNotContainKey("replication_io_running zone1-101");
            }
        }
    }

    private static Map<String, String> told(ProxyMetrics metrics) {
        Map<String, String> told = new TreeMap<>();
        metrics.scrape()
                .lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .forEach(line -> told.put(line.group(1) + " " + line.group(2), line.group(3)));
        return told;
    }

    private static Tablet tablet(String alias, TestServer server, TabletType type) {
        return new Tablet(alias, server.address(), type, server.login());
    }
}
