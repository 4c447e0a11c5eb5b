package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.MigrationEngine.Verb;
import dev.palinode.engine.embedded.EmbeddedMariaDb;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FORCE_CUTOVER of a DROP TABLE: who holds the table is named at first, and then killed. */
final class ForcedDropTest {
    private static void forces(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server);
                Connection holder = server.connect(room.keyspace);
                Statement holding = holder.createStatement()) {
            room.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1)");
            holder.setAutoCommit(false);
            holding.executeQuery("SELECT * FROM t FOR UPDATE").close();
            MigrationId id = room.submit("DROP TABLE t");
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(room.message(id)).contains("blocked by session"));
            assertThat(room.row(id).status()).isEqualTo(MigrationStatus.RUNNING);
            assertThat(room.control(Verb.FORCE_CUTOVER, id)).isEqualTo(1);
            room.complete(id);
            assertThatThrownBy(holder::commit).isInstanceOf(SQLException.class);
            room.complete(room.revert(id));
            assertThat(room.value("SELECT v FROM t")).isEqualTo("1");
        }
    }

    @OnEachServer(of = TestServer.Flavour.MYSQL)
    void whoHoldsTheTableIsKilled(TestServer server) throws Exception {
        forces(server);
    }

    @Test
    void alsoOnAMariaDbThatShowsItsLocks(@TempDir Path directory) throws Exception {
        try (EmbeddedMariaDb own = TestServers.startShowingLocks(directory)) {
            forces(TestServers.describe(own));
        }
    }
}
