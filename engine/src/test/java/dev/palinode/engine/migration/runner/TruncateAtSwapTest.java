package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;

/** Invariant 2: what is done to the old table, around the proxy and while the swap holds it, is not undone by the swap. */
final class TruncateAtSwapTest {
    @OnEachServer
    void whoWaitsToEmptyTheTableSinceBeforeTheSwapEndsTheAttempt(TestServer server) throws Exception {
        List<CompletableFuture<Void>> truncate = new CopyOnWriteArrayList<>();
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1), (2, 2)");
            MigrationId id = room.alter("t", "ALTER TABLE t ADD COLUMN w INT");
            room.await(id, CopyRunner.Phase.READY);
            room.points = name -> {
                if (name.equals("cutover.locked") && truncate.isEmpty()) {
                    truncate.add(CompletableFuture.runAsync(() -> run(room, "TRUNCATE TABLE t")));
                    await().atMost(Duration.ofSeconds(30)).until(() -> isWaiting(room));
                }
            };
            CopyRunner.CutoverOutcome outcome = room.runner().cutOver(room.row(id));
            truncate.get(0).join();
            assertThat(room.value("SELECT COUNT(*) FROM t")).isEqualTo("0");
            assertThat(outcome.swapped()).isFalse();
            assertThat(outcome.message()).contains("waits to replace the table").contains("TRUNCATE TABLE t");
            assertThat(room.failure(id)).contains("TRUNCATE TABLE t");
        }
    }

    private static boolean isWaiting(AlterRoom room) throws SQLException {
        return room.value("SELECT COUNT(*) FROM information_schema.processlist WHERE info = 'TRUNCATE TABLE t'"
                        + " AND db = DATABASE() AND state LIKE 'Waiting for table metadata lock%'")
                .equals("1");
    }

    private static void run(AlterRoom room, String sql) {
        try {
            room.execute(sql);
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }
}
