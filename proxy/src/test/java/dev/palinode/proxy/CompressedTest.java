package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compression between real clients and the proxy. */
final class CompressedTest {
    @TempDir
    Path directory;

    @OnEachServer
    void connectorJ(TestServer server) throws Exception {
        String schema = server.newSchema();
        server.execute("", "SET GLOBAL max_allowed_packet = 134217728");
        try (TestProxy proxy = TestProxy.palinode(server);
                Connection connection = proxy.connect(
                        schema, "useCompression=true&useServerPrepStmts=true&maxAllowedPacket=134217728");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (id INT PRIMARY KEY, b LONGBLOB)");
            for (int size : new int[] {0, 10, 100, 100_000, 16_777_210, 17_000_000}) {
                byte[] value = new byte[size];
                for (int i = 0; i < size; i++) {
                    value[i] = (byte) (i * 31 + i / 255);
                }
                try (PreparedStatement insert = connection.prepareStatement("REPLACE INTO t VALUES (1, ?)")) {
                    insert.setBytes(1, value);
                    insert.executeUpdate();
                }
                try (ResultSet rows = statement.executeQuery("SELECT b FROM t")) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getBytes(1)).isEqualTo(value);
                }
            }
            assertThat(Transcript.results(statement, "SHOW VITESS_MIGRATIONS")).isNotEmpty();
            assertThat(Transcript.results(statement, "SELEC").get(0)).startsWith("!1064");
        }
    }

    @Test
    void commandLineClients() throws Exception {
        TestServer server = TestServers.mariaDb();
        try (TestProxy proxy = TestProxy.palinode(server)) {
            String sql = "SELECT REPEAT('abc', 100000) AS a, 1; SHOW STATUS LIKE 'Compression'";
            String expected = "abc".repeat(100_000) + "\t1";
            List<List<String>> clients = new ArrayList<>();
            clients.add(List.of("mariadb", "--compress"));
            mysql().ifPresent(client -> {
                clients.add(List.of(client, "--compression-algorithms=zlib"));
                clients.add(List.of(client, "--compression-algorithms=zstd", "--zstd-compression-level=7"));
                clients.add(List.of(client, "--compression-algorithms=uncompressed"));
            });
            for (List<String> client : clients) {
                assertThat(run(client, server, proxy, sql)).as("%s", client).contains(expected);
            }
        }
    }

    /** The command-line client beside the MySQL server of the tests, if there is one. */
    private static Optional<String> mysql() {
        return Optional.ofNullable(System.getenv("PALINODE_TEST_CLIENTS")).map(directory -> directory + "/mysql");
    }

    private String run(List<String> client, TestServer server, TestProxy proxy, String sql)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(client);
        command.add(1, "--no-defaults");
        command.addAll(List.of("--host=127.0.0.1", "--port=" + proxy.port(), "--user=" + server.user()));
        command.addAll(List.of("--password=" + server.password(), "--batch", "--skip-column-names", "-e", sql));
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(output, StandardCharsets.UTF_8);
    }
}
