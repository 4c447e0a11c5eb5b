package dev.palinode.shell.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.embedded.FreePorts;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.shell.Contexts;
import dev.palinode.shell.client.ConnectOptions;
import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.render.Style;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** What the command {@code streams} reads from {@code _vt}, whose servers write positions of their own. */
final class StreamsTest {
    @TempDir
    private Path directory = Path.of("");

    private Contexts shell = new Contexts();

    /** Ends with error 1242 as soon as there is such a stream. */
    private static String until(String schema, String stream) {
        return "watch 0.2 SELECT IF(COUNT(*) = 0, 0, (SELECT 1 UNION SELECT 2)) FROM _vt.vreplication WHERE db_name = '"
                + schema + "' AND " + stream + ";\n";
    }

    private void runs(SqlClient client, String script) throws Exception {
        shell = new Contexts().style(Style.TABLE);
        assertThat(shell.run(client, false, script)).as(shell.notes()).isZero();
    }

    private void runsUntil(SqlClient client, String script) throws Exception {
        shell = new Contexts();
        assertThat(shell.run(client, false, script)).as(shell.notes()).isEqualTo(1);
        assertThat(shell.notes()).contains("ERROR 1242");
    }

    @OnEachServer
    void aCopyAndTheWayBackAreListed(TestServer server) throws Exception {
        String schema = server.newSchema();
        server.execute(schema, "CREATE TABLE flow (id INT PRIMARY KEY, a VARCHAR(9))");
        server.execute(schema, "INSERT INTO flow VALUES (1, 'one'), (2, 'two')");
        int port = FreePorts.pick();
        String password =
                URLEncoder.encode(server.password(), StandardCharsets.UTF_8).replace("+", "%20");
        String backend = "mysql://" + server.user() + ":" + password + "@" + server.address() + "/" + schema;
        try (ChildRun serve =
                ChildRun.start(directory, "serve", "--backend", backend, "--listen", "127.0.0.1:" + port)) {
            assertThat(serve.line()).as(serve.errors()).startsWith("ready: ");
            ConnectOptions options = new ConnectOptions("127.0.0.1", port, server.user(), server.password(), schema);
            try (SqlClient client = SqlClient.connect(options)) {
                runsUntil(
                        client,
                        "SET @@ddl_strategy='vitess --postpone-completion';\nALTER TABLE flow ADD COLUMN b INT;\n"
                                + until(schema, "state = 'Running' AND pos <> ''"));
                String uuid = shell.out().lines().skip(1).findFirst().orElseThrow();
                runs(client, "streams\n");
                assertThat(shell.out())
                        .containsPattern("\\| " + uuid.substring(0, 8)
                                + " \\| flow +\\| (copying|applying) +\\| +\\d+ \\| +\\d+ \\| …?[-:,0-9a-z_]+ +\\|");
                runs(client, "cancel flow\n");
                runsUntil(
                        client,
                        "SET @@ddl_strategy='vitess --reverse-window=1h';\nALTER TABLE flow ADD COLUMN c INT;\n"
                                + "wait flow\n" + until(schema, "state = 'Running'"));
                String reversible = shell.out().lines().skip(1).findFirst().orElseThrow();
                shell = new Contexts();
                assertThat(shell.run(client, false, "streams\nstreams --all\ncleanup flow --yes\n"))
                        .as(shell.notes())
                        .isZero();
                assertThat(shell.out())
                        .containsPattern(reversible + "\t" + schema + "\\.flow\t_vt_hld_\\w+\treverse\t\\\\N\t");
            }
            assertThat(serve.terminate()).isZero();
        }
    }
}
