package dev.palinode.shell.launch;

import dev.palinode.engine.embedded.EmbeddedMariaDb;
import dev.palinode.engine.embedded.MariaDbDistribution;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * The demo's two servers.
 *
 * @param primary takes the writes
 * @param replica follows the primary by GTID
 */
record DemoServers(EmbeddedMariaDb primary, EmbeddedMariaDb replica) implements AutoCloseable {
    /** Nobody but this machine can connect, and the demo's data is no secret. */
    static final Login LOGIN = new Login("palinode", "demo");

    private static final List<String> OPTIONS = List.of(
            "--performance-schema=OFF",
            "--innodb-buffer-pool-size=128M",
            "--innodb-log-file-size=96M",
            "--max-connections=300",
            "--max-binlog-size=100M",
            // A demo that is continued for months need not keep every change.
            "--binlog-expire-logs-seconds=604800");

    /** Starts both on the data of the directory, which is made when there is none. */
    static DemoServers start(DemoDirectory directory, Progress progress) throws IOException, InterruptedException {
        progress.step("Preparing MariaDB (unpacked once into " + MariaDbDistribution.defaultCache() + ")");
        MariaDbDistribution distribution = MariaDbDistribution.unpack();
        progress.step("Starting MariaDB " + distribution.version() + ": a primary and its replica");
        EmbeddedMariaDb primary = start(distribution, directory, "primary", 100, Optional.empty());
        try {
            return new DemoServers(
                    primary, start(distribution, directory, "replica", 101, Optional.of(primary.address())));
        } catch (IOException | InterruptedException e) {
            primary.close();
            throw e;
        }
    }

    private static EmbeddedMariaDb start(
            MariaDbDistribution distribution,
            DemoDirectory directory,
            String name,
            int serverId,
            Optional<ServerAddress> source)
            throws IOException, InterruptedException {
        return EmbeddedMariaDb.start(
                distribution, new EmbeddedMariaDb.Config(directory.server(name), 0, serverId, LOGIN, source, OPTIONS));
    }

    /** A connection to the primary itself. */
    Connection connect() throws SQLException {
        Properties account = new Properties();
        account.setProperty("user", LOGIN.user());
        account.setProperty("password", LOGIN.password());
        return DriverManager.getConnection("jdbc:mysql://" + primary.address() + "/?sslMode=DISABLED", account);
    }

    @Override
    public void close() {
        try (replica;
                primary) {
            // Nothing else is to be done: both are closed, the primary first.
        }
    }
}
