package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.MigrationEngine.Verb;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** {@code --force-cut-over-after} of an ALTER that copies; MariaDB's default does not show who holds a table. */
final class ForceAfterTest {
    private static final String FLAG = "--force-cut-over-after=1ms";
    private static final String ALTER = "ALTER TABLE t ADD COLUMN c INT NOT NULL DEFAULT 7";
    private static final String SUM = "SELECT CONCAT(COUNT(*), '-', SUM(c)) FROM t";

    @OnEachServer(of = TestServer.Flavour.MYSQL)
    void whoHoldsTheTableIsKilledOnceThatTimeIsOver(TestServer server) throws Exception {
        try (WindowRoom room = new WindowRoom(server);
                Connection holder = server.connect(room.room.keyspace);
                Statement holding = holder.createStatement()) {
            holder.setAutoCommit(false);
            holding.executeQuery("SELECT * FROM t").close();
            MigrationId id = room.complete(room.alter(ALTER, FLAG));
            assertThat(room.room.row(id).forceCutover()).isFalse();
            assertThat(room.room.value(SUM)).isEqualTo("2000-14000");
            assertThatThrownBy(() -> holding.executeQuery("SELECT 1")).isInstanceOf(SQLException.class);
        }
    }

    @OnEachServer(of = TestServer.Flavour.MYSQL)
    void notBeforeAPostponedOneIsAskedToComplete(TestServer server) throws Exception {
        try (WindowRoom room = new WindowRoom(server);
                Connection holder = server.connect(room.room.keyspace);
                Statement holding = holder.createStatement()) {
            holder.setAutoCommit(false);
            holding.executeQuery("SELECT * FROM t").close();
            MigrationId id = room.alter(ALTER, FLAG + " --postpone-completion");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> room.room.row(id).readyAt().isPresent());
            for (int review = 0; review < 3; review++) {
                EngineRoom.passes();
            }
            assertThat(room.room.row(id).status()).isEqualTo(MigrationStatus.RUNNING);
            assertThat(room.room.row(id).cutoverAttempts()).isZero();
            holding.executeQuery("SELECT 1").close();
            room.control(Verb.COMPLETE, id);
            room.complete(id);
            assertThatThrownBy(() -> holding.executeQuery("SELECT 1")).isInstanceOf(SQLException.class);
        }
    }
}
