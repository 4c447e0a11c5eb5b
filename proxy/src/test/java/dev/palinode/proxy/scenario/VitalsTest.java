package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.embedded.FreePorts;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.testing.OnEachServer;
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
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The HTTP port of the whole product. */
final class VitalsTest {
    private static HttpResponse<String> get(ServerAddress http, String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://" + http + path)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static ProxyConfig config(TestServer server, String keyspace, ServerAddress http) throws IOException {
        Operations operations =
                new Operations(Optional.of(http), Limits.defaults().withShutdownGrace(Duration.ofSeconds(20)));
        List<BackendUrl> backends = List.of(new BackendUrl(server.login(), server.address(), keyspace));
        ServerAddress listen = new ServerAddress("127.0.0.1", FreePorts.pick());
        return new ProxyConfig(listen, backends, DdlStrategy.DIRECT, SecurityConfig.PLAIN, operations);
    }

    private static Connection connect(Serving serving, TestServer server, String keyspace) throws Exception {
        String url =
                "jdbc:mysql://" + serving.address() + "/" + keyspace + "?sslMode=DISABLED&allowPublicKeyRetrieval=true";
        return DriverManager.getConnection(url, server.user(), server.password());
    }

    @OnEachServer
    void metricsSessionsAndReadiness(TestServer server) throws Exception {
        String keyspace = server.newSchema();
        ServerAddress http = new ServerAddress("127.0.0.1", FreePorts.pick());
        String of = "{keyspace=\"" + keyspace + "\"} ";
        Serving serving = ProxyMain.start(config(server, keyspace, http));
        try (Connection connection = connect(serving, server, keyspace);
                Statement statement = connection.createStatement()) {
            statement.execute("SET @@ddl_strategy = 'vitess'");
            statement.execute("CREATE TABLE made (id INT PRIMARY KEY)");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(get(http, "/metrics").body().lines())
                            .contains("palinode_migrations{keyspace=\"" + keyspace + "\",state=\"complete\"} 1.0"));
            statement.execute("ALTER TABLE made DROP COLUMN missing");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(get(http, "/metrics").body().lines())
                            .contains(
                                    "palinode_migrations_started_total" + of + "2.0",
                                    "palinode_migrations_successful_total" + of + "1.0",
                                    "palinode_migrations_failed_total" + of + "1.0"));
            assertThat(get(http, "/metrics").body().lines())
                    .contains("palinode_gate_closed_tables" + of + "0.0", "palinode_gate_waiting_commands" + of + "0.0")
                    .contains("palinode_sessions 1.0", "palinode_backend_up" + of + "1.0");
            try (ResultSet rows = statement.executeQuery("show vitess_sessions;")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString("info")).isEqualTo("show vitess_sessions;");
                assertThat(rows.getString("ddl_strategy")).isEqualTo("vitess");
                assertThat(rows.next()).isFalse();
            }
            assertThat(get(http, "/readyz").statusCode()).isEqualTo(200);
            statement.execute("SET @@ddl_strategy = 'direct'");
            statement.execute("BEGIN");
            statement.execute("INSERT INTO made VALUES (1)");
            CompletableFuture<Void> closing = CompletableFuture.runAsync(serving::close);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> get(http, "/readyz").statusCode() == 503);
            assertThat(get(http, "/readyz").body()).isEqualTo("shutting down\n");
            assertThat(get(http, "/healthz").statusCode()).isEqualTo(200);
            statement.execute("COMMIT");
            closing.get(20, TimeUnit.SECONDS);
            assertThatThrownBy(() -> get(http, "/healthz")).isInstanceOf(IOException.class);
        }
    }

    @OnEachServer
    void aTakenHttpPortIsFoundBeforeAnythingIsDone(TestServer server) throws Exception {
        String keyspace = server.newSchema();
        ServerAddress http = new ServerAddress("127.0.0.1", FreePorts.pick());
        try (Serving first = ProxyMain.start(config(server, keyspace, http))) {
            assertThat(first.address().port()).isPositive();
            assertThatThrownBy(() -> ProxyMain.start(config(server, keyspace, http)))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("cannot listen on " + http + " for HTTP: Address already in use");
        }
    }
}
