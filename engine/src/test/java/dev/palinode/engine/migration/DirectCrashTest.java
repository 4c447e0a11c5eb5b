package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.embedded.FileTrees;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.SessionSettings;
import dev.palinode.engine.sidecar.MigrationRequests;
import dev.palinode.engine.sidecar.NewMigration;
import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The process is killed before and after the server's own ALTER; another one finds out, and completes it. */
final class DirectCrashTest {
    static Stream<Arguments> casesOnEachServer() {
        return TestServers.all()
                .flatMap(server -> Stream.of("vitess", "mysql")
                        .flatMap(strategy -> Stream.of("direct.planned", "direct.done")
                                .map(place -> Arguments.of(server, strategy, place))));
    }

    @ParameterizedTest
    @MethodSource("casesOnEachServer")
    void killedThereAnotherProcessCompletesTheMigration(TestServer server, String strategy, String place)
            throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.stopEngine();
            room.execute("CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)");
            MigrationId id = store(room, strategy);
            AlterProcess.killedAt(room, place);
            assertThat(columns(room)).isEqualTo(place.equals("direct.done") ? "2" : "1");
            room.restart();
            room.complete(id);
            assertThat(columns(room)).isEqualTo("2");
            assertThat(room.message(id)).isEmpty();
            assertThat(room.tables()).isEqualTo(List.of("t"));
        }
    }

    /** The clone of a table in a directory of its own is not in it, and cannot show what the ALTER leads to. */
    @OnEachCluster
    void whatSomebodyElseMadeOfTheTableIsNotTakenForTheAlter(TestServer.Flavour flavour) throws Exception {
        try (Elsewhere elsewhere = new Elsewhere(flavour);
                EngineRoom room = EngineRoom.of(elsewhere.cluster.primary())) {
            MigrationId id = elsewhere.killedAt(room, "direct.planned");
            room.execute("ALTER TABLE t ADD COLUMN other INT");
            room.restart();
            room.await(id, MigrationStatus.FAILED);
            assertThat(room.message(id)).contains("somebody changed the definition of ");
            assertThat(columns(room)).isEqualTo("2");
        }
    }

    @OnEachCluster
    void whatWasSentWithoutAnAnswerIs(TestServer.Flavour flavour) throws Exception {
        try (Elsewhere elsewhere = new Elsewhere(flavour);
                EngineRoom room = EngineRoom.of(elsewhere.cluster.primary())) {
            MigrationId id = elsewhere.killedAt(room, "direct.done");
            assertThat(columns(room)).isEqualTo("2");
            room.restart();
            room.complete(id);
            assertThat(columns(room)).isEqualTo("2");
        }
    }

    /** A server that may have tables in a directory beside its own. */
    private static final class Elsewhere implements AutoCloseable {
        private final Path directory = Files.createTempDirectory("palinode-elsewhere-");
        private final TestCluster cluster;

        Elsewhere(TestServer.Flavour flavour) throws IOException {
            cluster = flavour == TestServer.Flavour.MYSQL
                    ? TestCluster.of(flavour, 0, "--innodb-directories=" + directory)
                    : TestCluster.of(flavour, 0);
        }

        MigrationId killedAt(EngineRoom room, String place) throws Exception {
            room.stopEngine();
            room.execute("CREATE TABLE t (id INT PRIMARY KEY) DATA DIRECTORY = '" + directory + "'");
            MigrationId id = store(room, "mysql");
            AlterProcess.killedAt(room, place);
            return id;
        }

        @Override
        public void close() throws IOException {
            cluster.close();
            FileTrees.delete(directory);
        }
    }

    private static String columns(EngineRoom room) throws Exception {
        return room.value("SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = '" + room.keyspace
                + "' AND table_name = 't'");
    }

    private static MigrationId store(EngineRoom room, String strategy) throws Exception {
        NewMigration migration = new NewMigration(
                MigrationId.generate(),
                room.table("t"),
                DdlAction.ALTER,
                "ALTER TABLE t ADD COLUMN c INT",
                strategy,
                strategy.equals("mysql") ? "" : "--prefer-instant-ddl",
                "test",
                Optional.empty(),
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
