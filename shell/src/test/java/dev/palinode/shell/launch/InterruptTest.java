package dev.palinode.shell.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.shell.Sessions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C in scripts, and what cannot be reached. */
final class InterruptTest {
    private static final String SCRIPT = "SELECT SLEEP(120) AS %s; SELECT 'not run';";

    @TempDir
    private Path directory = Path.of("");

    @OnEachServer
    void aScriptStopsItsStatementAndIsOver(TestServer server) throws Exception {
        Path file = directory.resolve("script.sql");
        Path outer = directory.resolve("outer.sql");
        Files.writeString(outer, "source " + file + "\n");
        String mark = server.newSchema();
        Files.writeString(file, SCRIPT.formatted(mark));
        try (ChildRun executed = shell(server, "-e", SCRIPT.formatted(mark));
                ChildRun read = shell(server, "-f", file.toString());
                ChildRun sourced = shell(server, "-f", outer.toString());
                ChildRun typed = shell(server)) {
            typed.type(SCRIPT.formatted(mark));
            Sessions.awaitSleeping(server, mark, 4);
            for (ChildRun run : List.of(executed, read, sourced, typed)) {
                run.interrupt();
            }
            for (ChildRun run : List.of(executed, read, sourced, typed)) {
                assertThat(run.awaitExit()).as(run.errors()).isEqualTo(130);
                // A sleep that is killed fails on MariaDB, and returns 1 on MySQL.
                assertThat(run.rest() + run.errors())
                        .containsPattern("1317|\n1\\b")
                        .doesNotContain("not run");
            }
            assertThat(Sessions.sleeping(server, mark)).isZero();
        }
    }

    @Test
    void aWatchedStatementRunsUntilCtrlC() throws Exception {
        TestServer server = TestServers.mariaDb();
        try (ChildRun run = shell(server, "--watch=0.2", "-e", "SELECT 7\n AS x;");
                ChildRun two = shell(server, "--watch", "-e", "SELECT 1; SELECT 2")) {
            assertThat(List.of(run.line(), run.line(), run.line(), run.line())).containsExactly("x", "7", "x", "7");
            run.interrupt();
            assertThat(run.awaitExit()).as(run.errors()).isEqualTo(130);
            assertThat(two.awaitExit()).isEqualTo(2);
            assertThat(two.errors()).contains("--watch takes one statement");
        }
    }

    @Test
    void aScriptIsTextAndEndsWhereItSaysSo() throws Exception {
        TestServer server = TestServers.mariaDb();
        byte[] latin = "SELECT 1 a;\nSELECT 'é' b;\n".getBytes(StandardCharsets.ISO_8859_1);
        Path file = Files.write(directory.resolve("latin.sql"), latin);
        try (ChildRun read = shell(server, "-f", file.toString());
                ChildRun typed = shell(server);
                ChildRun ended = shell(server)) {
            typed.begin(latin);
            // Its standard input stays open.
            ended.begin("SELECT 2 c;\nexit\n".getBytes(StandardCharsets.UTF_8));
            assertThat(ended.awaitExit()).as(ended.errors()).isZero();
            assertThat(ended.rest()).isEqualTo("c\n2");
            assertThat(read.awaitExit()).isEqualTo(2);
            assertThat(read.rest()).isEmpty();
            assertThat(read.errors()).contains("line 2 is not UTF-8", "nothing was run");
            assertThat(typed.awaitExit()).isEqualTo(2);
            assertThat(typed.rest()).isEqualTo("a\n1");
            assertThat(typed.errors()).contains("line 2 is not UTF-8");
        }
    }

    @Test
    void whoCannotBeReachedIsAnotherCode() throws Exception {
        try (ChildRun run = ChildRun.start(
                directory, "shell", "--no-defaults", "-h", "127.0.0.1", "-P", "1", "-u", "x", "-e", "SELECT 1")) {
            assertThat(run.awaitExit()).isEqualTo(3);
            assertThat(run.rest()).isEmpty();
            assertThat(run.errors()).contains("127.0.0.1:1").doesNotContain("WARN", "\tat ");
        }
    }

    @Test
    void aScriptThatCannotBeReadIsNamed() throws Exception {
        Path missing = directory.resolve("missing.sql");
        try (ChildRun run = shell(TestServers.mariaDb(), "-f", missing.toString())) {
            assertThat(run.awaitExit()).isEqualTo(2);
            assertThat(run.errors())
                    .isEqualTo("palinode: cannot read the script " + missing + ": there is no such file\n");
        }
    }

    @Test
    void theOptionFileIsThatOfTheHomeInTheEnvironment() throws Exception {
        Files.writeString(directory.resolve(".my.cnf"), "[client]\nhost=127.0.0.1\nport=1\n");
        try (ChildRun run =
                ChildRun.start(directory, Map.of("HOME", directory.toString()), "shell", "-u", "x", "-e", "SELECT 1")) {
            assertThat(run.awaitExit()).isEqualTo(3);
            assertThat(run.errors()).contains("127.0.0.1:1 ");
        }
    }

    private ChildRun shell(TestServer server, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "shell",
                "--defaults-file=" + options(server),
                "-h",
                server.address().host(),
                "-P",
                String.valueOf(server.address().port()),
                "-u",
                server.user()));
        words.addAll(List.of(more));
        return ChildRun.start(directory, words.toArray(String[]::new));
    }

    private Path options(TestServer server) throws IOException {
        Path file = directory.resolve("my.cnf");
        Files.writeString(file, "[client]\npassword=\"" + server.password() + "\"\n");
        return file;
    }
}
