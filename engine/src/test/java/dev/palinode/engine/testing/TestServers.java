package dev.palinode.engine.testing;

import dev.palinode.engine.embedded.EmbeddedMariaDb;
import dev.palinode.engine.embedded.FileTrees;
import dev.palinode.engine.embedded.MariaDbDistribution;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The servers of this JVM: each is started or connected to when it is first asked for, and gone when the JVM is. */
public final class TestServers {
    /** Names the MySQL server to test on as well: {@code mysql://user:password@host:port}; with commas, one for each JVM. */
    public static final String MYSQL_VARIABLE = "PALINODE_TEST_MYSQL";

    static final Login ADMIN = new Login("tester", "te'st\\pw");

    /** Small, because several of these run at once on small machines. */
    static final List<String> SMALL = List.of(
            "--innodb-buffer-pool-size=64M",
            "--performance-schema=OFF",
            "--max-connections=400",
            // What the kernel has of it is shared by all servers of the machine, and is used up by twenty.
            "--innodb-use-native-aio=OFF",
            "--innodb-lock-wait-timeout=20",
            "--table-open-cache=200");

    private TestServers() {}

    /** The embedded MariaDB that all tests of this JVM share. */
    public static TestServer mariaDb() {
        return MariaDb.SERVER;
    }

    /** The MySQL that was given by {@value #MYSQL_VARIABLE} or by the system property palinode.test.mysql. */
    public static Optional<TestServer> mySql() {
        return MySql.SERVER;
    }

    /** Every server there is. */
    public static Stream<TestServer> all() {
        return Stream.concat(Stream.of(mariaDb()), mySql().stream());
    }

    /** Starts a server with an empty data directory below the given one. */
    static EmbeddedMariaDb startPrivate(Path directory, int serverId, Optional<ServerAddress> source) {
        try {
            EmbeddedMariaDb.Config config = new EmbeddedMariaDb.Config(
                    directory.resolve("server" + serverId), 0, serverId, ADMIN, source, SMALL);
            return EmbeddedMariaDb.start(MariaDbDistribution.unpack(), config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** A MariaDB of the caller's own that shows metadata locks, which the shared one does not. */
    public static EmbeddedMariaDb startShowingLocks(Path directory) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(SMALL);
        options.remove("--performance-schema=OFF");
        options.add("--performance-schema=ON");
        options.add("--performance-schema-instrument=wait/lock/metadata/sql/mdl=ON");
        EmbeddedMariaDb.Config config =
                new EmbeddedMariaDb.Config(directory.resolve("server9"), 0, 9, ADMIN, Optional.empty(), options);
        return EmbeddedMariaDb.start(MariaDbDistribution.unpack(), config);
    }

    /** A server of {@link #startShowingLocks} as tests see it. */
    public static TestServer describe(EmbeddedMariaDb server) {
        return describe(TestServer.Flavour.MARIADB, server.address());
    }

    /** A server of a {@link TestCluster}. */
    static TestServer describe(TestServer.Flavour flavour, ServerAddress address) {
        return named(new TestServer(flavour.toString(), flavour, address, ADMIN));
    }

    static void delete(Path directory) {
        try {
            FileTrees.delete(directory);
        } catch (IOException e) {
            System.err.println("could not delete " + directory + ": " + e);
        }
    }

    private static TestServer named(TestServer server) {
        try (Connection connection = server.connect("")) {
            String version = connection.getMetaData().getDatabaseProductVersion();
            String kind = server.isMariaDb() ? "MariaDB " : "MySQL ";
            return new TestServer(
                    kind + version.replaceFirst("-.*", ""), server.flavour(), server.address(), server.login());
        } catch (SQLException e) {
            throw new IllegalStateException("cannot connect to the test server at " + server.address(), e);
        }
    }

    private static final class MariaDb {
        static final TestServer SERVER = start();

        private static TestServer start() {
            try {
                Path directory = Files.createTempDirectory("palinode-test-");
                ImmortalMariaDb server = new ImmortalMariaDb(startPrivate(directory, 1, Optional.empty()));
                Runtime.getRuntime()
                        .addShutdownHook(new Thread(
                                () -> {
                                    server.close();
                                    delete(directory);
                                },
                                "stop-test-mariadb"));
                return describe(TestServer.Flavour.MARIADB, server.address());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class MySql {
        static final Optional<TestServer> SERVER = find();

        private static Optional<TestServer> find() {
            String given =
                    System.getProperty("palinode.test.mysql", System.getenv().getOrDefault(MYSQL_VARIABLE, ""));
            if (given.isEmpty()) {
                System.out.println("skipped: MySQL (set " + MYSQL_VARIABLE + "=mysql://user:password@host:port)");
                return Optional.empty();
            }
            String[] urls = given.split(",");
            URI url = URI.create(urls[(Integer.getInteger("palinode.test.jvm", 1) - 1) % urls.length]);
            String[] account = url.getUserInfo().split(":", 2);
            Login login = new Login(account[0], account.length > 1 ? account[1] : "");
            TestServer server = named(new TestServer(
                    "MySQL", TestServer.Flavour.MYSQL, new ServerAddress(url.getHost(), url.getPort()), login));
            Runtime.getRuntime().addShutdownHook(new Thread(server::dropSchemas, "drop-test-schemas"));
            return Optional.of(server);
        }
    }
}
