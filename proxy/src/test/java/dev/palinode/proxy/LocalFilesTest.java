package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;

/** LOAD DATA LOCAL: relayed where it is allowed. */
final class LocalFilesTest {
    @TempDir
    private Path directory;

    @OnEachServer
    void filesAreRelayedWhenAllowed(TestServer server) throws Exception {
        String schema = server.newSchema();
        server.execute(schema, "SET GLOBAL local_infile = 1", "CREATE TABLE t (a INT, b VARCHAR(100))");
        Path file = directory.resolve("rows");
        Files.writeString(
                file,
                IntStream.range(0, 50_000).mapToObj(i -> i + "\tsome text\n").collect(Collectors.joining()));
        for (boolean allowed : new boolean[] {true, false}) {
            ProxyOptions options = ProxyOptions.listeningOn("127.0.0.1", 0).withLocalFiles(allowed);
            try (TestProxy proxy = new TestProxy(
                            options,
                            server.address(),
                            server.login(),
                            new Scripted(),
                            loop -> new TestProxy.OpenGate());
                    Connection connection = proxy.connect(schema, "allowLoadLocalInfile=true");
                    Statement statement = connection.createStatement()) {
                String load = "LOAD DATA LOCAL INFILE '" + file + "' INTO TABLE t";
                if (allowed) {
                    assertThat(statement.executeUpdate(load)).isEqualTo(50_000);
                    assertThatThrownBy(() -> statement.executeUpdate(load.replace("TABLE t", "TABLE nosuch")))
                            .isInstanceOf(SQLException.class);
                } else {
                    assertThatThrownBy(() -> statement.executeUpdate(load)).isInstanceOf(SQLException.class);
                }
                assertThat(ProxyStatementsTest.one(connection, "SELECT COUNT(*) FROM t"))
                        .isEqualTo("50000");
            }
        }
    }
}
