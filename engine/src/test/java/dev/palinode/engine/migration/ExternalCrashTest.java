package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.EngineConfig;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.PalinodeEngine;
import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.migration.runner.OnlineAlter;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.sidecar.MigrationRequests;
import dev.palinode.engine.sidecar.NewMigration;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.testing.Ledger;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.engine.testing.TestTools;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The process is killed while a program works for it; the next one takes over what is there. */
final class ExternalCrashTest {
    static Stream<Arguments> places() {
        return ExternalRoom.programsOnEachServer()
                .flatMap(pair -> Stream.of(
                                "external.started", "external.ready", "external.released", "external.wound-up")
                        .map(place -> Arguments.of(pair.get()[0], pair.get()[1], place)));
    }

    @ParameterizedTest
    @MethodSource("places")
    void anotherProcessCompletesTheMigration(TestServer server, String program, String place) throws Exception {
        TestTools.require(program);
        try (EngineRoom room = new EngineRoom(server, EngineConfig.defaults())) {
            room.stopEngine();
            ExternalRoom.fill(room);
            try (Ledger ledger = new Ledger("t", 2, 6000, place.hashCode(), () -> server.connect(room.keyspace))) {
                ledger.load();
                ledger.start();
                MigrationId id = store(room, program);
                AlterProcess.killedAt(room, place);
                try (MigrationEngine engine = open(room)) {
                    assertThat(engine.list(new MigrationEngine.Filter(Optional.of(id.uuid())))
                                    .rows())
                            .hasSize(1);
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(90))
                            .untilAsserted(() -> assertThat(room.row(id).status())
                                    .as(room.message(id))
                                    .isEqualTo(MigrationStatus.COMPLETE));
                    assertThat(room.row(id).artifacts()).hasSize(1);
                    ExternalRoom.awaitNothingLeft(
                            room, id, "t", "d", room.row(id).artifacts().get(0));
                }
                assertThat(ledger.stop()).isEmpty();
                assertThat(ledger.contents()).isEqualTo(ledger.acknowledged());
                assertThat(ExternalRoom.columnIsThere(room)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.palinode.engine.migration.ExternalRoom#programsOnEachServer")
    void whoStopsInPeaceLeavesNothingAndTheNextBeginsAgain(TestServer server, String program) throws Exception {
        try (EngineRoom room = ExternalRoom.open(server, program)) {
            MigrationId id =
                    room.submitUnder(ExternalRoom.strategy(program) + " --postpone-completion", ExternalRoom.ALTER);
            ExternalRoom.awaitReady(room, id);
            room.stopEngine();
            ExternalRoom.awaitNothingLeft(room, id, tables(room, "d", "t"));
            assertThat(room.row(id).status()).isEqualTo(MigrationStatus.RUNNING);
            room.restart();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> ExternalRoom.processes(id).size() == 1);
            ExternalRoom.complete(room, id);
            assertThat(room.engine().logs(id).rows().toString()).contains("the copy begins again");
            assertThat(room.value("SELECT COUNT(*) FROM t")).isEqualTo("5000");
        }
    }

    @Test
    void whatWasDeclaredIsStillKnownToTheNext() throws Exception {
        try (EngineRoom room = ExternalRoom.open(TestServers.mariaDb(), "pt-osc")) {
            MigrationId id = room.submitUnder(
                    "pt-osc --declarative --postpone-completion",
                    "CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY, v VARCHAR(40) NOT NULL, n INT NOT NULL,"
                            + " c INT NOT NULL DEFAULT 7)");
            ExternalRoom.awaitReady(room, id);
            room.restart();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> ExternalRoom.processes(id).size() == 1);
            ExternalRoom.complete(room, id);
            assertThat(ExternalRoom.columnIsThere(room)).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.palinode.engine.migration.ExternalRoom#programsOnEachServer")
    void whatWasCancelledWhenNobodyWasThereIsTakenAway(TestServer server, String program) throws Exception {
        TestTools.require(program);
        try (EngineRoom room = new EngineRoom(server, EngineConfig.defaults())) {
            room.stopEngine();
            ExternalRoom.fill(room);
            MigrationId id = store(room, program);
            AlterProcess.killedAt(room, "external.started");
            assertThat(new MigrationRequests(room.db, room.keyspace, Shards.SHARD).cancel(id, "by hand"))
                    .isTrue();
            try (MigrationEngine engine = open(room)) {
                assertThat(engine.countByStatus()).containsEntry(MigrationStatus.CANCELLED, 1L);
                ExternalRoom.awaitNothingLeft(room, id, "t", "d");
            }
        }
    }

    /** The names, and of those that wait for the collector all there are. */
    private static String[] tables(EngineRoom room, String... names) throws SQLException {
        return Stream.concat(
                        Stream.of(names),
                        room.tables().stream()
                                .filter(name -> name.startsWith("_vt_hld_") || name.startsWith("_vt_drp_")))
                .toArray(String[]::new);
    }

    private static MigrationEngine open(EngineRoom room) {
        return PalinodeEngine.open(
                ExternalRoom.config(),
                Shards.topology(room.server, room.keyspace),
                TrafficGate.none(),
                context -> new OnlineAlter(context, 2, FailPoints.NONE),
                InstantSource.system());
    }

    private static MigrationId store(EngineRoom room, String program) throws SQLException {
        NewMigration plain = Shards.migration(room.table("t"), DdlAction.ALTER, ExternalRoom.ALTER);
        NewMigration migration = new NewMigration(
                plain.id(),
                plain.table(),
                plain.action(),
                plain.statement(),
                program,
                ExternalRoom.strategy(program).substring(program.length()).strip(),
                plain.context(),
                plain.revertedId(),
                plain.ifExists(),
                plain.allowConcurrent(),
                plain.postponeLaunch(),
                plain.postponeCompletion(),
                plain.cutOverThreshold(),
                plain.retainArtifacts(),
                plain.settings());
        new MigrationRequests(room.db, room.keyspace, Shards.SHARD).insert(migration);
        return migration.id();
    }
}
