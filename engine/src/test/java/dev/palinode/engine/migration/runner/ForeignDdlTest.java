package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.migration.runner.CopyRunner.Phase;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.util.List;

/** Invariants 1 and 2 when somebody else changes the table's definition: the migration fails and nothing is swapped. */
final class ForeignDdlTest {
    private static final String ALTER = "ALTER TABLE t ADD COLUMN tier INT NOT NULL DEFAULT 7";
    private static final String HELD = "_vt_hld_6ace8bcef73211ea87e9f875a4d24e90_20990915120000_";
    private static final List<String> CHANGES = List.of(
            "ALTER TABLE t ADD COLUMN other INT",
            "/* by hand */ alter table `t` comment 'x'",
            "TRUNCATE t",
            "ALTER TABLE parts EXCHANGE PARTITION p WITH TABLE t",
            "ALTER TABLE parts EXCHANGE PARTITION p WITH TABLE t /* _vt_hld_01234567 */",
            "ALTER TABLE t DROP COLUMN n /* _vt_hld_01234567 */",
            "ALTER TABLE " + HELD + " EXCHANGE PARTITION p WITH TABLE t",
            "TRUNCATE TABLE /* job */ t",
            "TRUNCATE t /* _vt_hld_01234567 */",
            "RENAME TABLE d TO _vt_hld_01234567, t TO away",
            "RENAME TABLE d TO e, t TO away");

    @OnEachServer
    void anAlterTruncateOrRenameEndsTheMigration(TestServer server) throws Exception {
        for (String change : CHANGES) {
            try (AlterRoom room = new AlterRoom(server)) {
                OnlineAlterTest.fill(room);
                room.execute(
                        "CREATE TABLE parts LIKE t",
                        "ALTER TABLE parts PARTITION BY RANGE (id) (PARTITION p VALUES LESS THAN MAXVALUE)",
                        "CREATE TABLE " + HELD + " LIKE parts");
                Holds holds = new Holds();
                holds.hold("verify.begin");
                room.points = holds;
                MigrationId id = room.alter("t", ALTER);
                holds.awaitArrivals("verify.begin", 1);
                room.execute(change);
                holds.release("verify.begin");
                assertThat(room.failure(id))
                        .contains("somebody changed the table while it was being migrated: ")
                        .contains(change.substring(change.length() - 5));
                assertThat(columns(room, change.endsWith("away") ? "away" : "t"))
                        .doesNotContain("tier");
            }
        }
    }

    @OnEachServer
    void aDroppedTableEndsTheMigration(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            OnlineAlterTest.fill(room);
            Holds holds = new Holds();
            holds.hold("copy.committed");
            room.points = holds;
            MigrationId id = room.alter("t", ALTER);
            holds.awaitArrivals("copy.committed", 2);
            room.execute("DROP TABLE t");
            holds.release("copy.committed");
            assertThat(room.failure(id)).containsAnyOf("somebody changed the table", "doesn't exist");
            assertThat(columns(room, "t")).isEqualTo("null");
        }
    }

    @OnEachServer
    void anIndexMadeBySomebodyElseEndsTheMigrationBeforeTheSwap(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            OnlineAlterTest.fill(room);
            MigrationId id = room.alter("t", ALTER);
            room.execute("CREATE INDEX by_v ON t (v)");
            room.await(id, Phase.READY);
            CopyRunner.CutoverOutcome outcome = room.runner().cutOver(room.row(id));
            assertThat(outcome.swapped()).isFalse();
            assertThat(room.failure(id)).contains("somebody changed the definition of " + room.keyspace + ".t");
            assertThat(columns(room, "t")).isEqualTo("id,v,n");
            room.restart();
            assertThat(room.failure(id)).contains("somebody changed the definition");
        }
    }

    @OnEachServer
    void aTableOfTheSameNameElsewhereIsNobodysBusiness(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            OnlineAlterTest.fill(room);
            Holds holds = new Holds();
            holds.hold("verify.begin");
            room.points = holds;
            MigrationId id = room.alter("t", ALTER);
            holds.awaitArrivals("verify.begin", 1);
            String other = server.newSchema();
            server.execute(
                    other,
                    "CREATE TABLE t (id INT PRIMARY KEY)",
                    "ALTER TABLE t ADD COLUMN c INT",
                    "ALTER TABLE " + other + ".t ADD COLUMN d INT",
                    "TRUNCATE TABLE `" + other + "`.`t`",
                    "DROP TABLE " + other + " . t");
            holds.release("verify.begin");
            room.cutOver(id);
            assertThat(columns(room, "t")).isEqualTo("id,v,n,tier");
        }
    }

    private static String columns(AlterRoom room, String table) throws Exception {
        return room.value("SELECT GROUP_CONCAT(column_name ORDER BY ordinal_position) FROM information_schema.columns"
                + " WHERE table_schema = DATABASE() AND table_name = '" + table + "'");
    }
}
