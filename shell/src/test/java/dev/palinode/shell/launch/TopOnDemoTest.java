package dev.palinode.shell.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.shell.Contexts;
import dev.palinode.shell.Tmux;
import dev.palinode.shell.client.SqlClient;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code top} on a whole Palinode: at a terminal, where it steers, and into a pipe. */
final class TopOnDemoTest extends OnDemo {
    @AfterEach
    void none() throws Exception {
        run("cancel all --yes");
    }

    private String run(String script) throws Exception {
        Contexts shell = new Contexts();
        try (SqlClient client = demo().connect()) {
            int code = shell.run(client, false, "SET @@ddl_strategy='vitess --postpone-completion';\n" + script + "\n");
            assertThat(code).as(shell.notes()).isZero();
        }
        return shell.out();
    }

    private ChildRun batch(String sql) throws Exception {
        Path file = Files.writeString(home.resolve("my.cnf"), "[client]\npassword=demo\n");
        return ChildRun.start(
                home,
                "shell",
                "--defaults-file",
                file.toString(),
                "-u",
                "palinode",
                "-P",
                String.valueOf(demo().port()),
                "-e",
                sql,
                "commerce");
    }

    private static void await(ChildRun child, String text) throws Exception {
        String line = child.line();
        while (!line.contains(text)) {
            assertThat(line).as("no %s: %s", text, child.errors()).isNotEmpty();
            line = child.line();
        }
    }

    @Test
    void aRowIsSelectedAndSteered() throws Exception {
        run("ALTER TABLE customer ADD COLUMN t1 INT;\nALTER TABLE product ADD COLUMN t1 INT;");
        try (Tmux window = demo().terminal(120, 24, home.resolve("history"))) {
            // One runs at a time.
            window.waitsAt(PROMPT).type("top").press("Enter").sees("1 running, 1 waiting");
            assertThat(window.screen()).containsPattern("(?m)^> \\w{8}  customer .* once complete");
            window.press("j").sees("  customer").press("k", "Down", "x").sees("(alter product)?  y/n");
            assertThat(window.screen()).containsPattern("(?m)^> \\w{8}  product ");
            // It is an answer, and leaves nothing.
            window.press("q").sees("j k or arrows select");
            window.press("t").sees(": throttled for an hour").sees("to be throttled");
            window.press("t").sees(": released").press("Up", "t").sees("throttled: by");
            window.press("t")
                    .sees(": released")
                    .press("x")
                    .sees("(alter customer)?  y/n")
                    .press("y");
            window.sees(": cancelled").sees("1 running, 0 waiting").press("q").waitsAt(PROMPT);
            assertThat(run("migrations"))
                    .containsPattern("customer\talter\tcancelled")
                    .containsPattern("product\talter\trunning");
            window.type("top --output json")
                    .press("Enter")
                    .sees("\"table\":\"product\"")
                    .press("C-c")
                    .waitsAt(PROMPT);
            window.type("follow product")
                    .press("Enter")
                    .sees("x cancel")
                    .press("x")
                    .sees("y/n")
                    .press("q");
            window.sees("x cancel").press("q").waitsAt(PROMPT);
        }
    }

    @Test
    void whoIsToldToEndGivesTheTerminalBack() throws Exception {
        run("ALTER TABLE customer ADD COLUMN t4 INT;");
        try (Tmux window = demo().terminal(120, 24, home.resolve("history"))) {
            window.waitsAt(PROMPT).type("top").press("Enter").sees("1 running, 0 waiting");
            assertThat(window.knows("alternate_on") + window.knows("cursor_flag"))
                    .isEqualTo("10");
            window.terminate();
            window.sees("ended with 143");
            assertThat(window.knows("alternate_on") + window.knows("cursor_flag"))
                    .isEqualTo("01");
            assertThat(window.screen()).contains(PROMPT + " top").doesNotContain("1 running");
        }
    }

    @Test
    void intoAPipeThereAreLinesUntilNoneIsLive() throws Exception {
        run("ALTER TABLE customer ADD COLUMN t2 INT;\nALTER TABLE product ADD COLUMN t2 INT;");
        try (ChildRun child = batch("top; SELECT 'behind' AS it")) {
            await(child, "ready to swap");
            await(child, "ready to swap");
            run("cancel customer\ncomplete product");
            assertThat(child.rest())
                    .containsPattern("\\w{8} customer  cancelled")
                    .containsPattern("\\w{8} product  complete  100.0%")
                    .endsWith("it\nbehind");
            assertThat(child.awaitExit()).as(child.errors()).isZero();
        }
        try (ChildRun child = batch("top")) {
            assertThat(child.rest()).isEmpty();
            assertThat(child.awaitExit()).isZero();
            assertThat(child.errors()).contains("No migration runs or waits");
        }
    }

    @Test
    void asJsonTheKeysAreThoseOfFollowAndCtrlCStopsNoMigration() throws Exception {
        run("ALTER TABLE customer ADD COLUMN t3 INT;");
        try (ChildRun child = batch("top --output json")) {
            String line = child.line();
            assertThat(line)
                    .as(child.errors())
                    .startsWith("{\"time\":\"")
                    .contains("\"table\":\"customer\",\"action\":\"alter\"");
            try (ChildRun follow = batch("follow customer --output json")) {
                assertThat(line.replaceAll(":(\"[^\"]*\"|[^\",}]*)", ""))
                        .isEqualTo(follow.line().replaceAll(":(\"[^\"]*\"|[^\",}]*)", ""));
            }
            child.interrupt();
            assertThat(child.awaitExit()).isEqualTo(130);
        }
        assertThat(run("migrations customer")).contains("\trunning\t");
    }
}
