package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine;
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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --prefer-instant-ddl}: what the server does at once it does at once, and what not is copied. */
final class InstantAlterTest {
    private static final String INSTANT = "vitess --cut-over-threshold=5s --prefer-instant-ddl";
    private static final String PLAN = "{\"operation\":\"instant-ddl\"}";

    private static void table(EngineRoom room) throws SQLException {
        room.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, v INT DEFAULT 1, e ENUM('a', 'b'), CONSTRAINT pos CHECK (v > 0))",
                "INSERT INTO t VALUES (1, 10, 'a'), (2, 20, 'b')");
    }

    private static String plan(EngineRoom room, MigrationId id) throws SQLException {
        return room.value("SELECT special_plan FROM _vt.schema_migrations WHERE migration_uuid = '" + id + "'");
    }

    private static String defaultOfV(EngineRoom room) throws SQLException {
        return room.value("SELECT column_default FROM information_schema.columns WHERE table_schema = '" + room.keyspace
                + "' AND table_name = 't' AND column_name = 'v'");
    }

    @OnEachServer
    void theServerAddsAColumnAtOnceAndNothingIsLeftBehind(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            table(room);
            MigrationId id = room.complete(room.submitUnder(INSTANT, "ALTER TABLE t ADD COLUMN c INT DEFAULT 7;"));
            assertThat(plan(room, id)).isEqualTo(PLAN);
            assertThat(room.row(id).artifacts()).isEmpty();
            assertThat(room.row(id).immediate()).isTrue();
            assertThat(room.value("SELECT GROUP_CONCAT(id, '-', c ORDER BY id) FROM t"))
                    .isEqualTo("1-7,2-7");
            assertThat(room.tables()).containsExactly("t");
            assertThatThrownBy(() -> room.revert(id))
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining("column c, which it added, would go with the values written to it");
        }
    }

    @OnEachServer
    void whatTheServerCannotDoAtOnceIsCopied(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            table(room);
            MigrationId index = room.complete(room.submitUnder(INSTANT, "ALTER TABLE t ADD INDEX (v)"));
            assertThat(plan(room, index)).isEmpty();
            assertThat(room.row(index).immediate()).isFalse();
            MigrationId copy = room.complete(room.submitUnder(INSTANT, "ALTER TABLE t ADD c INT, ALGORITHM=COPY"));
            assertThat(plan(room, copy)).isEmpty();
            MigrationId absent = room.complete(room.submitUnder(INSTANT, "ALTER TABLE absent ADD c INT"));
            assertThat(plan(room, absent)).isEmpty();
            assertThat(room.value("SELECT COUNT(*) FROM t")).isEqualTo("2");
            assertThat(room.tables()).containsExactly("t");
        }
    }

    @OnEachServer
    void aPostponedOneStaysQueuedUntilComplete(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            table(room);
            MigrationId id =
                    room.submitUnder(INSTANT + " --postpone-completion", "ALTER TABLE t ALTER COLUMN v SET DEFAULT 5");
            EngineRoom.passes();
            assertThat(room.row(id).status()).isEqualTo(MigrationStatus.QUEUED);
            assertThat(defaultOfV(room)).isEqualTo("1");
            assertThat(room.control(MigrationEngine.Verb.COMPLETE, id)).isEqualTo(1);
            room.complete(id);
            assertThat(plan(room, id)).isEqualTo(PLAN);
            assertThat(defaultOfV(room)).isEqualTo("5");
        }
    }

    @OnEachServer
    void whatLosesNothingIsTakenBackAtOnce(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            table(room);
            MigrationId id = room.complete(room.submitUnder(INSTANT, "ALTER TABLE t ALTER COLUMN v SET DEFAULT 5"));
            room.execute("INSERT INTO t (id) VALUES (3)");
            MigrationId back = room.complete(room.revert(id));
            assertThat(plan(room, back)).isEqualTo(PLAN);
            assertThat(defaultOfV(room)).isEqualTo("1");
            assertThat(room.value("SELECT v FROM t WHERE id = 3")).isEqualTo("5");
            room.complete(room.revert(back));
            assertThat(defaultOfV(room)).isEqualTo("5");
            MigrationId rename = room.complete(room.submitUnder(INSTANT, "ALTER TABLE t RENAME COLUMN e TO f"));
            assertThat(plan(room, rename)).isEqualTo(PLAN);
            room.complete(room.revert(rename));
            assertThat(room.value("SELECT GROUP_CONCAT(e ORDER BY id) FROM t")).isEqualTo("a,b");
            assertThat(room.tables()).containsExactly("t");
        }
    }

    @OnEachServer
    void whatHasChangedSinceIsNotTakenBack(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            table(room);
            MigrationId id = room.complete(room.submitUnder(INSTANT, "ALTER TABLE t ALTER COLUMN v SET DEFAULT 5"));
            room.execute("ALTER TABLE t ALTER COLUMN v SET DEFAULT 6");
            MigrationId back = room.revert(id);
            room.await(back, MigrationStatus.FAILED);
            assertThat(room.message(back)).contains("somebody changed the definition");
            assertThat(defaultOfV(room)).isEqualTo("6");
        }
    }

    @OnEachServer
    void whoHoldsTheTableIsNamedAndWaitedFor(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server);
                Connection holder = server.connect(room.keyspace);
                Statement holding = holder.createStatement()) {
            table(room);
            holder.setAutoCommit(false);
            holding.executeUpdate("UPDATE t SET v = 11 WHERE id = 1");
            MigrationId id = room.submitUnder(INSTANT, "ALTER TABLE t ADD COLUMN c INT");
            awaitMessage(room, id, "blocked by session");
            assertThat(room.row(id).status()).isEqualTo(MigrationStatus.RUNNING);
            assertThat(room.row(id).cutoverAttempts()).isPositive();
            holder.commit();
            room.control(MigrationEngine.Verb.FORCE_CUTOVER, id);
            room.complete(id);
            assertThat(room.value("SELECT v FROM t WHERE id = 1")).isEqualTo("11");
        }
    }

    @OnEachServer(of = TestServer.Flavour.MYSQL)
    void byForceTheHolderIsKilled(TestServer server) throws Exception {
        forces(server);
    }

    @Test
    void alsoOnAMariaDbThatShowsItsLocks(@TempDir Path directory) throws Exception {
        try (EmbeddedMariaDb own = TestServers.startShowingLocks(directory)) {
            forces(TestServers.describe(own));
        }
    }

    private static void forces(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server);
                Connection holder = server.connect(room.keyspace);
                Statement holding = holder.createStatement()) {
            table(room);
            holder.setAutoCommit(false);
            holding.executeQuery("SELECT * FROM t FOR UPDATE").close();
            MigrationId id =
                    room.submitUnder(INSTANT + " --force-cut-over-after=1ms", "ALTER TABLE t ADD COLUMN c INT");
            room.complete(id);
            assertThat(plan(room, id)).isEqualTo(PLAN);
            assertThatThrownBy(holder::commit).isInstanceOf(SQLException.class);
            MigrationId undone = room.complete(
                    room.submitUnder(INSTANT + " --force-cut-over-after=1ms", "ALTER TABLE t DROP COLUMN c"));
            assertThat(plan(room, undone)).isEqualTo(PLAN);
            assertThat(room.value("SELECT GROUP_CONCAT(column_name ORDER BY ordinal_position) FROM"
                            + " information_schema.columns WHERE table_schema = DATABASE() AND table_name = 't'"))
                    .isEqualTo("id,v,e");
            assertThat(room.value("SELECT GROUP_CONCAT(id, '-', v ORDER BY id) FROM t"))
                    .isEqualTo("1-10,2-20");
        }
    }

    private static void awaitMessage(EngineRoom room, MigrationId id, String part) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(room.message(id)).contains(part));
    }
}
