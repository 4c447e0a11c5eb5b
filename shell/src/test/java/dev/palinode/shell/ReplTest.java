package dev.palinode.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.Interruption;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.command.ShellContext.Consent;
import dev.palinode.shell.command.catalog.CommandRegistry;
import dev.palinode.shell.input.LineInput;
import dev.palinode.shell.input.StatementReader;
import dev.palinode.shell.input.Vocabulary;
import dev.palinode.shell.launch.access.EngineRules;
import dev.palinode.shell.render.Layout;
import dev.palinode.shell.render.Style;
import dev.palinode.shell.sql.Output;
import dev.palinode.shell.sql.StatementRunner;
import dev.palinode.shell.sql.StatementRunner.Audience;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.io.TempDir;

/** Sits down at a terminal made of bytes. */
final class ReplTest {
    @TempDir
    private Path home = Path.of("");

    private Runnable fault = ReplTest::overflow;

    private Path history() {
        return home.resolve("made").resolve("history");
    }

    /** Ctrl-C at a moment that nobody could hit: no statement runs that could fail by it. */
    private record Pressed(Terminal terminal) implements Command {
        @Override
        public Manual manual() {
            return Manual.of(Manual.Group.SHELL, "pressed", "", "Ctrl-C", "pressed");
        }

        @Override
        public Next run(ShellContext context, String operand) {
            terminal.raise(Terminal.Signal.INT);
            return Next.GO_ON;
        }
    }

    /** What nobody has thought of. */
    private record Faulty(Runnable fault) implements Command {
        @Override
        public Manual manual() {
            return Manual.of(Manual.Group.SHELL, "faulty", "", "a fault", "faulty");
        }

        @Override
        public Next run(ShellContext context, String operand) {
            fault.run();
            return Next.GO_ON;
        }
    }

    private static void overflow() {
        throw new StackOverflowError();
    }

    /** Types some text and returns what the terminal showed. */
    private String type(TestServer server, String schema, String keys) throws Exception {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        DumbTerminal terminal = new DumbTerminal(
                "test",
                "dumb",
                new ByteArrayInputStream(keys.getBytes(StandardCharsets.UTF_8)),
                shown,
                StandardCharsets.UTF_8);
        Dispatcher dispatcher = new Dispatcher(
                CommandRegistry.with(new EngineRules(), List.of(new Pressed(terminal), new Faulty(() -> fault.run()))));
        StatementReader reader = dispatcher.reader();
        try (SqlClient client = Sessions.connect(server, schema);
                LineInput input = LineInput.on(terminal, history(), reader, () -> Vocabulary.NONE)) {
            Interruption interruption = new Interruption();
            ResultSink sink = new ResultSink(input.writer(), input.writer(), interruption);
            Output output = new Output(sink, Style.TABLE, () -> Layout.PLAIN);
            StatementRunner runner =
                    new StatementRunner(client, output, Audience.PERSON, () -> Instant.EPOCH, sql -> {});
            Bench bench = new Bench(dispatcher, sink, Optional.empty());
            ShellContext context = bench.serve(new ShellContext(
                    client,
                    runner,
                    output,
                    input.writer(),
                    Optional.empty(),
                    Optional.of(new Questions(input)),
                    Consent.ASK,
                    bench,
                    interruption));
            new Repl(input, reader, dispatcher, context).run();
        }
        return shown.toString(StandardCharsets.UTF_8).replace("\r", "");
    }

    @OnEachServer
    void aSessionLooksLikeThis(TestServer server) throws Exception {
        String schema = server.newSchema();
        String shown = type(
                server,
                "",
                "use " + schema + "\nCREATE TABLE t (a INT,\n b VARCHAR(9));\nINSERT INTO t VALUES (1,'é'),(2,NULL);\n"
                        + "SELECT * FROM t;\nSELECT * FROM t WHERE a = 1\\G\nSELECT * FROM t WHERE a > 2;\n"
                        + "DELETE FROM t WHERE a = 1; exit\n");
        assertThat(shown)
                .contains(
                        "palinode (none)@primary> ",
                        "palinode " + schema + "@primary> ",
                        "Database changed (0.00 sec)\n")
                .contains("Query OK, 0 rows affected (0.00 sec)\n")
                .contains("Query OK, 2 rows affected (0.00 sec)\nRecords: 2  Duplicates: 0  Warnings: 0\n")
                .contains("""
                        +---+------+
                        | a | b    |
                        +---+------+
                        | 1 | é    |
                        | 2 | NULL |
                        +---+------+
                        2 rows in set (0.00 sec)
                        """)
                .contains("""
                        *************************** 1. row ***************************
                        a: 1
                        b: é
                        1 row in set (0.00 sec)
                        """)
                .contains("Empty set (0.00 sec)\n", "Query OK, 1 row affected (0.00 sec)\n")
                .endsWith("Bye\n");
    }

