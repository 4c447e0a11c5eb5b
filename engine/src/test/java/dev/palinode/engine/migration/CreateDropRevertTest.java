package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.migration.runner.CopyRunner;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;

final class CreateDropRevertTest {
    private static final String CREATE = "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(20)) ENGINE = InnoDB";

    @OnEachServer
    void aCreateIsRevertedToAnyDepthAndKeepsItsRows(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            MigrationId create = room.complete(room.submit(CREATE.replace("TABLE", "TABLE IF NOT EXISTS")));
            assertThat(room.row(create).artifacts()).hasSize(1);
            room.execute("INSERT INTO t VALUES (1, 'kept')");

            MigrationId first = room.complete(room.revert(create));
            assertThat(room.tables()).containsExactlyElementsOf(room.row(first).artifacts());
            MigrationId second = room.complete(room.revert(first));
            assertThat(room.tables()).containsExactly("t");
            assertThat(room.value("SELECT v FROM t")).isEqualTo("kept");
            room.execute("INSERT INTO t VALUES (2, 'later')");
            MigrationId third = room.complete(room.revert(second));
            assertThat(room.tables()).hasSize(1).doesNotContain("t");
            room.complete(room.revert(third));
            assertThat(room.value("SELECT COUNT(*) FROM t")).isEqualTo("2");
        }
    }

    @OnEachServer
    void aDropIsRevertedToAnyDepthAndKeepsItsRows(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.execute(CREATE, "INSERT INTO t VALUES (1, 'kept')");
            MigrationId drop = room.complete(room.submit("DROP TABLE t"));
            assertThat(room.tables()).containsExactlyElementsOf(room.row(drop).artifacts());
            assertThat(room.tables().get(0)).matches("_vt_hld_" + drop.hex() + "_[0-9]{14}_");

            MigrationId first = room.complete(room.revert(drop));
            assertThat(room.tables()).containsExactly("t");
            assertThat(room.value("SELECT v FROM t")).isEqualTo("kept");
            MigrationId second = room.complete(room.revert(first));
            assertThat(room.tables()).hasSize(1).doesNotContain("t");
            room.complete(room.revert(second));
            assertThat(room.value("SELECT v FROM t")).isEqualTo("kept");
        }
    }

    @OnEachServer
    void whatFoundNothingToDoIsRevertedByDoingNothing(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            MigrationId drop = room.complete(room.submit("DROP TABLE IF EXISTS t"));
            assertThat(room.row(drop).artifacts()).isEmpty();
            MigrationId dropReverted = room.complete(room.revert(drop));
            room.complete(room.revert(room.complete(room.revert(dropReverted))));
            assertThat(room.tables()).isEmpty();

            room.complete(room.submit(CREATE));
            MigrationId again =
                    room.complete(room.submit("CREATE TABLE IF NOT EXISTS t (id INT PRIMARY KEY) ENGINE = InnoDB"));
            assertThat(room.row(again).artifacts()).isEmpty();
            room.complete(room.revert(room.complete(room.revert(again))));
            assertThat(room.tables()).containsExactly("t");
        }
    }

    @OnEachServer
    void aCheckWithoutANameIsTheServersAndComesBack(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            MigrationId create = room.complete(room.submit("CREATE TABLE t (id INT PRIMARY KEY, CHECK (id > 0))"));
            room.complete(room.revert(room.complete(room.revert(create))));
            room.execute("INSERT INTO t VALUES (1)");
            assertThatThrownBy(() -> room.execute("INSERT INTO t VALUES (0)")).isInstanceOf(SQLException.class);
        }
    }

    @OnEachServer
    void theServersOwnErrorsFailTheMigration(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.complete(room.submit(CREATE));
            MigrationId twice = room.submit(CREATE);
            room.await(twice, MigrationStatus.FAILED);
            assertThat(room.message(twice)).contains("(errno 1050) (sqlstate 42S01)");
            MigrationId missing = room.submit("DROP TABLE nowhere");
            room.await(missing, MigrationStatus.FAILED);
            assertThat(room.message(missing)).contains("nowhere").contains("(errno 1051)");
            MigrationId nonsense = room.submit("CREATE TABLE x (id INTT)");
            room.await(nonsense, MigrationStatus.FAILED);
            assertThat(room.message(nonsense)).contains("(errno ");
            assertThat(room.tables()).containsExactly("t");
        }
    }

    @OnEachServer
    void aTableWithForeignKeysIsNotRenamedAway(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.execute(
                    "CREATE TABLE parent (id INT PRIMARY KEY) ENGINE = InnoDB",
                    "CREATE TABLE child (id INT PRIMARY KEY, p INT, CONSTRAINT to_parent FOREIGN KEY (p)"
                            + " REFERENCES parent (id)) ENGINE = InnoDB");
            for (String table : new String[] {"parent", "child"}) {
                MigrationId drop = room.submit("DROP TABLE " + table);
                room.await(drop, MigrationStatus.FAILED);
                assertThat(room.message(drop)).contains("foreign key").contains("to_parent");
            }
            assertThat(room.tables()).containsExactly("child", "parent");
        }
    }

    @OnEachServer
    void aDroppedTableIsNotBroughtBackOverAnother(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.execute(CREATE, "INSERT INTO t VALUES (1, 'kept')");
            MigrationId drop = room.complete(room.submit("DROP TABLE t"));
            room.execute("CREATE TABLE t (other INT)");
            MigrationId revert = room.submit("CREATE TABLE u (id INT)");
            room.complete(revert);
            MigrationId back = room.revert(drop);
            room.await(back, MigrationStatus.FAILED);
            assertThat(room.message(back)).contains("there is a table of that name");
            room.execute("RENAME TABLE t TO aside");
            room.control(MigrationEngine.Verb.RETRY, back);
            room.complete(back);
            assertThat(room.value("SELECT v FROM t")).isEqualTo("kept");
        }
    }

    @OnEachServer
    void aRevertThatCannotBeIsRefusedAtOnce(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            MigrationId unknown = MigrationId.generate();
            refused(room, unknown, "migration not found");
            MigrationId create = room.complete(room.submit(CREATE));
            MigrationId failed = room.submit(CREATE);
            room.await(failed, MigrationStatus.FAILED);
            refused(room, failed, "'failed' state");
            MigrationId drop = room.complete(room.submit("DROP TABLE t"));
            refused(room, create, "not the last migration to complete");
            room.execute(CREATE);
            room.copy.script("t", FakeCopyRunner.reviewing(CopyRunner.Phase.COPY, 5));
            MigrationId alter = room.submit("ALTER TABLE t ADD c INT");
            room.await(alter, MigrationStatus.RUNNING);
            refused(room, alter, "'running' state");
            refused(room, drop, alter.uuid());
            assertThat(room.reader.pending()).extracting(Migration::id).containsExactly(alter);
        }
    }

    private static void refused(EngineRoom room, MigrationId id, String why) {
        assertThatThrownBy(() -> room.revert(id))
                .isInstanceOfSatisfying(
                        EngineFault.class, fault -> assertThat(fault.kind()).isEqualTo(EngineFault.Kind.REFUSED))
                .hasMessageContaining(why)
                .hasMessageContaining(id.uuid());
    }
}
