package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.migration.runner.CopyRunner.Phase;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.Statement;

/** What is left of foreign keys when a cut-over comes to nothing, or the process ends in the middle of it. */
final class ForeignKeyCutoverTest {
    private static final String ALTER = "ALTER TABLE t ADD COLUMN w INT";

    private static void dieAt(AlterRoom room, MigrationId id, String place) throws Exception {
        room.points = name -> {
            if (name.equals(place)) {
                throw new IllegalStateException("the end");
            }
        };
        assertThatThrownBy(() -> room.runner().cutOver(room.row(id))).hasMessage("the end");
        room.points = FailPoints.NONE;
    }

    @OnEachServer
    void anAttemptThatEndsBeforeTheSwapLeavesNoKeys(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            ForeignKeyAlterTest.family(room);
            MigrationId id = room.alter("t", ALTER);
            room.await(id, Phase.READY);
            dieAt(room, id, "cutover.caught-up");
            assertThat(ForeignKeyAlterTest.keys(room)).contains("ours.");
            room.restart();
            room.await(id, Phase.READY);
            assertThat(ForeignKeyAlterTest.keys(room)).isEqualTo("t.of_p t.t_ibfk_1");
            room.cutOver(id);
            assertThat(ForeignKeyAlterTest.keys(room)).isEqualTo("t.of_p t.t_ibfk_1");
            MigrationId revert = room.revert(id);
            room.await(revert, Phase.READY);
            dieAt(room, revert, "cutover.caught-up");
            room.runner().stop(room.row(revert));
            assertThat(ForeignKeyAlterTest.keys(room)).isEqualTo("t.of_p t.t_ibfk_1");
        }
    }

    @OnEachServer
    void anAttemptThatEndsRightAfterTheSwapIsFinishedByTheNextProcess(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            ForeignKeyAlterTest.family(room);
            MigrationId id = room.alter("t", ALTER);
            room.await(id, Phase.READY);
            dieAt(room, id, "cutover.renamed");
            assertThat(ForeignKeyAlterTest.keys(room)).contains("ours.of_p");
            room.restart();
            room.await(id, Phase.SWAPPED);
            assertThat(ForeignKeyAlterTest.keys(room)).isEqualTo("t.of_p t.t_ibfk_1");
        }
    }

    @OnEachServer
    void whoeverUsesAParentForLongIsNamedAndWaitedFor(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            ForeignKeyAlterTest.family(room);
            MigrationId id = room.alter("t", ALTER);
            room.await(id, Phase.READY);
            try (Connection user = room.connect();
                    Statement statement = user.createStatement()) {
                statement.execute("BEGIN");
                statement.execute("INSERT INTO parent VALUES (50)");
                CopyRunner.CutoverOutcome outcome = room.runner().cutOver(room.row(id));
                assertThat(outcome.swapped()).isFalse();
                assertThat(outcome.message()).containsAnyOf("did not get its foreign keys within", "failed locking");
                statement.execute("INSERT INTO t (id, p) VALUES (50, 50)");
                statement.execute("COMMIT");
            }
            assertThat(ForeignKeyAlterTest.keys(room)).isEqualTo("t.of_p t.t_ibfk_1");
            room.cutOver(id);
            assertThat(room.value("SELECT p FROM t WHERE id = 50")).isEqualTo("50");
        }
    }
}
