package dev.palinode.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.command.CommandRegistry;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.command.StatementRunner;
import dev.palinode.shell.command.StatementRunner.Audience;
import dev.palinode.shell.render.Style;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.InstantSource;
import java.util.Optional;

final class BatchRunTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(TestServer server, String schema, Style style, boolean force, String script) throws Exception {
        try (SqlClient client = Sessions.connect(server, schema)) {
            PrintWriter printer = new PrintWriter(out);
            StatementRunner runner = new StatementRunner(client, printer, Audience.PROGRAM, InstantSource.system());
            ShellContext context = new ShellContext(client, runner, printer, style, Optional.empty());
            return new BatchRun(CommandRegistry.standard(), context, new PrintWriter(err), force)
                    .run(new StringReader(script));
        }
    }

    @OnEachServer
    void aScriptPrintsRowsAndNothingElse(TestServer server) throws Exception {
        String schema = server.newSchema();
        int code = run(
                server,
                "",
                Style.BATCH,
                false,
                "use " + schema + "\nCREATE TABLE t (a INT, b VARCHAR(20));\n"
                        + "INSERT INTO t VALUES (1, 'x;y'), (2, NULL); -- two\n"
                        + "SELECT * FROM t;\nSELECT * FROM t WHERE a > 5;\nSELECT a FROM t WHERE a = 1\\G\nSELECT 'last' z");
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString()).isEqualTo("""
                        a\tb
                        1\tx;y
                        2\tNULL
                        *************************** 1. row ***************************
                        a: 1
                        z
                        last
                        """);
        assertThat(code).isZero();
    }

    @OnEachServer
    void planIsAskedAsTheStatementThatAnyClientCanSend(TestServer server) throws Exception {
        run(server, "", Style.BATCH, true, "plan\n ALTER TABLE t\n ADD x INT;\nplan nothing;");
        // A server that is no Palinode understands neither; where it stops to understand, its message begins.
        assertThat(err.toString())
                .contains("at line 1: ", "near 'plan nothing'")
                .doesNotContain("near 'plan\n");
    }

    @OnEachServer
    void theFirstErrorEndsAScript(TestServer server) throws Exception {
        String schema = server.newSchema();
        int code = run(server, schema, Style.TABLE, false, "SELECT 1 a;\n\nSELECT *\n FROM nowhere;\nSELECT 2 b;");
        assertThat(out.toString()).isEqualTo("""
                        +---+
                        | a |
                        +---+
                        | 1 |
                        +---+
                        """);
        assertThat(err.toString())
                .isEqualToNormalizingNewlines(
                        "ERROR 1146 (42S02) at line 3: Table '" + schema + ".nowhere' doesn't exist\n");
        assertThat(code).isEqualTo(1);
    }

    @OnEachServer
    void forceGoesOnButDoesNotForget(TestServer server) throws Exception {
        String schema = server.newSchema();
        int code = run(server, schema, Style.BATCH, true, "SELECT * FROM nowhere; SELECT 2 b; nonsense; SELECT 3 c;");
        assertThat(out.toString()).isEqualTo("b\n2\nc\n3\n");
        assertThat(err.toString().lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("ERROR 1") && line.contains(" at line 1: "));
        assertThat(code).isEqualTo(1);
    }

    @OnEachServer
    void proceduresCanBeMadeAndCalled(TestServer server) throws Exception {
        String schema = server.newSchema();
        int code = run(
                server,
                schema,
                Style.BATCH,
                false,
                "DELIMITER //\nCREATE PROCEDURE p()\nBEGIN\n  SELECT 1 a;\n  SELECT 2 b;\nEND//\nDELIMITER ;\nCALL p();"
                        + "exit\nSELECT 3");
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString()).isEqualTo("a\n1\nb\n2\n");
        assertThat(code).isZero();
    }

    @OnEachServer
    void aServerWithoutMigrationsRefusesToListThem(TestServer server) throws Exception {
        assertThat(run(server, "", Style.BATCH, false, "migrations")).isEqualTo(1);
        assertThat(err.toString()).startsWith("ERROR 1064 (42000) at line 1: ");
    }
}
