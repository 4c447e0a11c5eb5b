package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.gc.InternalNames;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.time.Duration;
import java.time.Instant;

/** A process died beside its sentry, and the migration is cancelled before anybody has gone on with it. */
final class LeftSentryTest {
    @OnEachServer
    void goesWithTheMigration(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1)");
            MigrationId id = room.alter("t", "ALTER TABLE t ADD COLUMN w INT");
            room.await(id, CopyRunner.Phase.READY);
            String hold = InternalNames.hold(Instant.now(), Duration.ofHours(1));
            room.store.addArtifact(id, hold);
            room.execute("CREATE TABLE " + InternalNames.swap("t", hold) + " (palinode_sentry INT PRIMARY KEY)");
            room.restart();
            assertThat(room.requests().cancel(id, "by the test")).isTrue();
            room.runner().stop(room.row(id));
            String left = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()"
                    + " AND table_name LIKE '%\\_vt\\_swp\\_%'";
            assertThat(room.value(left)).isEqualTo("0");
            assertThat(room.value("SELECT v FROM t")).isEqualTo("1");
        }
    }
}
