package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.migration.runner.CopyRunner.Phase;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.stream.Verdict;
import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Invariant 1 where a crash of the host may have taken the end of the binlog, and other transactions have the numbers of
 * those that are lost: rows that were equal before the server's start are compared after it.
 */
final class ServerRestartTest {
    @OnEachCluster
    void rowsAreComparedAgainWhereTheBinlogIsNotSynced(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 0);
                AlterRoom room = new AlterRoom(cluster.primary())) {
            MigrationId id = changedBehindItsBack(cluster, room, "", 0);
            assertThat(room.verdict(id).repaired()).isEqualTo(1);
            room.cutOver(id);
            assertThat(room.value("SELECT v FROM t WHERE id = 7")).isEqualTo("x");
        }
    }

    @OnEachCluster
    void soTheyAreWhereThatWasNotWanted(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 0);
                AlterRoom room = new AlterRoom(cluster.primary())) {
            MigrationId id = changedBehindItsBack(cluster, room, "--skip-verify", 0);
            assertThat(room.verdict(id).repaired()).isEqualTo(1);
            room.cutOver(id);
            assertThat(room.value("SELECT v FROM t WHERE id = 7")).isEqualTo("x");
        }
    }

    /** The position that it begins with is from before. */
    @OnEachCluster
    void soTheyAreInARevertThatBeginsAfterwards(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 0);
                AlterRoom room = new AlterRoom(cluster.primary())) {
            OnlineAlterTest.fill(room);
            MigrationId alter = room.alter("t", "ALTER TABLE t ADD COLUMN w INT");
            room.cutOver(alter);
            started(cluster, room, 0);
            MigrationId revert = room.running("t", "REVERT VITESS_MIGRATION '" + alter + "'");
            room.execute(
                    "UPDATE _vt.schema_migrations SET options = '--skip-verify' WHERE migration_uuid = '" + revert
                            + "'",
                    "UPDATE " + held(room, alter) + " SET v = 'lost' WHERE id = 7");
            room.runner().startRevert(room.row(revert), room.row(alter));
            room.await(revert, Phase.READY);
            assertThat(room.verdict(revert).repaired()).isEqualTo(1);
        }
    }

    private static String held(AlterRoom room, MigrationId alter) throws SQLException {
        return room.row(alter).artifacts().stream()
                .filter(name -> name.startsWith("_vt_hld_"))
                .findFirst()
                .orElseThrow();
    }

    private static void started(TestCluster cluster, AlterRoom room, int sync) throws Exception {
        cluster.stop(0);
        cluster.start(0);
        // The connections of the pool find out one after the other.
        await().atMost(Duration.ofMinutes(1))
                .ignoreExceptionsInstanceOf(SQLException.class)
                .until(() -> {
                    room.execute("SET GLOBAL sync_binlog = " + sync);
                    return room.db.with(connection -> connection.isValid(5));
                });
    }

    @OnEachCluster
    void aVerdictStandsWhereTheBinlogIsSynced(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 0);
                AlterRoom room = new AlterRoom(cluster.primary())) {
            MigrationId id = changedBehindItsBack(cluster, room, "", 1);
            assertThat(room.verdict(id).repaired()).isZero();
        }
    }

    /** A migration that stands ready once more after its server was shut down in order, and started; one row differs. */
    private static MigrationId changedBehindItsBack(TestCluster cluster, AlterRoom room, String options, int sync)
            throws Exception {
        OnlineAlterTest.fill(room);
        MigrationId id = room.alterWith(options, "t", "ALTER TABLE t ADD COLUMN w INT");
        room.await(id, Phase.READY);
        room.restart();
        room.execute("UPDATE " + room.shadow(id).quoted() + " SET v = 'lost' WHERE id = 7");
        cluster.stop(0);
        cluster.start(0);
        room.execute("SET GLOBAL sync_binlog = " + sync);
        // The connections of the pool find out one after the other.
        await().atMost(Duration.ofMinutes(1))
                .ignoreExceptionsInstanceOf(SQLException.class)
                .untilAsserted(() -> room.await(id, Phase.READY));
        assertThat(room.verdict(id).outcome()).isEqualTo(Verdict.Outcome.COMPLETED);
        return id;
    }
}
