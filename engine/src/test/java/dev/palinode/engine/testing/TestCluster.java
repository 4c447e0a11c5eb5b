package dev.palinode.engine.testing;

import dev.palinode.engine.embedded.PrivateMySql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Servers of a test's own: a primary, and replicas of it that follow by GTID, on either flavour; for tests that kill
 * servers, change global settings or look at replication. Server 0 is the first primary, the others are its replicas,
 * whatever becomes of them later. Not for concurrent use.
 */
public final class TestCluster implements AutoCloseable {
    private static final int FIRST_SERVER_ID = 101;
    private static final String READ_ONLY = "--read-only=ON";

    private final TestServer.Flavour flavour;
    private final Path directory;
    private final List<ClusterNode> nodes = new ArrayList<>();

    private TestCluster(TestServer.Flavour flavour, Path directory) {
        this.flavour = flavour;
        this.directory = directory;
    }

    /** Those of which a cluster can be started here. */
    public static Stream<TestServer.Flavour> flavours() {
        if (PrivateMySql.program().isPresent()) {
            return Stream.of(TestServer.Flavour.MARIADB, TestServer.Flavour.MYSQL);
        }
        if (System.getenv().containsKey("CI")) {
            throw new AssertionError(PrivateMySql.VARIABLE + " names no mysqld");
        }
        System.out.println("skipped: clusters of MySQL (set " + PrivateMySql.VARIABLE + " to $(.ci/mysql server))");
        return Stream.of(TestServer.Flavour.MARIADB);
    }

    /** Starts one MariaDB. */
    public static TestCluster single() throws IOException {
        return of(TestServer.Flavour.MARIADB, 0);
    }

    /** Starts a MariaDB and a replica that follows it by GTID. */
    public static TestCluster withReplica() throws IOException {
        return of(TestServer.Flavour.MARIADB, 1);
    }

    /**
     * Starts a primary and replicas, which follow it when this returns. See {@link OnEachCluster} for where MySQL is.
     *
     * @param options more of them, for all servers, such as {@code --performance-schema=ON}, which is off
     */
    public static TestCluster of(TestServer.Flavour flavour, int replicas, String... options) throws IOException {
        TestCluster cluster = new TestCluster(flavour, Files.createTempDirectory("palinode-cluster-"));
        try {
            for (int i = 0; i <= replicas; i++) {
                cluster.nodes.add(ClusterNode.start(flavour, cluster.directory, FIRST_SERVER_ID + i, List.of(options)));
            }
            for (int i = 1; i <= replicas; i++) {
                cluster.follow(i);
            }
            return cluster;
        } catch (IOException | SQLException | RuntimeException e) {
            cluster.close();
            throw new IOException("cannot start a cluster of " + flavour, e);
        } catch (InterruptedException e) {
            cluster.close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Makes a server a read-only replica of server 0. */
    private void follow(int replica) throws SQLException {
        String source =
                "MASTER_HOST='127.0.0.1', MASTER_PORT=" + nodes.get(0).address().port() + ", MASTER_USER='"
                        + TestServers.ADMIN.user() + "', MASTER_PASSWORD='"
                        + TestServers.ADMIN.password().replace("\\", "\\\\").replace("'", "''")
                        + "', MASTER_CONNECT_RETRY=1, ";
        if (flavour == TestServer.Flavour.MARIADB) {
            server(replica)
                    .execute(
                            "",
                            "SET GLOBAL read_only = ON",
                            "CHANGE MASTER TO " + source + "MASTER_SSL=0, MASTER_USE_GTID=slave_pos",
                            "START SLAVE");
        } else {
            server(replica)
                    .execute(
                            "",
                            "SET GLOBAL super_read_only = ON",
                            "CHANGE REPLICATION SOURCE TO " + source.replace("MASTER_", "SOURCE_")
                                    + "SOURCE_AUTO_POSITION=1, GET_SOURCE_PUBLIC_KEY=1",
                            "START REPLICA");
        }
    }

    public TestServer.Flavour flavour() {
        return flavour;
    }

    /** The server of a number, from 0 on. */
    public TestServer server(int number) {
        return TestServers.describe(flavour, nodes.get(number).address());
    }

    /** All servers, by number; each must be up. */
    public List<TestServer> servers() {
        return IntStream.range(0, nodes.size()).mapToObj(this::server).toList();
    }

    /** Server 0. */
    public TestServer primary() {
        return server(0);
    }

    /** Server 1, of a cluster that has one. */
    public TestServer replica() {
        return server(1);
    }

    /** Kills a server as {@code kill -9} does. */
    public void kill(int number) throws InterruptedException {
        nodes.get(number).kill();
    }

    /** Stops a server in order. */
    public void stop(int number) {
        nodes.get(number).stop();
    }

    /**
     * Starts a killed or stopped server again on the same data and port; it replicates as it did. Server 0 comes back
     * writable, a replica read-only, as their configuration files would say.
     */
    public void start(int number) throws IOException, InterruptedException {
        nodes.set(number, nodes.get(number).again(number == 0 ? List.of() : List.of(READ_ONLY)));
    }

    /** The same, and it is read-only for ordinary users, as its configuration file may say also of a primary. */
    public void startReadOnly(int number) throws IOException, InterruptedException {
        nodes.set(number, nodes.get(number).again(List.of(READ_ONLY)));
    }

    /** Stops a server from running, with all its connections open, by SIGSTOP. */
    public void freeze(int number) throws IOException, InterruptedException {
        signal("-STOP", number);
    }

    /** Lets a frozen server run again, by SIGCONT. */
    public void thaw(int number) throws IOException, InterruptedException {
        signal("-CONT", number);
    }

    private void signal(String signal, int number) throws IOException, InterruptedException {
        String pid = Long.toString(nodes.get(number).pid());
        new ProcessBuilder("kill", signal, pid).inheritIO().start().waitFor();
    }

    /** Kills server 0. */
    public void killPrimary() throws InterruptedException {
        kill(0);
    }

    /** Starts server 0 again. */
    public void startPrimary() throws IOException, InterruptedException {
        start(0);
    }

    /** What a server has executed, as it says it itself: a GTID set, or on MariaDB its binlog position. */
    public String gtids(int number) throws SQLException {
        String variable = flavour == TestServer.Flavour.MARIADB ? "gtid_binlog_pos" : "gtid_executed";
        try (Connection connection = server(number).connect("");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@GLOBAL." + variable)) {
            row.next();
            return row.getString(1).replace("\n", "");
        }
    }

    /**
     * Waits until a server has executed what server 0 had when this was called.
     *
     * @throws IllegalStateException when it has not, at the end of the time
     */
    public void awaitReplica(int number, Duration limit) throws SQLException {
        boolean mariaDb = flavour == TestServer.Flavour.MARIADB;
        String wait = mariaDb ? "SELECT MASTER_GTID_WAIT(?, ?)" : "SELECT WAIT_FOR_EXECUTED_GTID_SET(?, ?)";
        try (Connection connection = server(number).connect("");
                PreparedStatement statement = connection.prepareStatement(wait)) {
            statement.setString(1, gtids(0));
            statement.setLong(2, limit.toSeconds());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next() || row.getInt(1) != 0) {
                    throw new IllegalStateException(
                            "server " + number + " has " + gtids(number) + ", server 0 " + gtids(0));
                }
            }
        }
    }

    @Override
    public void close() {
        for (int i = nodes.size() - 1; i >= 0; i--) {
            try {
                thaw(i);
            } catch (IOException e) {
                System.err.println("cannot signal server " + i + ": " + e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            nodes.get(i).stop();
        }
        TestServers.delete(directory);
    }
}
