package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.embedded.FreePorts;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The HTTP port of a proxy in front of two keyspaces, the second of which is away at times. */
final class KeyspaceVitalsTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newHttpClient();
    private final ServerAddress http;

    KeyspaceVitalsTest() throws IOException {
        http = new ServerAddress("127.0.0.1", FreePorts.pick());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://" + http + path)).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private int status(String path) throws IOException, InterruptedException {
        return get(path).statusCode();
    }

    private void awaitReady(int status, String text) {
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> {
            HttpResponse<String> answer = get("/readyz");
            assertThat(answer.body()).contains(text);
            assertThat(answer.statusCode()).isEqualTo(status);
        });
    }

    private void awaitMetrics(String... lines) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(get("/metrics").body().lines()).contains(lines));
    }

    private Serving serve(TestServer commerce, TestServer orders) throws IOException {
        List<BackendUrl> backends = List.of(
                new BackendUrl(commerce.login(), commerce.address(), "commerce"),
                new BackendUrl(orders.login(), orders.address(), "orders"));
        return ProxyMain.start(new ProxyConfig(
                new ServerAddress("127.0.0.1", FreePorts.pick()),
                backends,
                DdlStrategy.DIRECT,
                SecurityConfig.PLAIN,
                new Operations(Optional.of(http), Limits.defaults())));
    }

    private static Connection connect(Serving serving, TestServer commerce) throws Exception {
        return DriverManager.getConnection(
                "jdbc:mysql://" + serving.address() + "/commerce?sslMode=DISABLED&allowPublicKeyRetrieval=true",
                commerce.user(),
                commerce.password());
    }

    @Test
    void oneKeyspaceThatIsAwayIsNamedAndTheOthersAreReady() throws Exception {
        try (TestCluster commerce = TestCluster.single();
                TestCluster orders = TestCluster.single()) {
            commerce.primary().execute("", "CREATE DATABASE commerce");
            orders.primary().execute("", "CREATE DATABASE orders");
            TestServer first = commerce.primary();
            TestServer second = orders.primary();
            orders.stop(0);
            try (Serving serving = serve(first, second)) {
                assertThat(get("/readyz").statusCode()).isEqualTo(200);
                assertThat(get("/readyz").body()).startsWith("ok, but not all keyspaces\norders: the primary is not");
                awaitMetrics(
                        "palinode_backend_up{keyspace=\"commerce\"} 1.0",
                        "palinode_backend_up{keyspace=\"orders\"} 0.0");
                assertThat(get("/check/online-ddl/mysql/orders").body()).contains("keyspace orders is not served yet");
                assertThat(status("/check/online-ddl/mysql/orders")).isEqualTo(500);

                orders.start(0);
                awaitReady(200, "ok\n");
                awaitMetrics(
                        "palinode_backend_up{keyspace=\"orders\"} 1.0",
                        "palinode_tablet_primary{keyspace=\"commerce\",tablet=\"zone1-100\"} 1.0",
                        "palinode_tablet_primary{keyspace=\"orders\",tablet=\"zone1-101\"} 1.0",
                        "palinode_gate_waiting_commands{keyspace=\"orders\"} 0.0",
                        "palinode_buffer_waiting{keyspace=\"orders\"} 0.0",
                        "palinode_throttler_threshold{keyspace=\"orders\",metric=\"lag\"} 5.0");
                checksAndMigrations(serving, first);

                orders.kill(0);
                awaitReady(200, "ok, but not all keyspaces\norders: the primary ");
                commerce.kill(0);
                awaitReady(503, "commerce: the primary ");
                assertThat(get("/readyz").body())
                        .contains("orders: the primary ")
                        .doesNotContain("ok");
                orders.start(0);
                awaitReady(200, "ok, but not all keyspaces\ncommerce: the primary ");
            }
        }
    }

    /** Each is about its own keyspace; a check that names none is about the first. */
    private void checksAndMigrations(Serving serving, TestServer commerce) throws Exception {
        try (Client sql = new Client(connect(serving, commerce))) {
            sql.run("USE orders");
            sql.await(sql.submit("CREATE TABLE made (id INT PRIMARY KEY)"), "complete");
            sql.run("ALTER VITESS_MIGRATION THROTTLE ALL");
        }
        awaitMetrics(
                "palinode_migrations{keyspace=\"orders\",state=\"complete\"} 1.0",
                "palinode_migrations{keyspace=\"commerce\",state=\"complete\"} 0.0",
                "palinode_migrations_successful_total{keyspace=\"orders\"} 1.0");
        await().atMost(SOON).until(() -> status("/check/online-ddl/mysql/orders") == 417);
        assertThat(status("/check/online-ddl/mysql/orders/0")).isEqualTo(417);
        assertThat(status("/check/online-ddl/mysql/commerce")).isEqualTo(200);
        assertThat(status("/check/online-ddl/mysql/neither")).isEqualTo(404);
        String self = "/throttler/check-self?app=online-ddl";
        assertThat(status(self)).isEqualTo(200);
        assertThat(status(self + "&keyspace=commerce")).isEqualTo(200);
        assertThat(status(self + "&keyspace=orders")).isEqualTo(417);
        assertThat(status(self + "&keyspace=orders:0&m=lag")).isEqualTo(417);
        assertThat(status(self + "&keyspace=neither")).isEqualTo(404);
        awaitMetrics("palinode_throttler_checks_total{code=\"APP_DENIED\",keyspace=\"commerce\"} 0.0");
    }
}
