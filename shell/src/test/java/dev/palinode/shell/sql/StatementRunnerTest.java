package dev.palinode.shell.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.shell.client.ConnectOptions;
import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.render.Layout;
import dev.palinode.shell.render.Style;
import dev.palinode.shell.sql.StatementRunner.Audience;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.time.InstantSource;

/** What becomes of a session whose results are not read to the end. */
final class StatementRunnerTest {
    /** Millions of rows, but no table. */
    private static final String MANY = "SELECT a.collation_name FROM information_schema.collations a,"
            + " information_schema.collations b, information_schema.collations c";

    private final StringWriter shown = new StringWriter();
    private final PrintWriter terminal = new PrintWriter(shown);
    private final LeftPager pager = new LeftPager();

    /** A pager that nobody looks at any more. */
    private final class LeftPager implements Sink {
        private PrintWriter now = terminal;

        @Override
        public PrintWriter writer() {
            return now;
        }

        @Override
        public void begin() {
            now = new PrintWriter(new Writer() {
                @Override
                public void write(char[] text, int from, int length) throws IOException {
                    throw new IOException("Broken pipe");
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            });
        }

        @Override
        public void end() {
            now = terminal;
        }
    }

    private static SqlClient connect(TestServer server) throws Exception {
        return SqlClient.connect(new ConnectOptions(
                server.address().host(), server.address().port(), server.user(), server.password(), ""));
    }

    private StatementRunner runner(SqlClient client, Audience audience) {
        Output output = new Output(pager, Style.TSV, () -> Layout.PLAIN);
        return new StatementRunner(client, output, audience, InstantSource.system(), sql -> {});
    }

    @OnEachServer
    void aPersonWhoLeavesThePagerKeepsTheSession(TestServer server) throws Exception {
        String schema = server.newSchema();
        try (SqlClient client = connect(server)) {
            SqlRows.read(client, "CREATE TABLE " + schema + ".t (a INT)");
            SqlRows.read(client, "BEGIN");
            SqlRows.read(client, "INSERT INTO " + schema + ".t VALUES (1)");
            SqlRows.read(client, "SET @mine = 7");
            long id = client.threadId();
            runner(client, Audience.PERSON).run(MANY, Style.TSV);
            assertThat(client.connected()).isTrue();
            assertThat(client.threadId()).isEqualTo(id);
            assertThat(SqlRows.read(client, "SELECT @mine").first()).contains("7");
            assertThat(client.inTransaction()).isTrue();
            String count = "SELECT COUNT(*) FROM " + schema + ".t";
            assertThat(SqlRows.read(client, count).first()).contains("1");
            SqlRows.read(client, "ROLLBACK");
            assertThat(SqlRows.read(client, count).first())
                    .as("still open until then")
                    .contains("0");
            runner(client, Audience.PERSON).run("SELECT 1", Style.TSV);
            assertThat(client.connected()).isTrue();
        }
        terminal.flush();
        assertThat(shown.toString()).containsOnlyOnce("the pager was left");
    }

    @OnEachServer
    void aProgramThatReadsNoMoreEndsIt(TestServer server) throws Exception {
        try (SqlClient client = connect(server)) {
            runner(client, Audience.PROGRAM).run(MANY, Style.TSV);
            assertThat(client.connected()).isFalse();
        }
    }
}
