package dev.palinode.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.shell.client.ConnectOptions;
import dev.palinode.shell.client.SqlClient;

/** What {@code grants} says, for an account that has less and less to ask for. */
final class GrantsTest {
    private static String run(TestServer server, String user, String schema, String line) throws Exception {
        Contexts shell = new Contexts();
        ConnectOptions options = user.isEmpty()
                ? Sessions.options(server, schema)
                : new ConnectOptions(server.address().host(), server.address().port(), user, "Pw-1-pw", schema);
        try (SqlClient client = SqlClient.connect(options)) {
            assertThat(shell.run(client, false, line)).as(shell.notes()).isZero();
        }
        return shell.out();
    }

    @OnEachServer
    void whatIsPrintedIsWhatIsMissing(TestServer server) throws Exception {
        String schema = server.newSchema();
        String user = "g" + Long.toString(System.nanoTime(), 36);
        server.execute(
                "",
                "CREATE USER '" + user + "'@'%' IDENTIFIED BY 'Pw-1-pw'",
                "GRANT SELECT, INSERT ON `" + schema.replace("_", "\\_") + "`.* TO '" + user + "'@'%'");
        try {
            String before = run(server, user, schema, "grants");
            assertThat(before)
                    .contains("here '" + user + "'@'%', this session's", "; here ", "-- LACKS UPDATE, DELETE, CREATE, ")
                    .contains("GRANT PROCESS ON *.* TO '" + user + "'@'%';  -- LACKS PROCESS, to see who holds a lock")
                    .contains("-- lacks CREATE VIEW, SHOW VIEW, for migrations of views", "online-ddl");
            // It is a script that gives what is missing, whoever runs it.
            run(server, "", schema, before.replaceAll("(?m)^(?!GRANT).*\n", ""));
            String after = run(server, user, schema, "grants");
            assertThat(after).containsIgnoringCase("-- has it").doesNotContainIgnoringCase("-- lacks");
            assertThat(run(server, "", schema, "grants " + user))
                    .contains("-- has it")
                    .doesNotContain("this session's");
            assertThat(run(server, user, schema, "grants root@nowhere")).contains("-- What it has cannot be seen here");
        } finally {
            server.execute("", "DROP USER '" + user + "'@'%'");
        }
    }
}