    @OnEachServer
    void noErrorEndsIt(TestServer server) throws Exception {
        String schema = server.newSchema();
        String shown = type(
                server,
                schema,
                "SELECT * FROM nowhere; SELECT 'not run'; SELECT 'nor this';\nSELECT 1/0 w;\nSELECT 'a\n;b';\nhelp\n");
        assertThat(shown)
                .contains("ERROR 1146 (42S02): Table '" + schema + ".nowhere' doesn't exist\n")
                .contains("(2 statements behind it not run)\n")
                .contains(
                        "1 row in set, 1 warning (0.00 sec)\n",
                        "| ;b    |",
                        "migrations [id|table|state|context]",
                        "Warning 1365: Division by 0")
                .endsWith("Bye\n");
    }

    @OnEachServer
    void noFaultEndsIt(TestServer server) throws Exception {
        String shown = type(server, "", "BEGIN;\nfaulty; SELECT 'not run';\nSELECT 'there' AS t;\n");
        assertThat(shown)
                .contains("ERROR: this is a fault of the shell, please report it: java.lang.StackOverflowError\n")
                .contains("(1 statement behind it not run)\npalinode (none)@primary (in transaction)> ", "| there |")
                .endsWith("Bye\n");
        fault = () -> {
            throw new UncheckedIOException(new IOException("no disk"));
        };
        assertThat(type(server, "", "faulty\nSELECT 'there' AS t;\n"))
                .contains("java.io.IOException: no disk\n", "| there |");
    }

    @OnEachServer
    void nothingIsRunBehindACtrlC(TestServer server) throws Exception {
        Path script = Files.writeString(home.resolve("script.sql"), "pressed\nSELECT 'sourced' AS s;\n");
        String shown = type(
                server,
                "",
                "pressed; SELECT 'never' AS n; SELECT 'nor this';\nsource " + script + "\nSELECT 'again' AS a;\n");
        assertThat(shown)
                .contains(
                        "(2 statements behind it not run)\n", "the rest from script.sql:2 on was not run", "| again |")
                .doesNotContain("| never", "| nor this", "| sourced", "Lost connection");
    }

    @OnEachServer
    void aLostConnectionIsMadeAnew(TestServer server) throws Exception {
        String schema = server.newSchema();
        String shown = type(server, schema, "KILL CONNECTION_ID();\nSELECT DATABASE() db;\nSELECT DATABASE() db;\n");
        assertThat(shown)
                .contains("ERROR ", "Connected again, as connection ", "| " + schema + " |")
                .endsWith("Bye\n");
    }

    @OnEachServer
    void thePromptTellsOfATransaction(TestServer server) throws Exception {
        String shown = type(server, "", "BEGIN;\nSELECT 1;\nROLLBACK;\nSELECT 2;\n");
        assertThat(shown.split("palinode \\(none\\)@primary \\(in transaction\\)> ", -1))
                .hasSize(3);
        assertThat(shown).endsWith("palinode (none)@primary> Bye\n");
    }

    @OnEachServer
    void theMigrationHintComesOnce(TestServer server) throws Exception {
        String shown = type(server, "", "SELECT 'x' AS uuid;\nSELECT 'y' AS uuid;\n");
        assertThat(shown.split("type migrations to watch it", -1)).hasSize(2);
    }

    @OnEachServer
    void whatWasTypedIsKeptButNoSecrets(TestServer server) throws Exception {
        type(server, "", "SELECT 1,\n2;\nSELECT 'x' AS identified;\n SELECT 'unseen';\nstatus\n");
        assertThat(kept()).contains("SELECT 1,\\n2;", "status").doesNotContain("identified", "unseen");
        assertThat(Files.getPosixFilePermissions(history())).hasSize(2);
        Files.setPosixFilePermissions(history(), PosixFilePermissions.fromString("rw-r--r--"));
        type(server, "", "SELECT 2;\n");
        assertThat(Files.getPosixFilePermissions(history())).hasSize(2);
        assertThat(kept()).contains("SELECT 1,\\n2;", "SELECT 2;");
    }

    private String kept() throws IOException {
        return Files.readString(history());
    }
}
