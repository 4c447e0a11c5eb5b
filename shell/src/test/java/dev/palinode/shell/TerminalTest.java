package dev.palinode.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;

/** Sits down at a real terminal. */
final class TerminalTest {
    @TempDir
    private Path home = Path.of("");

    private Tmux shell(TestServer server, String environment) throws Exception {
        return Tmux.palinode(
                100,
                30,
                environment + " PALINODE_PASSWORD='" + server.password().replace("'", "'\\''") + "'",
                "shell",
                "--no-defaults",
                "-h",
                server.address().host(),
                "-P",
                String.valueOf(server.address().port()),
                "-u",
                server.user(),
                "--history",
                home.resolve("history").toString());
    }

    @OnEachServer
    void aPersonTypesStopsAStatementPastesAndLeaves(TestServer server) throws Exception {
        try (Tmux window = shell(server, "")) {
            window.sees("palinode (none)@primary>")
                    .type("SELECT 'a")
                    .press("Enter")
                    .sees("'>");
            window.type("日本 b' AS w;").press("Enter").sees("| 日本 b |").sees("1 row in set");
            window.type("SELECT SLEEP(60);").press("Enter");
            Thread.sleep(1_500);
            window.press("C-c").sees("palinode (none)@primary>");
            window.press("C-l").type("SELECT 40 + 2 AS alive;").press("Enter").sees("|    42 |");
            String script = IntStream.range(0, 1_000)
                    .mapToObj(i -> "SELECT " + i + " AS line;")
                    .collect(Collectors.joining("\n", "", "\n"));
            window.paste(script).press("Enter").sees("|  999 |");
            window.type("SELECT 1;\\!")
                    .press("C-u")
                    .type("\\! echo from the system")
                    .press("Enter");
            window.sees("from the system")
                    .type("KILL CONNECTION_ID();")
                    .press("Enter")
                    .sees("ERROR");
            window.type("SELECT 1;").press("Enter").sees("Connected again");
            window.type("SHOW DATA").press("Tab").sees("SHOW DATABASE");
            window.press("C-u").press("C-d").sees("Bye").sees("ended with 0");
        }
    }

    @OnEachServer
    void aDumbTerminalGetsNoWarningAndNoColours(TestServer server) throws Exception {
        try (Tmux window = shell(server, "TERM=dumb")) {
            window.sees("palinode (none)@primary>")
                    .type("SELECT NULL n;")
                    .press("Enter")
                    .sees("1 row in set");
            assertThat(window.all()).doesNotContain("WARN", "dumb", "\u001b").contains("| NULL |");
            window.type("exit").press("Enter").sees("ended with 0");
        }
    }
}
