package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.migration.runner.CopyRunner.Phase;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Somebody else takes the new table away while it is being swapped in: the sentry is not taken for the old table. */
final class GoneTargetTest {
    private static final List<String> WAYS = List.of("RENAME TABLE %s TO theirs", "DROP TABLE %s");
    private static final List<String> PLACES = List.of("cutover.sentry", "cutover.locked", "cutover.caught-up");
    private static final String SUM = "SELECT CONCAT(COUNT(*), ' ', SUM(CRC32(CONCAT(id, v)))) FROM t";
    private static final String TIER = "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE()"
            + " AND table_name = 't' AND column_name = 'tier'";

    @OnEachServer
    void anAlterIsNotDone(TestServer server) throws Exception {
        for (String way : WAYS) {
            for (String place : PLACES) {
                try (AlterRoom room = new AlterRoom(server)) {
                    OnlineAlterTest.fill(room);
                    MigrationId id = room.alter("t", "ALTER TABLE t ADD COLUMN tier INT NOT NULL DEFAULT 7");
                    notDone(room, id, way, place, "0");
                }
            }
        }
    }

    @OnEachServer
    void norIsARevert(TestServer server) throws Exception {
        for (String way : WAYS) {
            try (AlterRoom room = new AlterRoom(server)) {
                OnlineAlterTest.fill(room);
                MigrationId id = room.alter("t", "ALTER TABLE t ADD COLUMN tier INT NOT NULL DEFAULT 7");
                room.cutOver(id);
                notDone(room, room.revert(id), way, "cutover.locked", "1");
            }
        }
    }

    private static void notDone(AlterRoom room, MigrationId id, String way, String place, String tiers)
            throws Exception {
        room.await(id, Phase.READY);
        String before = room.value(SUM);
        TableName target = room.shadow(id);
        AtomicBoolean taken = new AtomicBoolean();
        room.points = reached -> {
            if (reached.equals(place) && taken.compareAndSet(false, true)) {
                take(room, String.format(way, target.quoted()));
            }
        };
        CopyRunner.CutoverOutcome outcome = room.runner().cutOver(room.row(id));
        room.points = reached -> {};
        assertThat(taken).as(place).isTrue();
        assertThat(outcome.swapped()).as("%s at %s", way, place).isFalse();
        assertThat(room.failure(id)).contains("the new table").contains(target.table());
        assertThat(room.value(SUM)).isEqualTo(before);
        assertThat(room.value(TIER)).isEqualTo(tiers);
        assertThat(room.value("SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE()"
                        + " AND column_name = 'palinode_sentry'"))
                .as("sentries")
                .isEqualTo("0");
    }

    private static void take(AlterRoom room, String statement) {
        try {
            room.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Before an attempt: nobody waits for the user to find out. */
    @OnEachServer
    void whoRenamesTheNewTableEndsTheMigration(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            OnlineAlterTest.fill(room);
            MigrationId id = room.alter("t", "ALTER TABLE t ADD COLUMN tier INT NOT NULL DEFAULT 7");
            room.await(id, Phase.READY);
            room.execute("RENAME TABLE " + room.shadow(id).quoted() + " TO theirs");
            CopyRunner.Progress progress = await().atMost(Duration.ofSeconds(60))
                    .until(() -> room.runner().review(room.row(id)), seen -> seen.phase() != Phase.READY);
            assertThat(progress.phase()).isEqualTo(Phase.FAILED);
            assertThat(progress.message()).contains("somebody changed the new table");
        }
    }
}
