package dev.palinode.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.command.FileTrouble;
import dev.palinode.shell.render.Style;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BatchRunTest {
    private Contexts shell = new Contexts();

    private int run(TestServer server, String schema, Style style, boolean force, String script) throws Exception {
        try (SqlClient client = Sessions.connect(server, schema)) {
            return shell.style(style).run(client, force, script);
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
        assertThat(shell.notes()).isEmpty();
        assertThat(shell.out()).isEqualTo("""
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
        run(server, "", Style.BATCH, true, "-- why\nplan\n ALTER TABLE t\n ADD x INT;\nplan nothing;");
        // A server that is no Palinode understands neither; where it stops to understand, its message begins.
        assertThat(shell.notes()).contains("at line 2: ", "near 'plan nothing'").doesNotContain("near 'plan\n");
    }

    @OnEachServer
    void theFirstErrorEndsAScript(TestServer server) throws Exception {
        String schema = server.newSchema();
        int code = run(server, schema, Style.TABLE, false, "SELECT 1 a;\n\nSELECT *\n FROM nowhere;\nSELECT 2 b;");
        assertThat(shell.out()).isEqualTo("""
                        +---+
                        | a |
                        +---+
                        | 1 |
                        +---+
                        """);
        assertThat(shell.notes())
                .isEqualToNormalizingNewlines(
                        "ERROR 1146 (42S02) at line 3: Table '" + schema + ".nowhere' doesn't exist\n");
        assertThat(code).isEqualTo(1);
    }

    @OnEachServer
    void forceGoesOnButDoesNotForget(TestServer server) throws Exception {
        String schema = server.newSchema();
        int code = run(server, schema, Style.BATCH, true, "SELECT * FROM nowhere; SELECT 2 b; nonsense; SELECT 3 c;");
        assertThat(shell.out()).isEqualTo("b\n2\nc\n3\n");
        assertThat(shell.notes().lines())
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
        assertThat(shell.notes()).isEmpty();
        assertThat(shell.out()).isEqualTo("a\n1\nb\n2\n");
        assertThat(code).isZero();
    }

    @OnEachServer
    void aScriptMayReadAnotherAndCopyItsResults(TestServer server, @TempDir Path directory) throws Exception {
        Path inner = directory.resolve("inner.sql");
        Path copy = directory.resolve("copy.txt");
        Files.writeString(inner, "SELECT 2 b;\nSELECT 3 c");
        String script = "tee " + copy + "\nSELECT 1 a;\nsource " + inner + "\nnotee\nSELECT 4 d;";
        assertThat(run(server, "", Style.TSV, false, script)).as(shell.notes()).isZero();
        assertThat(shell.out()).isEqualTo("a\n1\nb\n2\nc\n3\nd\n4\n");
        assertThat(copy).hasContent("a\n1\nb\n2\nc\n3\n");
        // A copy that cannot be written ends itself, and nothing else.
        assertThat(run(server, "", Style.TSV, false, "tee /dev/full\nSELECT 5 e;\nSELECT 6 f;\nnotee"))
                .isZero();
        assertThat(shell.out()).endsWith("e\n5\nf\n6\n");
        assertThat(shell.notes()).containsOnlyOnce("results are no longer copied");
        Files.writeString(inner, "SELECT 1;\n\nSELECT * FROM nowhere.at_all;\n");
        assertThat(run(server, "", Style.TSV, false, "source " + inner)).isEqualTo(1);
        assertThat(shell.notes()).contains(" at line 1: inner.sql:3: ");
        Files.writeString(inner, "source " + inner);
        assertThat(run(server, "", Style.TSV, false, "source " + inner)).isEqualTo(2);
        assertThat(shell.notes()).contains("more than 20 deep");
    }

    @Test
    void whatIsTheMatterWithAFileIsSaid(@TempDir Path directory) throws Exception {
        Path latin = Files.write(directory.resolve("latin.sql"), new byte[] {'-', '-', ' ', (byte) 0xe9});
        Path closed = Files.writeString(directory.resolve("closed.sql"), "SELECT 1;");
        Path missing = directory.resolve("none").resolve("x");
        says("source " + missing, "cannot read " + missing + ": there is no such file");
        says("source " + directory, "cannot read " + directory + ": it is a directory");
        says("source " + latin, "cannot read " + latin + ": line 1 is not UTF-8");
        says("tee " + missing, "cannot write " + missing + ": there is no such directory");
        says("tee " + directory, "cannot write " + directory + ": it is a directory");
        says("apply " + missing, "cannot read " + missing + ": there is no such file");
        says("apply " + latin, "cannot read " + latin + ": it is not UTF-8");
        assertThat(FileTrouble.reading(closed, new AccessDeniedException(closed.toString())))
                .as("nothing is closed to root, who may run this")
                .hasMessage("cannot read " + closed + ": permission denied");
    }

    private void says(String command, String message) throws Exception {
        shell = new Contexts();
        assertThat(run(TestServers.mariaDb(), "", Style.TSV, false, command)).isEqualTo(2);
        assertThat(shell.notes()).startsWith("ERROR: " + message);
    }

    @Test
    void commandsBehindABackslashAreThoseOfMysql(@TempDir Path directory) throws Exception {
        Path copy = directory.resolve("copy");
        String script = "\\T " + copy + "\nSELECT 1 a;\n\\t\n\\d //\nSELECT 2 b//\n\\d\n\\r\nSELECT 3 c;";
        assertThat(run(TestServers.mariaDb(), "", Style.TSV, false, script))
                .as(shell.notes())
                .isZero();
        assertThat(shell.out()).isEqualTo("a\n1\nb\n2\nc\n3\n");
        assertThat(shell.notes()).containsPattern("^Connected again, as connection \\d+\\.\n$");
        assertThat(copy).hasContent("a\n1\n");
        says("\\p", "there is no command \\p here; help lists them");
        says("\\T", "\\T is tee <file>");
        says("\\. ", "\\. is source <file>");
        says("SELECT 1; \\x y", "there is no command \\x here");
    }

    @OnEachServer
    void aServerWithoutMigrationsRefusesToListThem(TestServer server) throws Exception {
        assertThat(run(server, "", Style.BATCH, false, "migrations")).isEqualTo(1);
        assertThat(shell.notes()).startsWith("ERROR 1064 (42000) at line 1: ");
        assertThat(run(server, "", Style.BATCH, false, "SELECT * FROM `\u001b[31mred`.t"))
                .isEqualTo(1);
        assertThat(shell.notes()).contains("[31mred").doesNotContain("\u001b");
    }

    @OnEachServer
    void aCommandBehindARemarkIsStillOne(TestServer server) throws Exception {
        assertThat(run(server, "", Style.BATCH, false, "/*x*/ VTCTL EmergencyReparentShard commerce/0;"))
                .as("it asks, and nobody is there")
                .isEqualTo(7);
        assertThat(run(server, "", Style.BATCH, false, "-- now\nVTCTL EmergencyReparentShard commerce/0;"))
                .isEqualTo(7);
    }
}
