package dev.palinode.shell.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.embedded.FreePorts;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ServeCommandTest {
    @TempDir
    private Path directory;

    @OnEachServer
    void servesUntilItIsToldToStop(TestServer server) throws Exception {
        String schema = server.newSchema();
        server.execute(schema, "CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1), (2)");
        int port = FreePorts.pick();
        String[] arguments = {
            "serve", "--http", "off", "--backend", url(server, schema), "--listen", "localhost:" + port
        };
        try (ChildRun serve = ChildRun.start(directory, arguments)) {
            assertThat(serve.line()).as(serve.errors()).isEqualTo("ready: 127.0.0.1:" + port);
            try (Connection client = ChildRun.connect(port, server.user(), server.password(), schema);
                    ResultSet rows = client.createStatement().executeQuery("SELECT COUNT(*) FROM t")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(2);
            }
            assertThatThrownBy(() -> ChildRun.connect(port, server.user(), "wrong", schema))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getErrorCode()).isEqualTo(1045));
            assertThat(serve.terminate()).isZero();
            assertThat(serve.line()).isEmpty();
            assertThat(serve.errors()).doesNotContain("WARN", "ERROR", "Exception");
        }
    }

    @OnEachServer
    void usersAndTlsFromTheCommandLine(TestServer server) throws Exception {
        String schema = server.newSchema();
        // Of the password "pw".
        String hash = "'*D821809F681A40A6E379B50D0463EFAE20BDD122'";
        Path users = Files.writeString(directory.resolve("users.yaml"), "users: [{name: shop, hash: " + hash + "}]");
        int port = FreePorts.pick();
        String[] arguments = {
            "serve",
            "--backend",
            url(server, schema),
            "--listen",
            "0.0.0.0:" + port,
            "--users",
            users.toString(),
            "--tls",
            "auto",
            "--require-secure-transport"
        };
        try (ChildRun serve = ChildRun.start(directory, arguments)) {
            assertThat(serve.line()).as(serve.errors()).isEqualTo("ready: 0.0.0.0:" + port);
            ChildRun.connect(port, "shop", "pw", schema).close();
            assertThatThrownBy(() -> ChildRun.connect(port, server.user(), server.password(), schema))
                    .hasMessageContaining("Access denied for user '" + server.user() + "'@'localhost'");
            Files.writeString(users, "users: [{name: shop, password: geheim}]");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(serve.errors()).contains("users.yaml: line 1: no passwords in this file"));
            ChildRun.connect(port, "shop", "pw", schema).close();
            assertThat(serve.terminate()).isZero();
            assertThat(serve.errors())
                    .contains("the users stay as they were", "chmod 600")
                    .doesNotContain("geheim", "D821809F", "Exception");
        }
    }

    @Test
    void eachBrokenFileIsOneClearError() throws Exception {
        TestServer server = TestServers.mariaDb();
        Path broken = Files.writeString(directory.resolve("broken"), "users: [{name: shop, password: geheim}]");
        for (String[] options : new String[][] {
            {"--users", broken.toString()},
            {"--users", directory.resolve("none").toString()},
            {"--tls-cert", broken.toString(), "--tls-key", broken.toString()},
            {"--tls", "on"},
            {"--proxy-protocol-networks", "lb1"},
        }) {
            List<String> words = new ArrayList<>(List.of("serve", "--backend", url(server, server.newSchema())));
            words.addAll(List.of(options));
            Outcome outcome = run(words.toArray(String[]::new));
            assertThat(outcome.status()).isEqualTo(2);
            assertThat(outcome.errors()).doesNotContain("geheim", "Exception").contains("Try 'palinode serve --help'");
        }
    }

    @OnEachServer
    void aTransactionEndsBeforeTheProcess(TestServer server) throws Exception {
        String schema = server.newSchema();
        server.execute(schema, "CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(9))");
        int port = FreePorts.pick();
        int http = FreePorts.pick();
        String[] arguments = {
            "serve", "--backend", url(server, schema), "--listen", "127.0.0.1:" + port, "--http", "127.0.0.1:" + http
        };
        try (ChildRun serve = ChildRun.start(directory, arguments)) {
            assertThat(serve.line()).as(serve.errors()).isEqualTo("ready: 127.0.0.1:" + port);
            assertThat(readiness(http)).isEqualTo(200);
            try (Connection client = ChildRun.connect(port, server.user(), server.password(), schema);
                    Statement statement = client.createStatement()) {
                assertThatThrownBy(() -> statement.execute("INSERT INTO t VALUES (1, 'geheim', 2)"))
                        .isInstanceOf(SQLException.class);
                statement.execute("BEGIN");
                statement.execute("INSERT INTO t VALUES (1, 'geheim')");
                CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> {
                    try {
                        return serve.terminate();
                    } catch (InterruptedException e) {
                        return -1;
                    }
                });
                Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> readiness(http) == 503);
                statement.execute("INSERT INTO t VALUES (2, 'geheim')");
                statement.execute("COMMIT");
                assertThat(status.get(30, TimeUnit.SECONDS)).isZero();
            }
            assertThat(serve.errors())
                    .containsPattern("session=\\d{10} .* error=1136 sql=\"INSERT INTO t VALUES \\(\\.\\.\\.\\)\"")
                    .doesNotContain("geheim");
        }
        try (Connection direct = server.connect(schema);
                ResultSet rows = direct.createStatement().executeQuery("SELECT COUNT(*) FROM t")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(2);
        }
    }

    private static int readiness(int http) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + "/readyz"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @OnEachServer
    void aTakenPortIsOneClearError(TestServer server) throws Exception {
        String schema = server.newSchema();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String listen = "127.0.0.1:" + taken.getLocalPort();
            Outcome outcome = run("serve", "--http", "off", "--backend", url(server, schema), "--listen", listen);
            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.errors())
                    .startsWith("palinode serve: cannot listen on " + listen)
                    .hasLineCount(1);
        }
    }

    @Test
    void aBackendThatCannotBeReachedIsOneClearError() throws Exception {
        int nobody = FreePorts.pick();
        Outcome outcome =
                run("serve", "--http", "off", "--backend", "mysql://u:geheim@127.0.0.1:" + nobody + "/commerce");
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.errors())
                .isEqualTo("palinode serve: cannot connect to mysql://u@127.0.0.1:" + nobody
                        + "/commerce: Connection refused\n");
    }

    @Test
    void aWrongPasswordIsOneClearError() {
        TestServer server = TestServers.mariaDb();
        Outcome outcome = run(
                "serve",
                "--http",
                "off",
                "--backend",
                "mysql://" + server.user() + ":geheim@" + server.address() + "/x");
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.errors())
                .contains("Access denied for user")
                .doesNotContain("geheim")
                .hasLineCount(1);
    }

    @Test
    void mistakesOfTheCommandLineAreToldTogether() {
        Outcome outcome =
                run("serve", "--http", "off", "--backend", "db1", "--listen", "0.0.0.0:1", "--ddl-strategy", "fast");
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.errors())
                .contains("3 mistakes", "--backend: ", "--listen: ", "--ddl-strategy: ", "Try 'palinode serve --help'");
        assertThat(run("serve").status()).isEqualTo(2);
        assertThat(run("serve", "--backed", "x").status()).isEqualTo(2);
    }

    private record Outcome(int status, String errors) {}

    private static Outcome run(String... arguments) {
        StringWriter err = new StringWriter();
        CommandLine commandLine = Launcher.commandLine();
        commandLine.setErr(new PrintWriter(err));
        int status = commandLine.execute(arguments);
        return new Outcome(status, err.toString());
    }

    private static String url(TestServer server, String schema) {
        String password =
                URLEncoder.encode(server.password(), StandardCharsets.UTF_8).replace("+", "%20");
        return "mysql://" + server.user() + ":" + password + "@" + server.address() + "/" + schema;
    }
}
