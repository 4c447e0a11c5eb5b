package dev.palinode.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.db.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImmortalMariaDbTest {
    @Test
    void aServerThatDiedComesBackWhereItWasWithWhatItHad(@TempDir Path directory) throws Exception {
        try (ImmortalMariaDb immortal = new ImmortalMariaDb(TestServers.startPrivate(directory, 8, Optional.empty()))) {
            TestServer server = TestServers.describe(TestServer.Flavour.MARIADB, immortal.address());
            String schema = server.newSchema();
            server.execute(schema, "CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (7)");
            immortal.kill();
            await().atMost(Duration.ofSeconds(90))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(id(server, schema)).isEqualTo(7));
        }
    }

    private static int id(TestServer server, String schema) throws SQLException {
        try (Connection connection = server.connect(schema)) {
            return Sql.first(connection, "SELECT id FROM t", row -> row.getInt(1))
                    .orElse(0);
        }
    }
}
