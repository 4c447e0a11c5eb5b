package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.EngineConfig;
import dev.palinode.engine.embedded.FreePorts;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.throttle.Metric;
import dev.palinode.engine.throttle.ThrottleConfig;
import dev.palinode.engine.topo.BackendUrl;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.proxy.ProxyMain;
import dev.palinode.proxy.Serving;
import dev.palinode.proxy.config.Operations;
import dev.palinode.proxy.config.ProxyConfig;
import dev.palinode.proxy.config.SecurityConfig;
import dev.palinode.proxy.session.limit.Limits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A primary with a replica that falls behind, and what migrations and other tools notice of it. */
class ReplicaLagTest {
    private final ServerAddress http;

    ReplicaLagTest() throws IOException {
        http = new ServerAddress("127.0.0.1", FreePorts.pick());
    }

    private Serving serve(TestCluster cluster, String keyspace) throws Exception {
        List<BackendUrl> backends = List.of(
                new BackendUrl(cluster.primary().login(), cluster.primary().address(), keyspace),
                new BackendUrl(cluster.replica().login(), cluster.replica().address(), keyspace));
        ThrottleConfig throttle =
                new ThrottleConfig(Map.of(Metric.LAG, 1.0, Metric.THREADS_RUNNING, 500.0), Optional.empty());
        ProxyConfig config = new ProxyConfig(
                new ServerAddress("127.0.0.1", FreePorts.pick()),
                backends,
                DdlStrategy.DIRECT,
                SecurityConfig.PLAIN,
                new Operations(Optional.of(http), Limits.defaults(), false, throttle));
        return ProxyMain.start(
                config,
                EngineConfig.defaults().withPollInterval(Duration.ofMillis(100)).withThrottle(throttle));
    }

    private HttpResponse<String> ask(String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + http + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private void await(int status) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> ask("HEAD", "/throttler/check-self").statusCode() == status);
    }

    @Test
    void theCopyPausesWhileAReplicaIsBehindAndGoesOnWhenItIsNot() throws Exception {
        try (TestCluster cluster = TestCluster.withReplica()) {
            TestServer primary = cluster.primary();
            String keyspace = primary.newSchema();
            primary.execute(keyspace, "CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, v INT NOT NULL)");
            primary.execute(
                    keyspace, "INSERT INTO t (v) SELECT ordinal_position FROM information_schema.columns LIMIT 500");
            try (Serving serving = serve(cluster, keyspace);
                    Client client = new Client(DriverManager.getConnection(
                            "jdbc:mysql://" + serving.address() + "/" + keyspace + "?sslMode=DISABLED"
                                    + "&allowPublicKeyRetrieval=true",
                            primary.user(),
                            primary.password()))) {
                await(200);
                cluster.replica().execute("", "STOP SLAVE SQL_THREAD");
                await(429);
                seenByOthers(keyspace);
                String before = count(primary, keyspace, "t");
                String uuid = client.submit("ALTER TABLE t ADD COLUMN x INT");
                Map<String, String> row = client.await(uuid, "component_throttled", "vcopier");
                assertThat(row.get("reason_throttled"))
                        .matches("vcopier:" + uuid + ":vreplication:online-ddl is denied access due to shard/lag metric"
                                + " value [0-9.]+ exceeding threshold 1 \\(zone1-101\\)");
                client.run("INSERT INTO t (v) VALUES (7)");
                Thread.sleep(1500);
                assertThat(client.show(uuid))
                        .containsEntry("migration_status", "running")
                        .containsEntry("rows_copied", "0")
                        .containsEntry("user_throttle_ratio", "0.0");
                cluster.replica().execute("", "START SLAVE SQL_THREAD");
                client.await(uuid, "complete");
                assertThat(Integer.parseInt(count(primary, keyspace, "t WHERE x IS NULL")))
                        .isEqualTo(Integer.parseInt(before) + 1);
                await(200);
                assertThat(ask("GET", "/metrics").body())
                        .containsPattern("palinode_throttler_lag_seconds\\{keyspace=\"" + keyspace
                                + "\",tablet=\"zone1-101\"\\} (0|[0-9.]+E-)");
            }
        }
    }

    private void seenByOthers(String keyspace) throws Exception {
        HttpResponse<String> check = ask("GET", "/throttler/check-self?app=batch%20job&m=lag");
        assertThat(check.statusCode()).isEqualTo(429);
        assertThat(check.body())
                .startsWith(
                        "{\"StatusCode\": 429, \"ResponseCode\": 2, \"ResponseName\": \"THRESHOLD_EXCEEDED\", \"Value\":"
                                + " ")
                .contains(
                        "\"Threshold\": 1.0, \"Message\": \"batch job is denied access due to shard/lag metric value ",
                        "\"AppName\": \"batch job\", \"MetricName\": \"lag\", \"Scope\": \"shard\", \"Tablet\":"
                                + " \"zone1-101\", \"Metrics\": {\"lag\": {\"ResponseCode\": 2");
        assertThat(ask("HEAD", "/check/gh-ost/mysql/" + keyspace).statusCode()).isEqualTo(429);
        assertThat(ask("HEAD", "/check/gh-ost/mysql/" + keyspace + "%2F0").statusCode())
                .isEqualTo(429);
        assertThat(ask("GET", "/check/gh-ost/mysql/other").statusCode()).isEqualTo(404);
        assertThat(ask("GET", "/throttler/check-self?m=threads_running").statusCode())
                .isEqualTo(200);
        assertThat(ask("GET", "/throttler/check-self?m=nonsense").statusCode()).isEqualTo(404);
        assertThat(ask("GET", "/throttler/check-self?app=always-throttled-app").statusCode())
                .isEqualTo(417);
        assertThat(ask("GET", "/metrics").body().lines())
                .contains(
                        "palinode_throttler_ignored{keyspace=\"" + keyspace + "\",tablet=\"zone1-101\"} 0.0",
                        "palinode_throttler_threshold{keyspace=\"" + keyspace + "\",metric=\"lag\"} 1.0")
                .anyMatch(line -> line.startsWith(
                        "palinode_throttler_checks_total{code=\"THRESHOLD_EXCEEDED\",keyspace=\"" + keyspace + "\"} "));
    }

    private static String count(TestServer server, String keyspace, String from) throws Exception {
        try (Connection connection = server.connect(keyspace);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + from)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
