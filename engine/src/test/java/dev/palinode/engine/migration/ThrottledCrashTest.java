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
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sidecar.MigrationRequests;
import dev.palinode.engine.sidecar.NewMigration;
import dev.palinode.engine.sidecar.throttle.ThrottledApps;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.awaitility.Awaitility;

/** The process of a throttled migration is killed: the next one is throttled in its turn, and loses nothing. */
final class ThrottledCrashTest {
    @OnEachServer
    void whatWasThrottledStaysThrottledWhateverProcessDrivesIt(TestServer server) throws Exception {
        try (EngineRoom room = new EngineRoom(server, EngineConfig.defaults())) {
            room.stopEngine();
            room.execute(
                    "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v INT NOT NULL)",
                    "INSERT INTO t VALUES (1, 1), (2, 2), (3, 3)");
            ThrottledApps apps = new ThrottledApps(room.keyspace, Shards.SHARD);
            room.db.run(connection -> apps.put(connection, "vreplication", Duration.ofHours(1), 1));
            NewMigration migration = Shards.migration(
                    new TableName(room.keyspace, "t"), DdlAction.ALTER, "ALTER TABLE t ADD COLUMN c INT");
            new MigrationRequests(room.db, room.keyspace, Shards.SHARD).insert(migration);
            MigrationId id = migration.id();
            Process child = child(room);
            try {
                awaitDenial(room, id);
            } finally {
                child.destroyForcibly().waitFor();
            }
            room.db.execute(
                    "UPDATE _vt.schema_migrations SET component_throttled = '' WHERE migration_uuid = '" + id + "'");
            try (MigrationEngine engine = open(room)) {
                awaitDenial(room, id);
                assertThat(room.row(id).status()).isEqualTo(MigrationStatus.RUNNING);
                assertThat(room.value(
                                "SELECT rows_copied FROM _vt.schema_migrations WHERE migration_uuid = '" + id + "'"))
                        .isEqualTo("0");
                room.execute("INSERT INTO t VALUES (4, 4)");
                room.db.run(connection -> apps.remove(connection, "vreplication"));
                room.complete(id);
                assertThat(engine.throttledApps().rows())
                        .singleElement()
                        .satisfies(row -> assertThat(row.get(0)).isEqualTo(Optional.of("always-throttled-app")));
            }
            assertThat(room.value("SELECT GROUP_CONCAT(id, v, IFNULL(c, '-') ORDER BY id) FROM t"))
                    .isEqualTo("11-,22-,33-,44-");
        }
    }

    private static void awaitDenial(EngineRoom room, MigrationId id) {
        String sql = "SELECT CONCAT(component_throttled, ' ', reason_throttled) FROM _vt.schema_migrations"
                + " WHERE migration_uuid = '" + id + "'";
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(room.value(sql))
                        .startsWith("vcopier vcopier:" + id + ":vreplication:online-ddl is explicitly denied access"));
    }

    private static MigrationEngine open(EngineRoom room) {
        return PalinodeEngine.open(
                EngineRoom.quick(),
                Shards.topology(room.server, room.keyspace),
                TrafficGate.none(),
                context -> new OnlineAlter(context, 2, FailPoints.NONE),
                InstantSource.system());
    }

    private static Process child(EngineRoom room) throws Exception {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AlterProcess.class.getName(),
                        room.server.address().host(),
                        Integer.toString(room.server.address().port()),
                        room.server.user(),
                        room.server.password(),
                        room.keyspace)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
