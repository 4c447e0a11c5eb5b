package dev.palinode.engine.embedded;

import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A MariaDB server of our own on the loopback address, with row binlog and GTID. It ends when {@link #close} is
 * called or when this JVM dies, however it dies; what it wrote is kept in its data directory. Not for concurrent use.
 */
public final class EmbeddedMariaDb implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedMariaDb.class);

    /** Recovery after a kill takes under a second with the small redo log; a loaded machine gets much longer. */
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final int PORT_TRIES = 5;
    private static final String TMP = "palinode-tmp";

    private final Config config;
    private final ServerProcess process;

    private EmbeddedMariaDb(Config config, ServerProcess process) {
        this.config = config;
        this.process = process;
    }

    /**
     * What to start.
     *
     * @param dataDir made when it does not exist, else continued from
     * @param port on the loopback address; 0 picks a free one
     * @param serverId unique among servers that replicate
     * @param admin the account with all privileges; it is made, or given this password, at each start
     * @param source the server to replicate from, where {@code admin} must be valid as well; this one is read-only then
     * @param options further command line options, such as {@code --max-connections=50}
     */
    public record Config(
            Path dataDir, int port, int serverId, Login admin, Optional<ServerAddress> source, List<String> options) {
        public Config {
            dataDir = dataDir.toAbsolutePath().normalize();
            Objects.requireNonNull(admin, "admin");
            Objects.requireNonNull(source, "source");
            options = List.copyOf(options);
        }

        /** The same on another port. */
        public Config withPort(int other) {
            return new Config(dataDir, other, serverId, admin, source, options);
        }
    }

    /**
     * Starts a server and returns when it takes connections.
     *
     * @throws IOException if it does not start; the message holds the end of its log
     */
    public static EmbeddedMariaDb start(MariaDbDistribution distribution, Config config)
            throws IOException, InterruptedException {
        PidFile.awaitGone(config.dataDir(), START_LIMIT);
        DataDirectory.ensure(distribution, config.dataDir());
        for (int i = 1; ; i++) {
            int port = config.port() == 0 ? FreePorts.pick() : config.port();
            try {
                return startOnce(distribution, config.withPort(port));
            } catch (IOException e) {
                boolean portTaken = String.valueOf(e.getMessage()).contains("Address already in use");
                if (config.port() != 0 || i == PORT_TRIES || !portTaken) {
                    throw e;
                }
            }
        }
    }

    private static EmbeddedMariaDb startOnce(MariaDbDistribution distribution, Config config)
            throws IOException, InterruptedException {
        Path socket = UnixSocket.pathFor(config.dataDir());
        Path initFile = config.dataDir().resolve("palinode-init.sql");
        PrivateFiles.write(initFile, InitSql.of(config));
        Path log = config.dataDir().resolve("mariadbd.log");
        Files.deleteIfExists(log);
        Files.createDirectories(config.dataDir().resolve(TMP));
        List<String> command = new ArrayList<>(DataDirectory.command(distribution, config.dataDir()));
        command.addAll(serverOptions(config));
        command.add("--socket=" + socket);
        command.add("--init-file=" + initFile);
        command.addAll(config.options());
        ServerProcess process = ServerProcess.start(command, log);
        try {
            UnixSocket.awaitGreeting(socket, process::isAlive, START_LIMIT);
        } catch (IOException e) {
            process.kill();
            throw new IOException(e.getMessage() + tail(log), e);
        } catch (InterruptedException e) {
            process.kill();
            throw e;
        }
        LOG.debug("MariaDB {} listens on port {}, pid {}", distribution.version(), config.port(), process.pid());
        return new EmbeddedMariaDb(config, process);
    }

    private static List<String> serverOptions(Config config) {
        List<String> options = new ArrayList<>(List.of(
                "--port=" + config.port(),
                "--bind-address=127.0.0.1",
                "--skip-name-resolve",
                "--pid-file=" + config.dataDir().resolve(PidFile.NAME),
                // A server that starts deletes the temporary tables that it finds, also those of one that runs.
                "--tmpdir=" + config.dataDir().resolve(TMP),
                "--ignore-db-dirs=" + TMP,
                // Without a certificate the server would make a key at each start, which takes seconds of CPU.
                "--skip-ssl",
                "--server-id=" + config.serverId(),
                "--log-bin=binlog",
                "--binlog-format=ROW",
                "--binlog-row-image=FULL",
                "--binlog-row-metadata=FULL",
                "--log-slave-updates=ON",
                "--gtid-strict-mode=ON",
                "--relay-log=relay",
                "--relay-log-recovery=ON",
                "--skip-slave-start",
                "--character-set-server=utf8mb4",
                // A killed server loses nothing by these two, only a killed machine does.
                "--innodb-flush-log-at-trx-commit=2",
                "--sync-binlog=0"));
        if (config.source().isPresent()) {
            options.add("--read-only=ON");
        }
        return options;
    }

    private static String tail(Path log) throws IOException {
        List<String> lines = Files.exists(log) ? Files.readAllLines(log, StandardCharsets.ISO_8859_1) : List.of();
        return "; the end of its log:\n  "
                + String.join("\n  ", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    /** The configuration with the port that was picked; starting it again continues on the same data. */
    public Config config() {
        return config;
    }

    /** Where it listens. */
    public ServerAddress address() {
        return new ServerAddress("127.0.0.1", config.port());
    }

    /** The process id of the server itself. */
    public long pid() {
        return process.pid();
    }

    /** Whether the server still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Kills the server as {@code kill -9} does. */
    public void kill() throws InterruptedException {
        process.kill();
    }

    /** Stops the server in order and waits until it has ended. Idempotent. */
    @Override
    public void close() {
        try {
            process.stop(STOP_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
