package dev.palinode.engine.migration;

import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.PalinodeEngine;
import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.migration.runner.OnlineAlter;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.awaitility.Awaitility;

/** A step that has ended wakes the scheduler, which need not look again after a while. */
final class WokenTest {
    @OnEachServer
    void anAlterAndItsRevertNeverWaitForTheNextLook(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            room.stopEngine();
            room.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1), (2, 2)");
            try (MigrationEngine engine = PalinodeEngine.open(
                    EngineRoom.quick().withPollInterval(Duration.ofHours(1)),
                    Shards.topology(server, room.keyspace),
                    TrafficGate.none(),
                    context -> new OnlineAlter(context, 2, FailPoints.NONE),
                    InstantSource.system())) {
                MigrationId id = room.submitTo(engine, "ALTER TABLE t ADD c INT");
                awaitAttempt(room, id);
                again(room, engine, id);
                MigrationId revert = engine.revert(new MigrationEngine.Revert(
                        id, room.keyspace, EngineRoom.strategy(EngineRoom.NO_FLAGS), "test"));
                awaitAttempt(room, revert);
            }
        }
    }

    private static void awaitAttempt(EngineRoom room, MigrationId id) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> room.row(id).cutoverAttempts() > 0);
    }

    /** An attempt may be given up, and the next one does wait for a look. */
    private static void again(EngineRoom room, MigrationEngine engine, MigrationId id) {
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> {
            engine.control(new MigrationEngine.Control(MigrationEngine.Verb.COMPLETE, Optional.empty()));
            return room.row(id).status() == MigrationStatus.COMPLETE;
        });
    }
}
