package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.embedded.EmbeddedMariaDb;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server's own {@code lock_wait_timeout} is not that of a migration. A server for itself: the variable is global. */
final class LowLockWaitTest {
    private static final long HELD_MILLIS = 2_500;

    /** What is submitted while somebody holds the table for longer than the variable says is done at the first attempt. */
    private static void doneAtOnce(EngineRoom room, String sql) throws Exception {
        doneAtOnce(room, engine -> engine.submit(sql, Set.of("--cut-over-threshold=15s")));
    }

    private static MigrationId doneAtOnce(EngineRoom room, Function<EngineRoom, MigrationId> submit) throws Exception {
        try (Connection holder = room.server.connect(room.keyspace);
                Statement holding = holder.createStatement()) {
            holder.setAutoCommit(false);
            holding.execute("INSERT INTO t (id) VALUES (99)");
            MigrationId id = submit.apply(room);
            Thread.sleep(HELD_MILLIS);
            holder.rollback();
            room.complete(id);
            String attempts = "SELECT cutover_attempts FROM _vt.schema_migrations WHERE migration_uuid = '" + id + "'";
            assertThat(room.value(attempts)).isIn("0", "1");
            return id;
        }
    }

    @Test
    void whoeverHoldsTheTableForAMomentIsWaitedFor(@TempDir Path directory) throws Exception {
        try (EmbeddedMariaDb own = TestServers.startShowingLocks(directory)) {
            TestServer server = TestServers.describe(own);
            server.execute("", "SET GLOBAL lock_wait_timeout = 1");
            try (EngineRoom room = EngineRoom.of(server)) {
                room.complete(room.submit("CREATE TABLE t (id INT PRIMARY KEY, v INT)"));
                doneAtOnce(room, "ALTER TABLE t ADD COLUMN w INT");
                doneAtOnce(room, "DROP TABLE t");
            }
        }
    }
}
