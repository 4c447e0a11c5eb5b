package dev.palinode.shell.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.shell.Tmux;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Palinode that takes connections and does nothing any more: a person can stop a statement. */
final class FrozenServerTest {
    private static final String PROMPT = "palinode commerce@primary>";
    private static final String AGAIN = "Connecting again (Ctrl-C gives up)…";
    private static final String UNCONNECTED = "palinode commerce@primary (not connected)>";

    @TempDir
    private Path home = Path.of("");

    @Test
    void ctrlCStopsAStatementWhateverTheServerDoes() throws Exception {
        try (DemoShop demo = DemoShop.start(home.resolve("data"))) {
            try (Tmux window = demo.terminal(100, 30, home.resolve("history"))) {
                window.waitsAt(PROMPT);
                demo.signal("STOP");
                cut(window, "SELECT 'never' AS n; SELECT 'nor this';");
                // It tries to connect anew, and says so, until that is given up, too.
                window.sees(AGAIN).press("C-c").waitsAt(UNCONNECTED);
                assertThat(window.all())
                        .contains("(1 statement behind it not run)", "Not connected; the next statement tries again.")
                        .doesNotContain("| never");
                demo.signal("CONT");
                window.type("SELECT 40 + 2 AS alive;").press("Enter").sees("|    42 |");
                assertThat(window.all()).contains("Connected again");
                window.waitsAt(PROMPT).press("C-l");
                demo.signal("STOP");
                cut(window, "SELECT 'never' AS n;");
                window.sees(AGAIN).press("C-c").waitsAt(UNCONNECTED).press("C-l");
                // Nor does the next statement leave anybody alone with a silent window, or nobody could leave.
                window.type("SELECT 'never' AS n;").press("Enter").sees(AGAIN);
                window.press("C-c").waitsAt(UNCONNECTED).type("exit").press("Enter");
                window.sees("ended with 0");
            }
        }
    }

    /** Two Ctrl-C against a server that says nothing any more. */
    private static void cut(Tmux window, String sql) throws Exception {
        window.type(sql).press("Enter");
        // A Ctrl-C is echoed as soon as the statement is under way.
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> window.screen().contains("^C")
                        || window.press("C-c").screen().contains("^C"));
        window.sees("(not stopped yet; Ctrl-C once more cuts the connection)");
        window.press("C-c").sees("Lost connection", Duration.ofSeconds(10));
    }
}
