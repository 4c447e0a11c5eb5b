package dev.palinode.shell.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.embedded.FreePorts;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
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
