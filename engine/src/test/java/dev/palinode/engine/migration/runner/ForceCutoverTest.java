package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.embedded.EmbeddedMariaDb;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FORCE_CUTOVER: who holds the table is killed, nobody else is, and nothing of what was committed is lost. */
final class ForceCutoverTest {
    private static void forces(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server);
                Connection holder = room.connect();
                Connection other = room.connect();
                Statement holding = holder.createStatement();
                Statement elsewhere = other.createStatement()) {
            room.execute("CREATE TABLE a (id INT PRIMARY KEY, v INT)", "CREATE TABLE b (id INT PRIMARY KEY)");
            room.execute("INSERT INTO a VALUES (1, 1), (2, 2)");
            MigrationId id = room.alter("a", "ALTER TABLE a ADD COLUMN c INT NOT NULL DEFAULT 7");
            room.await(id, CopyRunner.Phase.READY);
            other.setAutoCommit(false);
            elsewhere.executeUpdate("INSERT INTO b VALUES (1)");
            holder.setAutoCommit(false);
            holding.executeUpdate("UPDATE a SET v = 10 WHERE id = 1");

            CopyRunner.CutoverOutcome polite = room.runner().cutOver(room.row(id));
            assertThat(polite.swapped()).isFalse();
            assertThat(polite.message())
                    .contains("blocked by session ")
                    .contains(server.login().user());

            assertThat(room.requests().forceCutover(id)).isTrue();
            assertThat(room.requests().forceCutover(id)).isFalse();
            room.cutOver(id);
            assertThat(room.value("SELECT GROUP_CONCAT(v, '-', c ORDER BY id) FROM a"))
                    .isEqualTo("1-7,2-7");
            assertThatThrownBy(holder::commit).isInstanceOf(SQLException.class);
            other.commit();
            assertThat(room.value("SELECT COUNT(*) FROM b")).isEqualTo("1");
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

    @Test
    void whereTheServerDoesNotTellNobodyIsKilledAndTheMessageSaysWhy() throws Exception {
        try (AlterRoom room = new AlterRoom(TestServers.mariaDb());
                Connection holder = room.connect();
                Statement holding = holder.createStatement()) {
            room.execute("CREATE TABLE a (id INT PRIMARY KEY, v INT)", "INSERT INTO a VALUES (1, 1)");
            MigrationId id = room.alter("a", "ALTER TABLE a ADD COLUMN c INT");
            room.await(id, CopyRunner.Phase.READY);
            holder.setAutoCommit(false);
            holding.executeUpdate("UPDATE a SET v = 10 WHERE id = 1");
            room.requests().forceCutover(id);
            CopyRunner.CutoverOutcome outcome = room.runner().cutOver(room.row(id));
            assertThat(outcome.swapped()).isFalse();
            assertThat(outcome.message()).contains("nobody was killed").contains("performance_schema=ON");
            holder.commit();
            room.cutOver(id);
            assertThat(room.value("SELECT v FROM a")).isEqualTo("10");
        }
    }

    private static void forcesWhoHasLockedTheTable(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server);
                Connection holder = room.connect();
                Statement holding = holder.createStatement()) {
            room.execute("CREATE TABLE a (id INT PRIMARY KEY, v INT)", "INSERT INTO a VALUES (1, 1)");
            MigrationId id = room.alter("a", "ALTER TABLE a ADD COLUMN c INT");
            room.await(id, CopyRunner.Phase.READY);
            holding.execute("LOCK TABLES a WRITE");
            CopyRunner.CutoverOutcome polite = room.runner().cutOver(room.row(id));
            assertThat(polite.swapped()).isFalse();
            assertThat(polite.message()).contains("blocked by session ");
            room.requests().forceCutover(id);
            room.cutOver(id);
            assertThat(room.value("SHOW COLUMNS FROM a LIKE 'c'")).isEqualTo("c");
            assertThatThrownBy(() -> holding.execute("UNLOCK TABLES")).isInstanceOf(SQLException.class);
        }
    }

    @OnEachServer(of = TestServer.Flavour.MYSQL)
    void whoHasLockedTheTableIsKilled(TestServer server) throws Exception {
        forcesWhoHasLockedTheTable(server);
    }

    @Test
    void alsoWhoHasLockedItOnAMariaDbThatShowsItsLocks(@TempDir Path directory) throws Exception {
        try (EmbeddedMariaDb own = TestServers.startShowingLocks(directory)) {
            forcesWhoHasLockedTheTable(TestServers.describe(own));
        }
    }
}
