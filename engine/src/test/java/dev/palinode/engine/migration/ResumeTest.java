package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.migration.runner.CopyRunner;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.sidecar.MigrationRequests;
import dev.palinode.engine.sidecar.NewMigration;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/** An engine goes on where another one ended, wherever that was. */
final class ResumeTest {
    private static final String CREATE = "CREATE TABLE t (id INT PRIMARY KEY) ENGINE = InnoDB";

    @OnEachServer
    void aRunningAlterIsReviewedAndNotStartedAgain(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.copy.script("t", FakeCopyRunner.reviewing(CopyRunner.Phase.COPY, 20));
            MigrationId id = room.submit("ALTER TABLE t ADD c INT");
            await().until(() -> room.copy.count("review", id) > 0);
            room.restart();
            long before = room.copy.count("review", id);
            await().until(() -> room.copy.count("review", id) > before + 1);
            assertThat(room.copy.count("start", id)).isEqualTo(1);
            room.copy.script("t", FakeCopyRunner.reviewing(CopyRunner.Phase.SWAPPED, 100));
            room.complete(id);
            assertThat(room.copy.count("cutOver", id)).isZero();
        }
    }

    @OnEachServer
    void aStartThatDidNotEndIsDoneAgain(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.stopEngine();
            MigrationId id = stored(room, DdlAction.ALTER, "ALTER TABLE t ADD c INT", "", "");
            room.restart();
            room.complete(id);
            assertThat(room.copy.count("start", id)).isEqualTo(1);
        }
    }

    @OnEachServer
    void aDropThatWasRenamedButNotMarkedIsComplete(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.stopEngine();
            String held = "_vt_hld_00000000000000000000000000000001_20990101000000_";
            room.execute(CREATE, "RENAME TABLE t TO " + held);
            MigrationId id = stored(room, DdlAction.DROP, "DROP TABLE t", held + ",", "");
            room.restart();
            room.complete(id);
            assertThat(room.row(id).artifacts()).containsExactly(held);
            room.complete(room.revert(id));
            assertThat(room.tables()).containsExactly("t");
        }
    }

    @OnEachServer
    void aDropWhoseNameWasRecordedButNotUsedIsDoneAgain(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.stopEngine();
            room.execute(CREATE);
            MigrationId id = stored(room, DdlAction.DROP, "DROP TABLE t", "_vt_hld_x,", "");
            room.restart();
            room.complete(id);
            assertThat(room.tables()).containsExactlyElementsOf(room.row(id).artifacts());
        }
    }

    @OnEachServer
    void aCreateThatHasHappenedIsNotAnError(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.stopEngine();
            room.execute(CREATE);
            MigrationId id = stored(room, DdlAction.CREATE, CREATE, "_vt_hld_x,", "creating the table");
            room.restart();
            room.complete(id);
            assertThat(room.row(id).artifacts()).hasSize(1);
        }
    }

    @OnEachServer
    void aDeclaredTableThatWasMadeButNotMarkedIsTakenBack(TestServer server) throws SQLException {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.stopEngine();
            String held = "_vt_hld_00000000000000000000000000000001_20990101000000_";
            room.execute(CREATE);
            MigrationId id = stored(room, DdlAction.CREATE, CREATE, held + ",", "creating the table");
            room.execute(
                    "UPDATE _vt.schema_migrations SET options = '--declarative' WHERE migration_uuid = '" + id + "'");
            room.restart();
            room.complete(id);
            assertThat(room.row(id).artifacts()).containsExactly(held);
            room.complete(room.revert(id));
            assertThat(room.tables()).singleElement().asString().startsWith("_vt_hld_");
        }
    }

    @OnEachServer
    void ofTwoEnginesOneDrivesAndTheOtherTakesOver(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server);
                MigrationEngine second = room.open(room.copy::on)) {
            room.copy.script("t", FakeCopyRunner.reviewing(CopyRunner.Phase.COPY, 20));
            MigrationId id = room.submit("ALTER TABLE t ADD c INT");
            await().until(() -> room.copy.count("review", id) > 0);
            String epoch = epoch(room);
            EngineRoom.passes();
            assertThat(epoch(room)).isEqualTo(epoch);
            room.stopEngine();
            room.copy.script("t", new FakeCopyRunner.Script() {});
            room.complete(id);
            assertThat(Long.parseLong(epoch(room))).isEqualTo(Long.parseLong(epoch) + 1);
            assertThat(second.list(new MigrationEngine.Filter(Optional.of(id.uuid())))
                            .rows())
                    .hasSize(1);
        }
    }

    @OnEachServer
    void aTableThatIsLockedIsWaitedForAndNotFailed(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server);
                Connection other = server.connect(room.keyspace);
                Statement holder = other.createStatement()) {
            room.execute(CREATE, "INSERT INTO t VALUES (1)");
            other.setAutoCommit(false);
            holder.executeQuery("SELECT * FROM t").close();
            MigrationId id = room.submit("DROP TABLE t");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(room.message(id)).contains("(errno 1205)"));
            assertThat(room.row(id).status()).isEqualTo(MigrationStatus.RUNNING);
            other.commit();
            room.complete(id);
        }
    }

    private static String epoch(EngineRoom room) throws SQLException {
        return room.value("SELECT epoch FROM _vt.shard_lease WHERE keyspace = '" + room.keyspace + "'");
    }

    /** A migration as an engine leaves it that is killed after it has marked it as running. */
    private static MigrationId stored(
            EngineRoom room, DdlAction action, String statement, String artifacts, String stage) throws SQLException {
        NewMigration migration = Shards.migration(room.table("t"), action, statement);
        new MigrationRequests(room.db, room.keyspace, "0").insert(migration);
        room.execute("UPDATE _vt.schema_migrations SET migration_status = 'running', artifacts = '" + artifacts
                + "', stage = '" + stage + "', reviewed_timestamp = NOW(), started_timestamp = NOW()"
                + " WHERE migration_uuid = '" + migration.id() + "'");
        return migration.id();
    }
}
