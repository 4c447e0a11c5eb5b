package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.EngineConfig;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.PalinodeEngine;
import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.migration.runner.OnlineAlter;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.sidecar.MigrationRequests;
import dev.palinode.engine.sidecar.NewMigration;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.testing.Ledger;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The process is killed at a named place of a migration, under writers; another one goes on and completes it; the table
 * is compared with what was acknowledged.
 */
final class CrashTest {
    private static final List<String> PLACES = List.of(
            "alter.shadow-created",
            "alter.stream-inserted",
            "copy.inserted",
            "copy.committed",
            "apply.written",
            "apply.committed",
            "verify.begin",
            "cutover.sentry",
            "cutover.locked",
            "cutover.caught-up",
            "cutover.rename-queued",
            "cutover.sentry-dropped",
            "cutover.unlocked",
            "cutover.swapped");

    static Stream<Arguments> placesOnEachServer() {
        return TestServers.all().flatMap(server -> PLACES.stream().map(place -> Arguments.of(server, place)));
    }

    @ParameterizedTest
    @MethodSource("placesOnEachServer")
    void killedThereAnotherProcessCompletesTheMigration(TestServer server, String place) throws Exception {
        try (EngineRoom room = new EngineRoom(server, EngineConfig.defaults())) {
            room.stopEngine();
            fill(room);
            try (Ledger ledger = new Ledger("t", 2, 6000, place.hashCode(), () -> server.connect(room.keyspace))) {
                ledger.load();
                ledger.start();
                MigrationId id = store(room);
                AlterProcess.killedAt(room, place);
                try (MigrationEngine engine = open(room)) {
                    assertThat(engine.list(new MigrationEngine.Filter(Optional.of(id.uuid())))
                                    .rows())
                            .hasSize(1);
                    room.complete(id);
                }
                assertThat(ledger.stop()).isEmpty();
                assertThat(ledger.contents()).isEqualTo(ledger.acknowledged());
                assertThat(columnIsThere(room)).isTrue();
                assertThat(room.tables()).hasSize(3).contains("d", "t");
            }
        }
    }

    private static MigrationEngine open(EngineRoom room) {
        return PalinodeEngine.open(
                EngineRoom.quick(),
                Shards.topology(room.server, room.keyspace),
                TrafficGate.none(),
                context -> new OnlineAlter(context, 2, FailPoints.NONE),
                InstantSource.system());
    }

    private static MigrationId store(EngineRoom room) throws SQLException {
        NewMigration migration = Shards.migration(
                new TableName(room.keyspace, "t"),
                DdlAction.ALTER,
                "ALTER TABLE t ADD COLUMN c INT NOT NULL DEFAULT 1");
        new MigrationRequests(room.db, room.keyspace, Shards.SHARD).insert(migration);
        return migration.id();
    }

    private static void fill(EngineRoom room) throws SQLException {
        room.execute(
                "CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY, v VARCHAR(40) NOT NULL, n INT NOT NULL)",
                "CREATE TABLE d (d INT NOT NULL PRIMARY KEY)",
                "INSERT INTO d VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)",
                "INSERT INTO t SELECT a.d * 1000 + b.d * 100 + c.d * 10 + e.d, 'x', a.d FROM d a, d b, d c, d e"
                        + " WHERE a.d < 5");
    }

    private static boolean columnIsThere(EngineRoom room) throws SQLException {
        return room.db.with(connection -> SchemaReader.read(connection, room.table("t"))
                .orElseThrow()
                .column("c")
                .isPresent());
    }
}
