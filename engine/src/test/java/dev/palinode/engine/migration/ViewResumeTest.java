package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.sidecar.MigrationRequests;
import dev.palinode.engine.sidecar.NewMigration;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;

/** A change of a view goes on where an engine was killed, wherever that was. */
final class ViewResumeTest {
    private static final String HELD = "_vt_hld_00000000000000000000000000000001_20990101000000_";
    private static final String FRESH = "_vt_drp_00000000000000000000000000000002_20200101000000_";
    private static final String ALTER = "ALTER VIEW t AS SELECT 2 AS n";

    @OnEachServer
    void namesWereRecordedAndNothingWasMade(TestServer server) throws SQLException {
        try (EngineRoom room = stopped(server)) {
            changes(room, stored(room, DdlAction.ALTER, ALTER, HELD + "," + FRESH + ",", ""));
        }
    }

    @OnEachServer
    void theNewViewWasMade(TestServer server) throws SQLException {
        try (EngineRoom room = stopped(server)) {
            room.execute("CREATE VIEW " + FRESH + " AS SELECT 3 AS n");
            changes(room, stored(room, DdlAction.ALTER, ALTER, HELD + "," + FRESH + ",", "swapping the view"));
        }
    }

    @OnEachServer
    void theViewsWereSwapped(TestServer server) throws SQLException {
        try (EngineRoom room = stopped(server)) {
            room.execute("RENAME TABLE t TO " + HELD, "CREATE VIEW t AS SELECT 2 AS n");
            MigrationId id = stored(room, DdlAction.ALTER, ALTER, HELD + "," + FRESH + ",", "swapping the view");
            changes(room, id);
            assertThat(room.row(id).artifacts()).containsExactly(HELD);
        }
    }

    @OnEachServer
    void aReplacementThatWasTakenForACreateIsAChange(TestServer server) throws SQLException {
        try (EngineRoom room = stopped(server)) {
            String replace = "CREATE OR REPLACE VIEW t AS SELECT 2 AS n";
            changes(room, stored(room, DdlAction.CREATE, replace, HELD + "," + FRESH + ",", ""));
        }
    }

    @OnEachServer
    void aCreateThatHasHappenedIsNoChangeOfItself(TestServer server) throws SQLException {
        try (EngineRoom room = stopped(server)) {
            String replace = "CREATE OR REPLACE VIEW t AS SELECT 1 AS n";
            MigrationId id = stored(room, DdlAction.CREATE, replace, HELD + ",", "creating the table");
            room.restart();
            room.complete(id);
            assertThat(room.row(id).action()).isEqualTo(DdlAction.CREATE);
            MigrationId revert = room.complete(room.revert(id));
            assertThat(room.tables()).containsExactlyElementsOf(room.row(revert).artifacts());
        }
    }

    @OnEachServer
    void aRevertThatHasHappenedIsComplete(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.execute("CREATE VIEW t AS SELECT 1 AS n");
            MigrationId alter = room.complete(room.submit(ALTER));
            MigrationId revert = room.complete(room.revert(alter));
            room.stopEngine();
            room.execute("UPDATE _vt.schema_migrations SET migration_status = 'running', stage = 'bringing back x',"
                    + " completed_timestamp = NULL WHERE migration_uuid = '" + revert + "'");
            room.restart();
            room.complete(revert);
            assertThat(room.value("SELECT n FROM t")).isEqualTo("1");
            room.complete(room.revert(revert));
            assertThat(room.value("SELECT n FROM t")).isEqualTo("2");
        }
    }

    @OnEachServer
    void whatAViewLeavesIsDroppedWhenItsTimeIsOver(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.execute("CREATE VIEW t AS SELECT 1 AS n");
            MigrationId alter = room.complete(room.submit(ALTER));
            assertThat(room.tables()).hasSize(2);
            room.execute("CREATE VIEW " + FRESH + " AS SELECT 1");
            room.execute("UPDATE _vt.schema_migrations SET completed_timestamp = NOW(6) - INTERVAL 25 HOUR"
                    + " WHERE migration_uuid = '" + alter + "'");
            await().untilAsserted(() -> assertThat(room.tables()).containsExactly("t"));
        }
    }

    private static EngineRoom stopped(TestServer server) throws SQLException {
        EngineRoom room = EngineRoom.of(server);
        room.stopEngine();
        room.execute("CREATE VIEW t AS SELECT 1 AS n");
        return room;
    }

    /** The change is made, the view from before is held, and comes back. */
    private static void changes(EngineRoom room, MigrationId id) throws SQLException {
        room.restart();
        room.complete(id);
        assertThat(room.value("SELECT n FROM t")).isEqualTo("2");
        assertThat(room.row(id).action()).isEqualTo(DdlAction.ALTER);
        assertThat(room.row(id).artifacts()).hasSize(1);
        assertThat(room.tables()).hasSize(2).contains(room.row(id).artifacts().get(0));
        room.complete(room.revert(id));
        assertThat(room.value("SELECT n FROM t")).isEqualTo("1");
        assertThat(room.tables()).hasSize(2);
    }

    private static MigrationId stored(
            EngineRoom room, DdlAction action, String statement, String artifacts, String stage) throws SQLException {
        NewMigration migration = Shards.migration(room.table("t"), action, statement);
        new MigrationRequests(room.db, room.keyspace, "0").insert(migration);
        room.execute("UPDATE _vt.schema_migrations SET migration_status = 'running', artifacts = '" + artifacts
                + "', stage = '" + stage + "', is_view = 1, is_immediate_operation = 1, reviewed_timestamp = NOW(),"
                + " started_timestamp = NOW() WHERE migration_uuid = '" + migration.id() + "'");
        return migration.id();
    }
}
