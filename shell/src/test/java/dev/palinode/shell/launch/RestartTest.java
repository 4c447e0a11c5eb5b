package dev.palinode.shell.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.embedded.FreePorts;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.shell.Contexts;
import dev.palinode.shell.Tmux;
import dev.palinode.shell.client.ConnectOptions;
import dev.palinode.shell.client.SqlClient;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Palinode is killed and started anew while somebody watches a migration: it survives that, and so does who watches. */
final class RestartTest {
    private static final String AWAY = "no answer from the server, connecting again";

    private final TestServer server = TestServers.mariaDb();
    private int port;

    @TempDir
    private Path directory = Path.of("");

    private ChildRun serve(String schema) throws IOException {
        String password =
                URLEncoder.encode(server.password(), StandardCharsets.UTF_8).replace("+", "%20");
        String backend = "mysql://" + server.user() + ":" + password + "@" + server.address() + "/" + schema;
        ChildRun serve = ChildRun.start(directory, "serve", "--backend", backend, "--listen", "127.0.0.1:" + port);
        assertThat(serve.line()).as(serve.errors()).startsWith("ready: ");
        return serve;
    }

    private ChildRun shell(String schema, String script) throws IOException {
        Map<String, String> password = Map.of("PALINODE_PASSWORD", server.password());
        return ChildRun.start(
                directory,
                password,
                "shell",
                "--no-defaults",
                "-u",
                server.user(),
                "-P",
                String.valueOf(port),
                "-D",
                schema,
                "--echo",
                "-e",
                script);
    }

    private Tmux person(String schema, String name) throws Exception {
        return Tmux.palinode(
                        90,
                        24,
                        "PALINODE_PASSWORD='" + server.password().replace("'", "'\\''") + "'",
                        "shell",
                        "--no-defaults",
                        "-u",
                        server.user(),
                        "-P",
                        String.valueOf(port),
                        "--history",
                        directory.resolve(name).toString(),
                        schema)
                .waitsAt("palinode " + schema + "@primary>");
    }

    private void runs(String schema, String script) throws Exception {
        ConnectOptions options = new ConnectOptions("127.0.0.1", port, server.user(), server.password(), schema);
        Contexts shell = new Contexts();
        try (SqlClient client = SqlClient.connect(options)) {
            assertThat(shell.run(client, false, script)).as(shell.notes()).isZero();
        }
    }

    private static void awaitNote(List<ChildRun> runs, String note) {
        for (ChildRun run : runs) {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(run.errors()).contains(note));
        }
    }

    @Test
    void whoWatchesGoesOnWhereTheMigrationDoes() throws Exception {
        port = FreePorts.pick();
        String schema = server.newSchema();
        server.execute(schema, "CREATE TABLE t (id INT PRIMARY KEY)");
        try (ChildRun killed = serve(schema);
                Tmux follows = person(schema, "h1");
                Tmux idles = person(schema, "h2")) {
            runs(schema, "SET @@ddl_strategy='vitess --postpone-completion';\nALTER TABLE t ADD COLUMN a INT;\n");
            follows.type("follow t; SELECT 'never' AS n;").press("Enter").sees("c complete");
            try (ChildRun waits = shell(schema, "wait t --timeout 5m; wait t; SELECT 'never'");
                    ChildRun prints = shell(schema, "follow t --output json");
                    ChildRun watches = shell(schema, "top")) {
                assertThat(prints.line()).contains("\"table\":\"t\"");
                assertThat(watches.line()).contains(" t ");
                awaitNote(List.of(waits), "SHOW VITESS_MIGRATIONS LIKE");
                ChildRun impatient = shell(schema, "wait t --timeout 10s");
                awaitNote(List.of(impatient), "SHOW VITESS_MIGRATIONS LIKE");
                killed.kill();
                idles.type("SELECT 1;").press("Enter").sees("Not connected; the next statement tries again.");
                follows.sees(AWAY);
                awaitNote(List.of(waits, impatient, prints, watches), AWAY);
                assertThat(impatient.awaitExit()).as(impatient.errors()).isEqualTo(3);
                assertThat(impatient.errors()).contains("what has become of the migration is not known");
                try (ChildRun again = serve(schema)) {
                    // A command is a statement, too.
                    idles.press("C-l")
                            .type("migrations t")
                            .press("Enter")
                            .sees("Connected again")
                            .sees("q or Ctrl-C");
                    idles.press("q").waitsAt("palinode " + schema + "@primary>");
                    follows.sees("c complete");
                    assertThat(follows.screen()).doesNotContain(AWAY);
                    follows.press("c");
                    assertThat(waits.awaitExit()).as(waits.errors()).isEqualTo(3);
                    assertThat(waits.rest()).isEmpty();
                    assertThat(waits.errors()).contains(AWAY, "connected again", "line 1: Not connected to the server");
                    assertThat(prints.awaitExit()).as(prints.errors()).isZero();
                    assertThat(watches.awaitExit()).as(watches.errors()).isZero();
                    follows.sees("The session was lost meanwhile.").sees("(1 statement behind it not run)");
                    follows.waitsAt("palinode " + schema + "@primary>");
                    assertThat(again.terminate()).isZero();
                }
            }
        }
    }
}
