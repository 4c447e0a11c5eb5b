package dev.palinode.engine.migration;

import static dev.palinode.engine.migration.FakeCopyRunner.reviewing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.MigrationEngine.Verb;
import dev.palinode.engine.migration.runner.CopyRunner;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.sidecar.MigrationRequests;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code --in-order-completion}, and what a migration that waits says. */
final class OrderTest {
    private static final String ORDER = "--in-order-completion";
    private static final String CONCURRENT = "--allow-concurrent";
    private static final String POSTPONED = "--postpone-completion";

    private static String completions(EngineRoom room) throws SQLException {
        return room.value("SELECT GROUP_CONCAT(mysql_table ORDER BY completed_timestamp, id) FROM"
                + " _vt.schema_migrations WHERE keyspace = DATABASE() AND migration_status = 'complete'");
    }

    @OnEachServer
    void whatIsOverAtOnceCompletesInOrderAndFailsBehindAFailure(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.execute("CREATE TABLE a (id INT PRIMARY KEY)", "CREATE TABLE d (id INT PRIMARY KEY)");
            Set<String> flags = Set.of(ORDER, CONCURRENT);
            room.submit("DROP TABLE a", flags);
            MigrationId second = room.submit("DROP TABLE IF EXISTS b", flags);
            MigrationId third = room.submit("DROP TABLE c", flags);
            MigrationId fourth = room.submit("DROP TABLE d", flags);
            room.await(third, MigrationStatus.FAILED);
            room.await(fourth, MigrationStatus.FAILED);
            assertThat(room.row(second).status()).isEqualTo(MigrationStatus.COMPLETE);
            assertThat(completions(room)).isEqualTo("a,b");
            assertThat(room.message(fourth))
                    .contains(fourth + " cannot run because prior migration " + third + " in same context has failed");
            assertThat(room.tables()).contains("d");
            // The flag is what binds them.
            room.complete(room.submit("DROP TABLE d", Set.of(CONCURRENT)));
        }
    }

    @OnEachServer
    void allAreReadyAndWaitForTheFirstWhichTakesThemWithIt(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.execute("CREATE TABLE x (id INT PRIMARY KEY)", "CREATE TABLE y (id INT PRIMARY KEY)");
            Set<String> flags = Set.of(ORDER, CONCURRENT, POSTPONED);
            List<MigrationId> all = List.of(
                    room.submit("ALTER TABLE t ADD c INT", flags),
                    room.submit("ALTER TABLE u ADD c INT", flags),
                    room.submit("DROP TABLE x", flags),
                    room.submit("DROP TABLE y", flags));
            for (int i = 0; i < all.size(); i++) {
                MigrationId id = all.get(i);
                int inFront = i;
                await().until(() ->
                        room.row(id).readyAt().isPresent() && room.row(id).pendingInFront() == inFront);
            }
            room.control(Verb.COMPLETE, all.get(1));
            await().until(() -> room.row(all.get(1))
                    .stage()
                    .equals("ready to cut over: waiting for migration " + all.get(0)
                            + ", which comes before it in order"));
            assertThat(room.row(all.get(2)).stage()).isEqualTo("postponed: waiting for COMPLETE");
            assertThat(room.control(Verb.CANCEL, all.get(0))).isEqualTo(1);
            for (MigrationId id : all.subList(1, 4)) {
                room.await(id, MigrationStatus.FAILED);
                assertThat(room.message(id)).contains("prior migration " + all.get(0), "was cancelled");
                assertThat(room.row(id).pendingInFront()).isZero();
            }
            assertThat(room.copy.count("cutOver", all.get(1))).isZero();
            await().until(() -> room.copy.count("stop", all.get(1)) > 0);
        }
    }

    @OnEachServer
    void theOneInFrontIsWaitedForUntilItIsComplete(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            MigrationId first = room.submit("ALTER TABLE t ADD c INT", Set.of(ORDER, CONCURRENT, "--postpone-launch"));
            MigrationId alter = room.submit("ALTER TABLE u ADD c INT", Set.of(ORDER, CONCURRENT));
            MigrationId create = room.submit("CREATE TABLE v (id INT PRIMARY KEY)", Set.of(ORDER, CONCURRENT));
            await().until(() -> room.row(create).stage().contains("migration " + first)
                    && room.row(alter).stage().contains("migration " + first));
            assertThat(room.row(first).stage()).isEqualTo("postponed: waiting for LAUNCH");
            assertThat(room.row(alter).status()).isEqualTo(MigrationStatus.READY);
            room.control(Verb.LAUNCH, first);
            room.complete(create);
            assertThat(completions(room)).isEqualTo("t,u,v");
        }
    }

    @OnEachServer
    void aWaitingOneSaysForWhomAndTheRowIsWrittenOnce(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.copy.script("t", reviewing(CopyRunner.Phase.COPY, 10));
            MigrationId running = room.submit("ALTER TABLE t ADD c INT", Set.of(CONCURRENT));
            room.await(running, MigrationStatus.RUNNING);
            MigrationId same = room.submit("ALTER TABLE t ADD d INT", Set.of(CONCURRENT));
            MigrationId copy = room.submit("ALTER TABLE u ADD d INT");
            await().until(() -> room.row(same).stage().equals("waiting for migration " + running + " on the same table")
                    && room.row(copy).stage().equals("waiting for the copy of migration " + running));
            assertThat(room.row(copy).status()).isEqualTo(MigrationStatus.READY);
            room.copy.script("t", new FakeCopyRunner.Script() {});
            room.complete(same);
            room.complete(copy);
            assertThat(room.row(copy).stage()).isEmpty();
        }
    }

    /** RETRY between two passes: the one would wait for its place, and the other for the first. */
    @OnEachServer
    void theOneInFrontThatIsRetriedIsNotKeptOutByThoseBehindIt(TestServer server) throws Exception {
        try (EngineRoom room = new EngineRoom(server, EngineRoom.quick().withBounds(1, 1))) {
            Set<String> flags = Set.of(ORDER, CONCURRENT, POSTPONED);
            MigrationId first = room.submit("ALTER TABLE t ADD c INT", flags);
            room.await(first, MigrationStatus.RUNNING);
            MigrationId second = room.submit("ALTER TABLE u ADD c INT", flags);
            room.await(second, MigrationStatus.READY);
            room.stopEngine();
            String set = "UPDATE _vt.schema_migrations SET migration_status = '%s', liveness_timestamp = NOW()"
                    + " WHERE migration_uuid = '%s'";
            room.execute(String.format(set, "failed", first), String.format(set, "running", second));
            new MigrationRequests(room.db, room.keyspace, Shards.SHARD).retry(first, Optional.empty());
            room.restart();
            room.await(second, MigrationStatus.FAILED);
            assertThat(room.message(second)).contains("prior migration " + first, "RETRY this one too");
            room.control(Verb.COMPLETE, first);
            room.complete(first);
            room.control(Verb.COMPLETE, second);
            room.control(Verb.RETRY, second);
            room.complete(second);
        }
    }
}
