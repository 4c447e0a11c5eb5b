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
import dev.palinode.engine.sidecar.MigrationRequests;
import dev.palinode.engine.sidecar.NewMigration;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A process is killed when one half of a large batch is committed, or both are, and the position is not. */
final class HalfBatchTest {

    @OnEachServer
    void whenOneHalfIsCommitted(TestServer server) throws Exception {
        isAppliedWholeByTheNextProcess(server, "apply.half-committed");
    }

    @OnEachServer
    void whenBothAreAndThePositionIsNot(TestServer server) throws Exception {
        isAppliedWholeByTheNextProcess(server, "apply.both-committed");
    }

    private static void isAppliedWholeByTheNextProcess(TestServer server, String place) throws Exception {
        try (EngineRoom room = new EngineRoom(server, EngineConfig.defaults())) {
            room.stopEngine();
            room.execute(
                    "CREATE TABLE d (d INT NOT NULL PRIMARY KEY)",
                    "INSERT INTO d VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)",
                    "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, n INT NOT NULL)",
                    "INSERT INTO t SELECT a.d * 100 + b.d * 10 + c.d, 0 FROM d a, d b, d c");
            MigrationId id = store(room);
            AtomicBoolean enough = new AtomicBoolean();
            CompletableFuture<Integer> updates = CompletableFuture.supplyAsync(() -> updateAll(room, enough));
            AlterProcess.killedAt(room, place);
            try (MigrationEngine engine = PalinodeEngine.open(
                    EngineRoom.quick(),
                    Shards.topology(server, room.keyspace),
                    TrafficGate.none(),
                    context -> new OnlineAlter(context, 2, FailPoints.NONE),
                    InstantSource.system())) {
                room.complete(id);
            }
            enough.set(true);
            int count = updates.get();
            assertThat(summary(room)).isEqualTo("1000 " + count + " " + count + " 7000");
        }
    }

    private static int updateAll(EngineRoom room, AtomicBoolean enough) {
        int count = 0;
        try (Connection connection = room.server.connect(room.keyspace);
                Statement statement = connection.createStatement()) {
            while (!enough.get()) {
                statement.executeUpdate("UPDATE t SET n = n + 1");
                count++;
                Thread.sleep(50);
            }
            return count;
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String summary(EngineRoom room) throws Exception {
        String sql = "SELECT CONCAT_WS(' ', COUNT(*), MIN(n), MAX(n), SUM(c)) FROM t";
        try (Connection connection = room.server.connect(room.keyspace);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static MigrationId store(EngineRoom room) throws Exception {
        NewMigration migration = Shards.migration(
                new TableName(room.keyspace, "t"),
                DdlAction.ALTER,
                "ALTER TABLE t ADD COLUMN c INT NOT NULL DEFAULT 7");
        new MigrationRequests(room.db, room.keyspace, Shards.SHARD).insert(migration);
        return migration.id();
    }
}
