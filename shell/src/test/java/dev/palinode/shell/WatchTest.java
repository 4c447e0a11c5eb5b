package dev.palinode.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.shell.client.SqlClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A statement that is run again and again, on a server. */
final class WatchTest {
    private final TestServer server = TestServers.mariaDb();
    private final Contexts shell = new Contexts();

    @TempDir
    private Path home = Path.of("");

    private int run(String script) throws Exception {
        try (SqlClient client = Sessions.connect(server, "")) {
            return shell.run(client, false, script);
        }
    }

    @Test
    void withoutATerminalOneResultFollowsTheOther() throws Exception {
        // The third time the subquery has two rows.
        int code =
                run("SET @n = 0;\nwatch 0.1\n SELECT IF((@n := @n + 1) < 3, @n, (SELECT 1 UNION SELECT 2)) AS `n;`;");
        assertThat(shell.out()).isEqualTo("n;\n1\nn;\n2\n");
        assertThat(shell.notes()).startsWith("ERROR 1242 ");
        assertThat(code).isEqualTo(1);
        assertThat(run("SET @n = 1;\nwatch 0.1 SELECT IF((@n := @n + 1) < 3, @n, (SELECT 1 UNION SELECT 2)) v\\G"))
                .isEqualTo(1);
        assertThat(shell.out()).endsWith("*\nv: 2\n");
    }

    @Test
    void whatWritesIsRefusedAsWrongUse() throws Exception {
        for (String line :
                new String[] {"watch", "watch 2", "watch DROP TABLE x", "watch migrations", "watch 0 SELECT 1"}) {
            assertThat(run(line)).as(line).isEqualTo(2);
        }
        assertThat(shell.out()).isEmpty();
        assertThat(shell.notes()).contains("only what reads", "0.1 seconds at least");
    }

    @Test
    void onATerminalItIsDrawnInPlace() throws Exception {
        String mark = server.newSchema();
        try (Tmux window = Tmux.palinode(
                80,
                12,
                "PALINODE_PASSWORD='" + server.password().replace("'", "'\\''") + "'",
                "shell",
                "--no-defaults",
                "-h",
                server.address().host(),
                "-P",
                String.valueOf(server.address().port()),
                "-u",
                server.user(),
                "--history",
                home.resolve("history").toString())) {
            window.sees("palinode (none)@primary>").type("SET @n = 0;").press("Enter");
            window.type("watch 0.2 SELECT @n := @n + 1 AS runs;").press("Enter").sees("| runs |");
            window.sees("run 5 at ")
                    .resize(60, 12)
                    .sees("every 0.2s     q leave")
                    .press("q");
            window.waitsAt("palinode (none)@primary>");
            assertThat(window.all()).containsOnlyOnce("| runs |").doesNotContain("q leave");
            window.type("watch SELECT id FROM information_schema.collations;")
                    .press("Enter")
                    .sees(" rows, run 1 at ");
            window.sees("more lines")
                    .press("C-c")
                    .waitsAt("palinode (none)@primary>")
                    .type("watch SELECT SLEEP(600) AS " + mark + ";")
                    .press("Enter");
            Sessions.awaitSleeping(server, mark, 1);
            window.press("C-c").waitsAt("palinode (none)@primary>");
            assertThat(Sessions.sleeping(server, mark)).isZero();
            window.type("SELECT 40 + 2 AS alive;").press("Enter").sees("|    42 |");
        }
    }
}
