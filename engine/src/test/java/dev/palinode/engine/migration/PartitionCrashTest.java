package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.SessionSettings;
import dev.palinode.engine.sidecar.MigrationRequests;
import dev.palinode.engine.sidecar.NewMigration;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The process is killed between the steps of a DROP PARTITION and of its REVERT, and rows are written before another goes on. */
final class PartitionCrashTest {
    private static final String DROP = "ALTER TABLE t DROP PARTITION p0, p1";

    static Stream<Arguments> placesOfTheDrop() {
        return places("partition.named", "partition.prepared", "partition.exchanged", "partition.dropped");
    }

    static Stream<Arguments> placesOfTheRevert() {
        return places("partition.defined", "partition.added", "partition.returned");
    }

    private static Stream<Arguments> places(String... places) {
        return TestServers.all().flatMap(server -> Stream.of(places).map(place -> Arguments.of(server, place)));
    }

    @ParameterizedTest
    @MethodSource("placesOfTheDrop")
    void whatWasDroppedAndWhatWasWrittenSinceTheKillComesBack(TestServer server, String place) throws Exception {
        try (PartitionRoom table = PartitionRoom.of(server)) {
            EngineRoom room = table.room;
            String definition = table.definition();
            room.stopEngine();
            MigrationId id = store(room, DdlAction.ALTER, DROP, Optional.empty());
            AlterProcess.killedAt(room, place);
            room.execute("INSERT INTO t (id, a, v) VALUES (3, 3, 'since'), (13, 13, 'since'), (23, 23, 'since')");
            room.restart();
            room.complete(id);
            assertThat(table.partitions()).isEqualTo("p2");
            boolean dropped = place.equals("partition.dropped");
            assertThat(table.ids("p2")).isEqualTo(dropped ? "3,13,21,23" : "21,23");
            table.reverted(id);
            assertThat(table.definition()).isEqualTo(definition);
            assertThat(table.ids("p0")).isEqualTo("1,2,3");
            assertThat(table.ids("p1")).isEqualTo("11,12,13");
            assertThat(table.ids("p2")).isEqualTo("21,23");
        }
    }

    @ParameterizedTest
    @MethodSource("placesOfTheRevert")
    void aRevertGoesOn(TestServer server, String place) throws Exception {
        try (PartitionRoom table = PartitionRoom.of(server)) {
            EngineRoom room = table.room;
            String definition = table.definition();
            MigrationId drop = room.complete(room.submit(DROP));
            room.execute("INSERT INTO t (id, a, v) VALUES (13, 13, 'between')");
            room.stopEngine();
            MigrationId id = store(room, DdlAction.REVERT, "revert vitess_migration '" + drop + "'", Optional.of(drop));
            AlterProcess.killedAt(room, place);
            room.execute("INSERT INTO t (id, a, v) VALUES (3, 3, 'since'), (14, 14, 'since')");
            room.restart();
            room.complete(id);
            assertThat(table.definition()).isEqualTo(definition);
            assertThat(table.ids("p0")).isEqualTo("1,2,3");
            assertThat(table.ids("p1")).isEqualTo("11,12,13,14");
            assertThat(table.ids("p2")).isEqualTo("21");
        }
    }

    /** The collector may take a table away while nobody looks. */
    @OnEachServer
    void aRevertThatGoesOnMissesWhatIsGone(TestServer server) throws Exception {
        try (PartitionRoom table = PartitionRoom.of(server)) {
            EngineRoom room = table.room;
            MigrationId drop = room.complete(room.submit(DROP));
            String kept = room.row(drop).artifacts().get(0);
            String held = room.row(drop).artifacts().get(1);
            room.stopEngine();
            MigrationId id = store(room, DdlAction.REVERT, "revert vitess_migration '" + drop + "'", Optional.of(drop));
            AlterProcess.killedAt(room, "partition.defined");
            room.execute("RENAME TABLE " + held + " TO elsewhere");
            room.restart();
            room.await(id, MigrationStatus.FAILED);
            assertThat(room.message(id))
                    .contains("cannot be brought back: table ", held)
                    .contains("partitions are there whose rows are still held", "RETRY", kept);
            room.execute("RENAME TABLE elsewhere TO " + held);
            MigrationRequests requests = new MigrationRequests(room.db, room.keyspace, Shards.SHARD);
            MigrationControl control = new MigrationControl(room.db, room.reader, requests);
            control.control(new MigrationEngine.Control(MigrationEngine.Verb.RETRY, Optional.of(id)));
            room.complete(id);
            assertThat(table.ids("p0")).isEqualTo("1,2");
            assertThat(table.ids("p1")).isEqualTo("11,12");
        }
    }

    @OnEachServer
    void whatIsHalfDoneIsNotCancelledAndIsUndoneWhenItFails(TestServer server) throws Exception {
        try (PartitionRoom table = PartitionRoom.of(server)) {
            EngineRoom room = table.room;
            room.stopEngine();
            MigrationId id = store(room, DdlAction.ALTER, DROP, Optional.empty());
            AlterProcess.killedAt(room, "partition.exchanged");
            assertThat(table.ids("p0")).isEmpty();
            MigrationRequests requests = new MigrationRequests(room.db, room.keyspace, Shards.SHARD);
            MigrationControl control = new MigrationControl(room.db, room.reader, requests);
            assertThat(control.control(new MigrationEngine.Control(MigrationEngine.Verb.CANCEL, Optional.of(id))))
                    .isZero();
            room.execute("ALTER TABLE t COMMENT = 'somebody was here'", "INSERT INTO t (id, a) VALUES (3, 3)");
            room.restart();
            room.await(id, MigrationStatus.FAILED);
            assertThat(room.message(id)).contains("somebody changed the definition");
            assertThat(table.ids("p0")).isEqualTo("1,2,3");
            assertThat(table.ids("p1")).isEqualTo("11,12");
        }
    }

    private static MigrationId store(
            EngineRoom room, DdlAction action, String statement, Optional<MigrationId> reverted) throws Exception {
        NewMigration migration = new NewMigration(
                MigrationId.generate(),
                room.table("t"),
                action,
                statement,
                "online",
                "",
                "test",
                reverted,
                false,
                false,
                false,
                false,
                Duration.ofSeconds(10),
                Optional.empty(),
                SessionSettings.GLOBAL);
        new MigrationRequests(room.db, room.keyspace, Shards.SHARD).insert(migration);
        return migration.id();
    }
}
