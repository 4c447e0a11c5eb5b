package dev.palinode.shell.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.embedded.FreePorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
    @TempDir
    private Path directory;

    @Test
    void continuesWithItsDataAfterAKill() throws Exception {
        int port = FreePorts.pick();
        Path data = directory.resolve("data");
        try (ChildRun demo = demo(port, data)) {
            assertThat(demo.line()).as(demo.errors()).isEqualTo("ready: 127.0.0.1:" + port);
            assertThat(demo.errors()).contains("Loading the keyspace commerce with 300 orders 100%");
            assertThat(one(port, "SELECT COUNT(*) FROM orders")).isEqualTo("300");
            assertThat(one(port, "SELECT SUM(total) = (SELECT SUM(quantity * unit_price) FROM order_item) FROM orders"))
                    .isEqualTo("1");
            one(
                    port,
                    "INSERT INTO customer (email, name, created_at) VALUES ('x@example.com', 'X', NOW())"
                            + " RETURNING id");
            try (ChildRun second = demo(FreePorts.pick(), data)) {
                assertThat(second.awaitExit()).isEqualTo(1);
                assertThat(second.errors()).endsWith("another demo is running on " + data + "\n");
            }
            demo.kill();
        }
        try (ChildRun demo = demo(port, data)) {
            assertThat(demo.line()).as(demo.errors()).isEqualTo("ready: 127.0.0.1:" + port);
            assertThat(demo.errors()).contains("Continuing with the 300 orders that are there");
            assertThat(one(port, "SELECT COUNT(*) FROM customer WHERE email = 'x@example.com'"))
                    .isEqualTo("1");
            assertThat(demo.terminate()).isZero();
            assertThat(demo.line()).isEmpty();
        }
        assertThat(servers(data)).isEmpty();
    }

    @Test
    void aKilledDemoLeavesNoServerBehind() throws Exception {
        int port = FreePorts.pick();
        Path data = directory.resolve("data");
        try (ChildRun demo = demo(port, data)) {
            assertThat(demo.line()).as(demo.errors()).startsWith("ready: ");
            assertThat(servers(data)).hasSize(2);
            demo.kill();
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> servers(data).isEmpty());
    }

    @Test
    void refusesADirectoryThatHoldsSomethingElse() throws Exception {
        Files.writeString(directory.resolve("letter.txt"), "mine");
        try (ChildRun demo = demo(FreePorts.pick(), directory)) {
            assertThat(demo.awaitExit()).isEqualTo(1);
            assertThat(demo.errors()).contains("is not empty and not the data of a demo");
        }
        assertThat(directory.resolve("letter.txt")).hasContent("mine");
    }

    private ChildRun demo(int port, Path data) throws IOException {
        return ChildRun.start(
                directory,
                "demo",
                "--no-shell",
                "--rows",
                "300",
                "--port",
                String.valueOf(port),
                "--data-dir",
                data.toString());
    }

    private static String one(int port, String sql) throws SQLException {
        try (Connection client = ChildRun.connect(port, "palinode", "demo", "commerce");
                Statement statement = client.createStatement()) {
            boolean isRows = statement.execute(sql);
            try (ResultSet rows = statement.getResultSet()) {
                return isRows && rows.next() ? rows.getString(1) : "";
            }
        }
    }

    /** The command lines of the servers on the directory. */
    private static List<String> servers(Path data) throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("[0-9]+"))
                    .map(DemoCommandTest::commandLine)
                    .filter(line -> line.contains("mariadbd\0") && line.contains("--datadir=" + data))
                    .filter(line -> !line.startsWith("sh\0"))
                    .toList();
        }
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
