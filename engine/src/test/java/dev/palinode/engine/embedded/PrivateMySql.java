package dev.palinode.engine.embedded;

import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A MySQL of a test's own, from the program that the variable {@value #VARIABLE} names, with row binlog and GTID. It
 * ends when it is closed or when this JVM dies. Not for concurrent use.
 */
public final class PrivateMySql implements AutoCloseable {
    /** Names mysqld, or a script that runs it; {@code .ci/mysql server} prints one. */
    public static final String VARIABLE = "PALINODE_TEST_MYSQLD";

    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);

    /** Changes when the contents of a new data directory change. */
    private static final String LAYOUT = "1";

    private static final String REDO = "--innodb-redo-log-capacity=16M";

    private static final List<String> OPTIONS = List.of(
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
            "--mysqlx=OFF",
            "--log-bin=binlog",
            "--relay-log=relay",
            "--relay-log-recovery=ON",
            "--binlog-format=ROW",
            "--binlog-row-image=FULL",
            "--binlog-row-metadata=FULL",
            "--gtid-mode=ON",
            "--enforce-gtid-consistency=ON",
            "--log-replica-updates=ON",
            "--innodb-flush-log-at-trx-commit=2",
            "--sync-binlog=0",
            REDO);

    private final Config config;
    private final ServerProcess process;

    private PrivateMySql(Config config, ServerProcess process) {
        this.config = config;
        this.process = process;
    }

    /**
     * What to start.
     *
     * @param dataDir made when it does not exist, with the account; else continued from
     * @param port 0 picks a free one
     * @param options further ones
     */
    public record Config(Path program, Path dataDir, int port, int serverId, Login admin, List<String> options) {}

    /** The program, where there is one. */
    public static Optional<Path> program() {
        return Optional.ofNullable(System.getenv(VARIABLE))
                .filter(name -> !name.isEmpty())
                .map(Path::of);
    }

    /** Starts a server and returns when it takes connections. */
    public static PrivateMySql start(Config config) throws IOException, InterruptedException {
        int port = config.port() == 0 ? FreePorts.pick() : config.port();
        Config placed = new Config(
                config.program(), config.dataDir(), port, config.serverId(), config.admin(), config.options());
        boolean isNew = !Files.isDirectory(config.dataDir());
        if (isNew) {
            FileTrees.copySparse(template(config.program()), config.dataDir());
        }
        List<String> command = new ArrayList<>(
                List.of(config.program().toString(), "--datadir=" + config.dataDir(), "--port=" + port));
        command.add("--server-id=" + config.serverId());
        command.addAll(OPTIONS);
        command.addAll(config.options());
        if (isNew) {
            Path init = config.dataDir().resolveSibling(config.dataDir().getFileName() + ".sql");
            PrivateFiles.write(init, accounts(config.admin()));
            command.add("--init-file=" + init);
        }
        return new PrivateMySql(placed, await(command, config.dataDir()));
    }

    private static ServerProcess await(List<String> command, Path dataDir) throws IOException, InterruptedException {
        Path socket = UnixSocket.pathFor(dataDir);
        command.add("--socket=" + socket);
        Files.deleteIfExists(socket);
        Path log = dataDir.resolve("mysqld.log");
        Files.deleteIfExists(log);
        ServerProcess process = ServerProcess.start(command, log);
        try {
            UnixSocket.awaitGreeting(socket, process::isAlive, START_LIMIT);
            return process;
        } catch (IOException e) {
            process.kill();
            throw new IOException(e.getMessage() + "; its log:\n" + Files.readString(log), e);
        } catch (InterruptedException e) {
            process.kill();
            throw e;
        }
    }

    /** Each server makes its own account, so that it is in no binlog. */
    private static String accounts(Login admin) {
        String user = literal(admin.user()) + "@'%'";
        return "SET sql_log_bin = 0;\nCREATE USER " + user + " IDENTIFIED BY " + literal(admin.password())
                + ";\nGRANT ALL PRIVILEGES ON *.* TO " + user + " WITH GRANT OPTION;\n";
    }

    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /** An empty data directory, made once on a machine for each version; its servers draw their own server_uuid. */
    private static Path template(Path program) throws IOException, InterruptedException {
        String version = run(List.of(program.toString(), "--version")).replaceAll(".*Ver ([0-9.]+).*\\s*", "$1");
        Path directory = MariaDbDistribution.defaultCache().resolve("mysql-datadir-" + version + "-" + LAYOUT);
        return FileTrees.createWhole(directory, work -> {
            run(List.of(program.toString(), "--datadir=" + work, "--initialize-insecure", REDO));
            FileTrees.delete(work.resolve("auto.cnf"));
        });
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(command + " failed:\n" + text);
            }
            return text;
        }
    }

    /** The configuration with the port that was picked; starting it again continues on the same data. */
    public Config config() {
        return config;
    }

    public ServerAddress address() {
        return new ServerAddress("127.0.0.1", config.port());
    }

    public long pid() {
        return process.pid();
    }

    /** Kills the server as {@code kill -9} does. */
    public void kill() throws InterruptedException {
        process.kill();
    }

    @Override
    public void close() {
        try {
            process.stop(STOP_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
