package dev.palinode.shell.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.embedded.FreePorts;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.shell.Contexts;
import dev.palinode.shell.client.ConnectOptions;
import dev.palinode.shell.client.SqlClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Migrations of two keyspaces with tables of the same name: none is taken for the other. */
final class TwoKeyspacesTest {
    private static final String[] SCHEMA = {
        "CREATE TABLE orders (id INT PRIMARY KEY)", "INSERT INTO orders VALUES (1)", "CREATE TABLE feed (id INT)"
    };

    @TempDir
    private Path directory = Path.of("");

    private Contexts shell = new Contexts();

    private static String backend(TestServer server, String schema) throws Exception {
        server.execute("", "CREATE DATABASE " + schema);
        server.execute(schema, SCHEMA);
        String password =
                URLEncoder.encode(server.password(), StandardCharsets.UTF_8).replace("+", "%20");
        return "mysql://" + server.user() + ":" + password + "@" + server.address() + "/" + schema;
    }

    /** Runs a script, and returns the last line of what it prints. */
    private String runs(SqlClient client, int code, String script) throws Exception {
        shell = new Contexts();
        assertThat(shell.run(client, false, script)).as(shell.notes()).isEqualTo(code);
        return shell.out().lines().reduce("", (before, line) -> line);
    }

    private static String alter(String table) {
        return "SET @@ddl_strategy='vitess --postpone-completion --allow-concurrent';\nALTER TABLE " + table
                + " ADD COLUMN x INT;\n";
    }

    @Test
    void aMigrationIsTheOneThatIsNamed() throws Exception {
        int port = FreePorts.pick();
        try (TestCluster one = TestCluster.of(TestServer.Flavour.MARIADB, 0);
                TestCluster other = TestCluster.of(TestServer.Flavour.MARIADB, 0);
                ChildRun serve = ChildRun.start(
                        directory,
                        "serve",
                        "--backend",
                        backend(one.primary(), "commerce"),
                        "--backend",
                        backend(other.primary(), "other"),
                        "--listen",
                        "127.0.0.1:" + port)) {
            assertThat(serve.line()).as(serve.errors()).startsWith("ready: ");
            ConnectOptions options = new ConnectOptions(
                    "127.0.0.1", port, one.primary().user(), one.primary().password(), "commerce");
            try (SqlClient client = SqlClient.connect(options)) {
                String here = runs(client, 0, alter("orders"));
                String there = runs(client, 0, alter("other.orders"));
                tellsThemApart(client, here, there);
                runs(client, 0, "cancel other.orders\nmigrations orders");
                assertThat(shell.sent()).contains("ALTER VITESS_MIGRATION '" + there + "' CANCEL");
                assertThat(shell.out()).contains(here).doesNotContain(there).doesNotContain("cancelled");
                runs(client, 4, "wait " + there);
                runs(client, 0, "cancel orders\n");
                assertThat(shell.sent()).containsExactly("ALTER VITESS_MIGRATION '" + here + "' CANCEL");
                runs(client, 1, "undrop other.orders\n");
                assertThat(shell.notes()).contains("of another keyspace after USE `other`");
            }
            assertThat(serve.terminate()).isZero();
        }
    }

    private void tellsThemApart(SqlClient client, String here, String there) throws Exception {
        for (String uuid : new String[] {here, there}) {
            runs(client, 0, "migration " + uuid + "\nmigration " + uuid.substring(0, 8) + "\nmigrations " + uuid);
            assertThat(shell.out().split(uuid, -1)).as(shell.out()).hasSizeGreaterThanOrEqualTo(4);
        }
        runs(client, 0, "migrations other.orders\nmigrations `other`.`orders`");
        assertThat(shell.out().split(there, -1)).as(shell.out()).hasSize(3);
        assertThat(shell.out()).doesNotContain(here);
        runs(client, 0, "migrations commerce.orders");
        assertThat(shell.out()).contains(here).doesNotContain(there);
        runs(client, 0, "migration orders\n");
        assertThat(shell.out()).contains(here).doesNotContain(there);
        runs(client, 1, "migration nosuch.orders\nmigration other.feed");
        runs(client, 0, "USE other;\nmigration orders\nmigration commerce.orders\nUSE commerce;");
        assertThat(shell.out()).contains(here, there);
    }
}
