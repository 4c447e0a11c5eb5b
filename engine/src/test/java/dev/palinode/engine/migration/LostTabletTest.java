package dev.palinode.engine.migration;

import static dev.palinode.engine.migration.FakeCopyRunner.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.migration.runner.CopyRunner.Phase;
import dev.palinode.engine.migration.runner.CopyRunner.Progress;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** A running migration whose tablet is gone goes on with another one, or is tried once more. */
final class LostTabletTest {
    private static MigrationId runningElsewhere(EngineRoom room) throws SQLException {
        room.copy.script("t", FakeCopyRunner.reviewing(Phase.COPY, 10));
        MigrationId id = room.submit("ALTER TABLE t ADD c INT");
        room.await(id, MigrationStatus.RUNNING);
        await().until(() -> room.row(id).livenessAt().isPresent());
        room.stopEngine();
        room.execute("UPDATE _vt.schema_migrations SET tablet = 'gone-7' WHERE migration_uuid = '" + id + "'");
        return id;
    }

    private static String column(EngineRoom room, MigrationId id, String column) throws SQLException {
        return room.value("SELECT " + column + " FROM _vt.schema_migrations WHERE migration_uuid = '" + id + "'");
    }

    @OnEachServer
    void itIsAdoptedWhereItsStreamGoesOn(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            MigrationId id = runningElsewhere(room);
            room.restart();
            await().until(() -> column(room, id, "tablet").equals("test-1"));
            assertThat(column(room, id, "tablet_failure")).isEqualTo("0");
        }
    }

    @OnEachServer
    void itIsRetriedOnceWhereItCannotGoOn(TestServer server) throws Exception {
        try (EngineRoom room = EngineRoom.of(server)) {
            MigrationId id = runningElsewhere(room);
            AtomicInteger reviews = new AtomicInteger();
            room.copy.script("t", new FakeCopyRunner.Script() {
                @Override
                public Progress review() {
                    reviews.incrementAndGet();
                    return at(Phase.FAILED, 0);
                }
            });
            room.restart();
            await().until(() ->
                    column(room, id, "CONCAT(retries, migration_status)").equals("1failed"));
            EngineRoom.passes();
            assertThat(reviews).hasValue(2);
            assertThat(column(room, id, "tablet_failure")).isEqualTo("0");
            assertThat(room.value("SELECT COUNT(*) FROM _vt.migration_event WHERE migration_uuid = '" + id
                            + "' AND what = 'retried after the failure of its tablet'"))
                    .isEqualTo("1");
        }
    }
}
