package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.migration.runner.CopyRunner.Phase;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.LostAnswers;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** Invariants 1 and 3: a chunk that was committed is taken for committed also when the server's answer was lost. */
final class LostCommitTest {
    /** Whether some thread of the engine waits for the end of a chunk. */
    private static boolean isDeciding() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getKey().getName().startsWith("stream-"))
                .anyMatch(entry -> Arrays.stream(entry.getValue())
                        .anyMatch(frame -> frame.getMethodName().equals("decide")));
    }

    /** Changes the rows that were copied; the one behind the change is in no chunk, so that the batch has a position to store. */
    private static void changeWhatIsCopied(AlterRoom room, MigrationId id, AtomicInteger changed) throws Exception {
        try (Connection connection = room.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
            changed.set(statement.executeUpdate("UPDATE t SET v = 'late' WHERE id IN (SELECT id FROM "
                    + room.shadow(id).quoted() + ")"));
        }
        assertThat(changed.get()).isPositive();
        await().atMost(Duration.ofSeconds(20)).until(LostCommitTest::isDeciding);
    }

    @OnEachServer
    void changesOfAChunkWhoseCommitWasNotAnsweredAreKept(TestServer server) throws Exception {
        try (LostAnswers link = LostAnswers.to(server.address());
                AlterRoom room = AlterRoom.behind(server, link.address())) {
            OnlineAlterTest.fill(room);
            Holds holds = new Holds();
            room.points = holds;
            AtomicInteger changed = new AtomicInteger();
            MigrationId id = room.running("t", "ALTER TABLE t ADD COLUMN tier INT NOT NULL DEFAULT 7");
            room.execute(
                    "UPDATE _vt.schema_migrations SET options = '--skip-verify' WHERE migration_uuid = '" + id + "'");
            holds.once("copy.committing", () -> link.loseNext("COMMIT", () -> changeWhatIsCopied(room, id, changed)));
            room.runner().start(room.row(id));
            room.await(id, Phase.READY);
            assertThat(link.lost()).isEqualTo(1);
            room.cutOver(id);
            assertThat(room.value("SELECT CONCAT(COUNT(*), ' ', SUM(v = 'late')) FROM t"))
                    .isEqualTo("10000 " + changed.get());
        }
    }
}
