package dev.palinode.engine.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PreflightTest {
    private static final String SIDECAR = "_vt";

    @OnEachServer
    void anAccountThatMayDoEverythingPasses(TestServer server) throws Exception {
        assertThat(check(server, server.login(), server.newSchema())).isEmpty();
    }

    @OnEachServer
    void theFixesThatAreNamedAreEnough(TestServer server) throws Exception {
        String schema = server.newSchema();
        String user = "u_" + schema;
        server.execute("", "CREATE USER '" + user + "'@'%' IDENTIFIED BY 'pw'");
        try {
            Throwable missing = catchThrowable(() -> check(server, new Login(user, "pw"), schema));
            assertThat(missing)
                    .isInstanceOf(SetupFault.class)
                    .hasMessageContaining("lacks SELECT, INSERT, UPDATE, DELETE, CREATE")
                    .hasMessageContaining("there is no schema " + schema + " that this account can see")
                    .hasMessageContaining("REPLICATION SLAVE ON *.*");
            List<String> fixes = Pattern.compile("fix: (GRANT .*)")
                    .matcher(String.valueOf(missing.getMessage()))
                    .results()
                    .map(result -> result.group(1))
                    .toList();
            assertThat(fixes).hasSize(server.isMariaDb() ? 5 : 6);
            server.execute("", fixes.toArray(String[]::new));
            List<Problem> warnings = check(server, new Login(user, "pw"), schema);
            assertThat(warnings).hasSize(server.isMariaDb() ? 4 : 3);
            for (Problem warning : warnings) {
                server.execute("", warning.fix());
            }
            assertThat(check(server, new Login(user, "pw"), schema)).isEmpty();
        } finally {
            server.execute("", "DROP USER '" + user + "'@'%'");
        }
    }

    @OnEachServer
    void privilegesOfActiveRolesCount(TestServer server) throws Exception {
        String schema = server.newSchema();
        String user = "u_" + schema;
        String role = "r_" + schema;
        server.execute(
                "",
                "CREATE ROLE " + role,
                "GRANT ALL ON *.* TO " + role,
                "CREATE USER '" + user + "'@'%' IDENTIFIED BY 'pw'",
                "GRANT " + role + " TO '" + user + "'@'%'",
                server.isMariaDb()
                        ? "SET DEFAULT ROLE " + role + " FOR '" + user + "'@'%'"
                        : "SET DEFAULT ROLE " + role + " TO '" + user + "'@'%'");
        try {
            assertThat(check(server, new Login(user, "pw"), schema)).isEmpty();
        } finally {
            server.execute("", "DROP USER '" + user + "'@'%'", "DROP ROLE " + role);
        }
    }

    @Test
    void settingsAndSchemaAreToldTogether() throws Exception {
        try (TestCluster cluster = TestCluster.single()) {
            TestServer server = cluster.primary();
            server.execute("", "SET GLOBAL binlog_format = 'MIXED'", "SET GLOBAL binlog_row_image = 'MINIMAL'");
            assertThatThrownBy(() -> check(server, server.login(), "nothing"))
                    .hasMessageStartingWith("cannot work on " + server.address() + " (MariaDB 11.4.5) yet:")
                    .hasMessageContaining("binlog_format is MIXED")
                    .hasMessageContaining("binlog_row_image is MINIMAL")
                    .hasMessageContaining("CREATE DATABASE `nothing`")
                    .extracting(e -> Pattern.compile("fix: ")
                            .matcher(String.valueOf(e.getMessage()))
                            .results()
                            .map(MatchResult::group)
                            .count())
                    .isEqualTo(3L);
        }
    }

    private static List<Problem> check(TestServer server, Login login, String keyspace) {
        return new Preflight(SIDECAR)
                .check(new Tablet("zone1-100", server.address(), TabletType.PRIMARY, login), keyspace);
    }
}
