package dev.palinode.engine.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Makes data directories: the first one by bootstrapping the server, the others as copies of it. */
final class DataDirectory {
    /** Changes when the contents of a new data directory change. */
    private static final String LAYOUT = "1";

    /** Bootstrapping takes one to three seconds on an idle machine. */
    private static final long BOOTSTRAP_LIMIT_SECONDS = 120;

    private DataDirectory() {}

    /** Fills the directory unless it holds a server's data already. */
    static void ensure(MariaDbDistribution distribution, Path dataDir) throws IOException, InterruptedException {
        if (Files.isDirectory(dataDir.resolve("mysql"))) {
            return;
        }
        Path template = FileTrees.createWhole(
                distribution.root().resolveSibling("datadir-" + distribution.version() + "-" + LAYOUT),
                work -> bootstrap(distribution, work));
        Path work = dataDir.resolveSibling(dataDir.getFileName() + ".new");
        FileTrees.delete(work);
        FileTrees.copySparse(template, work);
        FileTrees.delete(dataDir);
        Files.move(work, dataDir);
    }

    /** The options that every run of the program needs. */
    static List<String> command(MariaDbDistribution distribution, Path dataDir) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(distribution.program().toString());
        command.add("--no-defaults");
        if ((int) Files.getAttribute(dataDir, "unix:uid") == 0) {
            // The server refuses to run as root unless it is told to.
            command.add("--user=root");
        }
        command.add("--basedir=" + distribution.root());
        command.add("--datadir=" + dataDir);
        command.add("--lc-messages-dir=" + distribution.share());
        command.add("--character-sets-dir=" + distribution.share().resolve("charsets"));
        command.add("--innodb-log-file-size=16M");
        return command;
    }

    private static void bootstrap(MariaDbDistribution distribution, Path work)
            throws IOException, InterruptedException {
        List<String> command = command(distribution, work);
        command.add("--bootstrap");
        command.add("--skip-log-bin");
        Path log = work.resolve("bootstrap.log");
        Process process = new ProcessBuilder(command)
                .redirectOutput(log.toFile())
                .redirectErrorStream(true)
                .start();
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(bootstrapSql(distribution).getBytes(StandardCharsets.UTF_8));
        }
        if (!process.waitFor(BOOTSTRAP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        if (process.exitValue() != 0) {
            throw new IOException("the embedded MariaDB could not make its data directory:\n"
                    + Files.readString(log, StandardCharsets.UTF_8));
        }
        Files.delete(log);
    }

    private static String bootstrapSql(MariaDbDistribution distribution) throws IOException {
        StringBuilder sql = new StringBuilder("CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket=NULL;\n");
        for (String name : List.of(
                "mariadb_system_tables.sql",
                "mariadb_performance_tables.sql",
                "mariadb_system_tables_data.sql",
                "maria_add_gis_sp_bootstrap.sql")) {
            sql.append(Files.readString(distribution.share().resolve(name), StandardCharsets.UTF_8))
                    .append('\n');
        }
        // No account without a password: the one that there is comes from the init file of each start.
        return sql.append("DELETE FROM global_priv WHERE User IN ('root', '');\nDELETE FROM proxies_priv;\n")
                .toString();
    }
}
