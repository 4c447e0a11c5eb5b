package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.migration.runner.CopyRunner.Phase;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

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
    void clientsGoOnWhenNoOtherTableBindsAParent(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            ForeignKeyAlterTest.family(room);
            List<String> atOpening = new ArrayList<>();
            room.gate = (tables, limit) -> new KeysAtOpening(room, atOpening);
            MigrationId id = room.alter("t", ALTER);
            assertThat(atOpening)
                    .as("when the new table has lost the keys of its trial")
                    .hasSize(1);
            room.await(id, Phase.READY);
            room.points = name -> {
                if (name.equals("cutover.rename-queued")) {
                    status(room, id, "cancelled");
                }
            };
            assertThat(room.runner().cutOver(room.row(id)).swapped()).isFalse();
            assertThat(atOpening).hasSize(2).containsOnly("t.of_p t.t_ibfk_1");
            room.points = FailPoints.NONE;
            status(room, id, "running");
            room.cutOver(id);
            assertThat(atOpening).hasSize(3).containsOnly("t.of_p t.t_ibfk_1");
        }
    }

    private static void status(AlterRoom room, MigrationId id, String status) {
        try {
            room.execute("UPDATE _vt.schema_migrations SET migration_status = '" + status + "' WHERE migration_uuid = '"
                    + id + "'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A gate that notes which foreign keys there are when it opens. */
    private record KeysAtOpening(AlterRoom room, List<String> seen) implements TrafficGate.Closed {
        @Override
        public List<String> blockers() {
            return List.of();
        }

        @Override
        public void close() {
            try {
                seen.add(ForeignKeyAlterTest.keys(room));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
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
