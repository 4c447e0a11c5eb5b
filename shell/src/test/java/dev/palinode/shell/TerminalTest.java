package dev.palinode.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
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
            String mark = server.newSchema();
            window.type("SELECT SLEEP(600) AS " + mark + ";").press("Enter");
            Sessions.awaitSleeping(server, mark, 1);
            window.press("C-c").waitsAt("palinode (none)@primary>");
            window.type("SELECT SLEEP(600) AS " + mark + "; SELECT 'never' AS n;")
                    .press("Enter");
            Sessions.awaitSleeping(server, mark, 1);
            // Some servers end a sleep that is killed without an error.
            window.press("C-c").sees("(1 statement behind it not run)").waitsAt("palinode (none)@primary>");
            assertThat(window.all()).doesNotContain("| never |", "Connected again");
            window.press("C-l").type("SELECT 40 + 2 AS alive;").press("Enter").sees("|    42 |");
            String script = IntStream.range(0, 1_000)
                    .mapToObj(i -> "SELECT " + i + " AS line;")
                    .collect(Collectors.joining("\n", "", "\n"));
            window.paste(script).press("Enter").sees("|  999 |", Duration.ofMinutes(3));
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

    @Test
    void aStatementOfManyLinesIsEditedWhereverTheCursorIs() throws Exception {
        String prompt = "palinode (none)@primary>";
        try (Tmux window = shell(TestServers.mariaDb(), "")) {
            window.sees(prompt).type("SELECT CONCAT('one',").press("Enter").sees("(>");
            window.type("  'tvo',").press("Enter").type("  'three')");
            // Up and to the beginning of that line, behind the blanks, the quote and the t; then down to the end.
            window.press("Up", "C-a", "Right", "Right", "Right", "Right", "DC").type("w");
            window.sees("'two',").press("Down", "C-e").type(" AS joined;").press("Enter");
            window.sees("| onetwothree |").waitsAt(prompt);
            // The whole of it comes back, and is run from wherever the cursor is.
            window.press("C-l", "Up").sees("'three') AS joined;");
            assertThat(window.screen()).contains("SELECT CONCAT('one',\n", "(>   'two',\n");
            window.press("Up", "C-a", "Right", "Right", "Right", "DC", "DC", "DC")
                    .type("2");
            window.sees("'2',").press("Enter").sees("| one2three |").waitsAt(prompt);
            window.press("Up", "C-c").waitsAt(prompt).press("C-d").sees("ended with 0");
        }
    }

    @Test
    void withoutATerminalTypeItIsTheSameButForTheColours() throws Exception {
        try (Tmux window = shell(TestServers.mariaDb(), "unset TERM;")) {
            window.sees("palinode (none)@primary>").type("SELECT NULL n,").press("Enter");
            window.type("'é' AS e;").press("Enter").sees("1 row in set");
            assertThat(window.all())
                    .startsWith("Connected to ")
                    .doesNotContain("WARN", "dumb", "jline", "\u001b")
                    .contains("| NULL | é |");
            window.type("migrations").press("Enter").sees("ERROR");
            window.type("exit").press("Enter").sees("ended with 0");
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
            String mark = server.newSchema();
            window.type("SELECT SLEEP(600) AS " + mark + ";").press("Enter");
            Sessions.awaitSleeping(server, mark, 1);
            window.press("C-c").waitsAt("palinode (none)@primary>");
            // At the prompt it drops what was typed.
            window.type("SELECT 'dropped'")
                    .sees("SELECT 'dropped'")
                    .press("C-c")
                    .waitsAt("palinode (none)@primary>");
            window.press("C-c").sees("(type exit or press Ctrl-D to leave)");
            window.type("exit").press("Enter").sees("ended with 0");
        }
    }

    @Test
    void aTerminalThatNobodyHasDescribedIsTakenForAUsualOne() throws Exception {
        try (Tmux window = shell(TestServers.mariaDb(), "TERM=xterm-kitty")) {
            window.sees("palinode (none)@primary>");
            assertThat(window.all().lines().map(line -> line.replaceFirst("\\s.*", "")))
                    .containsExactly("Connected", "Statements", "palinode");
            window.type("SELECT 'xtvo' AS n;").press("C-a");
            window.press("Right", "Right", "Right", "Right", "Right", "Right", "Right", "Right", "DC");
            window.press("Right", "DC").type("w").press("Enter").sees("| two |");
            assertThat(window.all()).doesNotContain("ERROR", "jline");
            window.press("C-d").sees("ended with 0");
        }
    }

    @Test
    void aTerminalWithoutASizeIsAsWideAsUsual() throws Exception {
        try (Tmux window = shell(TestServers.mariaDb(), "stty rows 0 cols 0;")) {
            window.sees("palinode (none)@primary>")
                    .type("SELECT 1 AS a, 'two' AS b;")
                    .press("Enter");
            window.sees("| 1 | two |").type("help follow").press("Enter").sees("Exit code 4");
            window.press("C-d").sees("ended with 0");
        }
    }

    @Test
    void whatLiesAroundTheSessionIsForReal() throws Exception {
        Path editor = script("editor", "sed -i 's/orange/apple/' \"$1\"");
        Path copy = home.resolve("copy.txt");
        Path inner = home.resolve("inner.sql");
        Files.writeString(inner, "SELECT 'from the file' AS f;\n");
        try (Tmux window = shell(TestServers.mariaDb(), "EDITOR='" + editor + "'")) {
            window.sees("palinode (none)@primary>")
                    .type("SELECT 'orange' AS fruit;")
                    .press("Enter");
            window.sees("| orange |").type("edit").press("Enter").sees("SELECT 'apple' AS fruit;");
            window.press("Enter").sees("| apple |").type("pager cat -n").press("Enter");
            window.type("SELECT 'paged' AS p;").press("Enter").sees("     4").sees("| paged |");
            window.type("pager head -1").press("Enter");
            window.type("BEGIN; SELECT a.id i FROM information_schema.collations a, information_schema.collations b,"
                            + " information_schema.collations c;")
                    .press("Enter")
                    .sees("the pager was left")
                    .sees("(in transaction)>");
            window.type("nopager").press("Enter").type("tee " + copy).press("Enter");
            window.type("SELECT NULL AS nothing;").press("Enter").sees("| NULL    |");
            window.type("source " + inner).press("Enter").sees("| from the file |");
            window.type("notee").press("Enter").type("SELECT 'untold' AS u;").press("Enter");
            window.sees("| untold |")
                    .type("\\! echo $((40 + 2)) apples")
                    .press("Enter")
                    .sees("42 apples");
            window.type("\\! trap '' INT; echo deaf; sleep 2; echo woken").press("Enter");
            window.sees("deaf\n").press("C-c").press("C-c").sees("woken\n");
            window.type("\\! exit 3").press("Enter").sees("ERROR: 'exit 3' ended with status 3");
            // Neither the pager nor a program that was interrupted has cost the session.
            window.type("ROLLBACK;").press("Enter").sees("Query OK");
            assertThat(window.all()).doesNotContain("Connected again", "Lost connection");
            window.press("C-d").sees("ended with 0");
        }
        assertThat(copy)
                .content()
                .contains("| from the file |")
                .doesNotContain("untold", "\u001b", "in set", "Query OK");
    }

    @Test
    void whatIsTypedIsColouredUnlessThatIsNotWanted() throws Exception {
        String prompt = "palinode (none)@primary>";
        try (Tmux window = shell(TestServers.mariaDb(), "");
                Tmux plain = shell(TestServers.mariaDb(), "NO_COLOR=1")) {
            window.sees(prompt).type("SELECT f('orange'").sees("'orange'");
            assertThat(window.coloured())
                    .containsPattern("\u001b\\[1mSELECT(?:\u001b\\[\\d*m)+ f\\(\u001b\\[32m'orange'");
            plain.sees(prompt).type("SELECT f('orange'").sees("'orange'");
            assertThat(plain.coloured()).contains("SELECT f('orange'").doesNotContain("\u001b");
        }
    }

    @Test
    void anotherSessionRemembersAndSearches() throws Exception {
        String prompt = "palinode (none)@primary>";
        for (String fruit : new String[] {"apple", "banana", "cherry"}) {
            try (Tmux window = shell(TestServers.mariaDb(), "")) {
                window.sees(prompt).type("SELECT '" + fruit + "' AS fruit;").press("Enter");
                window.sees("| " + fruit + " |").waitsAt(prompt).press("C-d").sees("ended with 0");
            }
        }
        try (Tmux window = shell(TestServers.mariaDb(), "")) {
            window.sees(prompt).press("Up").sees("SELECT 'cherry' AS fruit;");
            window.press("C-u", "C-r").type("appl").sees("'appl");
            assertThat(window.screen()).contains("SELECT 'apple' AS fruit;");
            window.press("Enter").sees("| apple |").waitsAt(prompt).press("C-d").sees("ended with 0");
        }
    }

    @Test
    void whateverAnEditorDoesTheSessionStays() throws Exception {
        Path mode = home.resolve("mode");
        Path editor = script(
                "editor",
                "case $(cat '" + mode + "') in latin) printf 'SELECT \\351;' >\"$1\";; gone) rm \"$1\";;"
                        + " *) sed -i s/hidden/shown/ \"$1\";; esac");
        String prompt = "palinode (none)@primary (in transaction)>";
        try (Tmux window = shell(TestServers.mariaDb(), "EDITOR='" + editor + "'")) {
            window.sees("palinode (none)@primary>")
                    .type("BEGIN;")
                    .press("Enter")
                    .waitsAt(prompt);
            Files.writeString(mode, "latin");
            window.type("edit").press("Enter").sees("ERROR: what was saved is not UTF-8; it is left in ");
            Files.writeString(mode, "gone");
            window.waitsAt(prompt).press("C-l").type("edit").press("Enter").sees("there is no such file");
            Files.writeString(mode, "edited");
            // What the history does not keep is the last statement nevertheless.
            window.waitsAt(prompt).type(" SELECT 'hidden' AS a_password;").press("Enter");
            window.sees("| hidden ").waitsAt(prompt).press("C-l").type("edit").press("Enter");
            window.sees("SELECT 'shown' AS a_password;").press("Enter").sees("| shown ");
            window.waitsAt(prompt).type("\\p").press("Enter").sees("there is no command \\p here");
            window.waitsAt(prompt).press("C-d").sees("ended with 0");
        }
        assertThat(home.resolve("history")).content().contains("BEGIN;").doesNotContain("hidden", "shown");
    }

    private Path script(String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    @Test
    void aPipeWithoutATerminalTypeGetsRowsAndNothingElse() throws Exception {
        TestServer server = TestServers.mariaDb();
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.palinode.shell.launch.Launcher",
                "shell",
                "--no-defaults",
                "-h",
                server.address().host(),
                "-P",
                String.valueOf(server.address().port()),
                "-u",
                server.user(),
                "-e",
                "SELECT 1 a; help wait");
        builder.environment().remove("TERM");
        builder.environment().put("PALINODE_PASSWORD", server.password());
        Process process = builder.redirectErrorStream(true).start();
        String all = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(all).isZero();
        assertThat(all).startsWith("a\n1\nwait <id|table>").doesNotContain("WARN", "SLF4J", "\u001b", "jline");
    }
}
