package dev.palinode.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.engine.topo.Login;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedMariaDbTest {
    @OnEachServer
    void everyTestServerHasWhatTheEngineNeeds(TestServer server) throws Exception {
        String schema = server.newSchema();
        server.execute(schema, "CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)");
        assertThat(one(server, "SELECT COUNT(*) FROM " + schema + ".t")).isEqualTo("1");
        assertThat(one(server, "SELECT CONCAT(@@log_bin = 1, @@binlog_format, @@binlog_row_image)"))
                .isEqualTo("1ROWFULL");
        assertThat(one(server, "SELECT @@binlog_row_metadata")).isEqualTo("FULL");
    }

    @Test
    void aReplicaFollowsAndAKilledPrimaryKeepsWhatWasCommitted() throws Exception {
        try (TestCluster cluster = TestCluster.withReplica()) {
            TestServer primary = cluster.primary();
            String schema = primary.newSchema();
            primary.execute(schema, "CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1),(2),(3)");
            awaitRows(cluster.replica(), schema, "3");
            cluster.killPrimary();
            assertThatThrownBy(() -> primary.connect("")).isInstanceOf(SQLException.class);
            cluster.startPrimary();
            assertThat(one(primary, "SELECT COUNT(*) FROM " + schema + ".t")).isEqualTo("3");
            primary.execute(schema, "INSERT INTO t VALUES (4)");
            awaitRows(cluster.replica(), schema, "4");
            assertThat(one(cluster.replica(), "SELECT @@read_only")).isEqualTo("1");
        }
    }

    @Test
    void saysWhyItDoesNotStart(@TempDir Path directory) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start(directory.resolve("a"), taken.getLocalPort()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Address already in use");
        }
    }

    @Test
    void onlyTheOneAccountExistsAndItHasItsPassword(@TempDir Path directory) throws Exception {
        try (EmbeddedMariaDb server = start(directory.resolve("a"), 0)) {
            TestServer good = describe(server, new Login("me", "s'e\\cret"));
            assertThat(one(good, "SELECT GROUP_CONCAT(User ORDER BY User) FROM mysql.global_priv"))
                    .isEqualTo("mariadb.sys,me");
            for (Login wrong : List.of(new Login("me", ""), new Login("root", ""), new Login("", ""))) {
                assertThatThrownBy(() -> describe(server, wrong).connect("")).hasMessageContaining("Access denied");
            }
        }
    }

    @Test
    void aServerThatStartsLeavesTemporaryTablesOfOthersAlone(@TempDir Path directory) throws Exception {
        TestServer running = TestServers.mariaDb();
        try (Connection connection = running.connect(running.newSchema());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMPORARY TABLE x (id INT) ENGINE=MyISAM");
            start(directory.resolve("a"), 0).close();
            statement.execute("DROP TEMPORARY TABLE x");
            assertThat(one(running, "SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name LIKE 'p%-tmp'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void twoStartsOnOneDirectoryWaitForEachOtherAndCloseIsClean(@TempDir Path directory) throws Exception {
        EmbeddedMariaDb first = start(directory.resolve("a"), 0);
        Thread stopper = new Thread(() -> {
            await().pollDelay(Duration.ofMillis(300)).until(() -> true);
            first.close();
        });
        stopper.start();
        try (EmbeddedMariaDb second = start(directory.resolve("a"), 0)) {
            assertThat(first.isAlive()).isFalse();
            assertThat(second.isAlive()).isTrue();
            second.close();
            assertThat(ProcessHandle.of(second.pid())).isEmpty();
        }
        stopper.join();
    }

    private static EmbeddedMariaDb start(Path dataDir, int port) throws Exception {
        return EmbeddedMariaDb.start(
                MariaDbDistribution.unpack(),
                new EmbeddedMariaDb.Config(
                        dataDir, port, 1, new Login("me", "s'e\\cret"), Optional.empty(), List.of()));
    }

    private static TestServer describe(EmbeddedMariaDb server, Login login) {
        return new TestServer("private", TestServer.Flavour.MARIADB, server.address(), login);
    }

    private static void awaitRows(TestServer server, String schema, String rows) {
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(one(server, "SELECT COUNT(*) FROM " + schema + ".t"))
                        .isEqualTo(rows));
    }

    private static String one(TestServer server, String sql) throws SQLException {
        try (Connection connection = server.connect("");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
