package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.migration.runner.CopyRunner.CutoverOutcome;
import dev.palinode.engine.migration.runner.CopyRunner.Phase;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;

/** Who holds the new table before the swap, or the old one after it, keeps the attempt from its end, and breaks nothing. */
final class HeldTablesCutoverTest {
    private static final String ALTER = "ALTER TABLE t ADD COLUMN w INT";

    /** When an attempt comes to the place, the table of that name is read in a transaction that stays open. */
    private static void holdAt(AlterRoom room, String place, Connection holder, String like) {
        room.points = name -> {
            if (name.equals(place)) {
                try {
                    String table = Sql.first(
                                    holder,
                                    "SELECT table_name FROM information_schema.tables"
                                            + " WHERE table_schema = DATABASE() AND table_name LIKE ?",
                                    row -> row.getString(1),
                                    like)
                            .orElseThrow();
                    holder.setAutoCommit(false);
                    Sql.query(holder, "SELECT 1 FROM " + table, row -> 1);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }

    @OnEachServer
    void aRenameThatWaitsForTheIncomingTableIsNoticed(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server);
                Connection holder = room.connect()) {
            room.execute("CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)");
            MigrationId id = room.alter("t", ALTER);
            room.await(id, Phase.READY);
            holdAt(room, "cutover.caught-up", holder, "\\_vt\\_vrp%");
            CutoverOutcome outcome = room.runner().cutOver(room.row(id));
            assertThat(outcome.swapped()).as(outcome.message()).isFalse();
            if (server.flavour() == TestServer.Flavour.MYSQL) {
                assertThat(outcome.message())
                        .contains("not waiting for the table but for " + room.shadow(id))
                        .contains("blocked by session");
            }
            assertThat(room.value("SHOW COLUMNS FROM t LIKE 'w'")).isEqualTo("-");
            holder.rollback();
            room.points = name -> {};
            room.cutOver(id);
            assertThat(room.value("SHOW COLUMNS FROM t LIKE 'w'")).isEqualTo("w");
        }
    }

    @OnEachServer
    void keysThatCannotBeTakenFromTheNewTableYetAreTakenLater(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server);
                Connection holder = room.connect()) {
            ForeignKeyAlterTest.family(room);
            MigrationId id = room.alter("t", ALTER);
            room.await(id, Phase.READY);
            holdAt(room, "cutover.caught-up", holder, "\\_vt\\_vrp%");
            CutoverOutcome outcome = room.runner().cutOver(room.row(id));
            assertThat(outcome.swapped()).as(outcome.message()).isFalse();
            assertThat(outcome.message()).contains("put right later");
            holder.rollback();
            room.points = name -> {};
            room.await(id, Phase.READY);
            assertThat(ForeignKeyAlterTest.keys(room)).isEqualTo("t.of_p t.t_ibfk_1");
            room.execute("DELETE FROM t WHERE id = 1", "DELETE FROM parent WHERE id = 1");
            room.cutOver(id);
            assertThat(ForeignKeyAlterTest.keys(room)).isEqualTo("t.of_p t.t_ibfk_1");
        }
    }

    @OnEachServer
    void keysThatCannotBeTakenFromTheOldTableYetAreTakenLater(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server);
                Connection holder = room.connect()) {
            ForeignKeyAlterTest.family(room);
            MigrationId id = room.alter("t", ALTER);
            room.await(id, Phase.READY);
            holdAt(room, "cutover.renamed", holder, "t\\_vt\\_swp%");
            CutoverOutcome outcome = room.runner().cutOver(room.row(id));
            assertThat(outcome.swapped()).as(outcome.message()).isFalse();
            assertThat(outcome.message()).contains("put right later");
            holder.rollback();
            room.points = name -> {};
            room.await(id, Phase.SWAPPED);
            assertThat(ForeignKeyAlterTest.keys(room)).isEqualTo("t.of_p t.t_ibfk_1");
            assertThat(room.value("SHOW COLUMNS FROM t LIKE 'w'")).isEqualTo("w");
        }
    }
}
