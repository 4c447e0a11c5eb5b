package dev.palinode.engine.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.MigrationEngine.Filter;
import dev.palinode.engine.db.Db;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.RowSet;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sidecar.setup.SidecarSchema;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.PrimaryLease;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

final class MigrationStoreTest {
    private static final Duration TTL = Duration.ofSeconds(30);

    private record Room(Db db, String keyspace, PrimaryLease lease, MigrationRequests requests, MigrationStore store)
            implements AutoCloseable {
        static Room of(TestServer server) throws SQLException {
            String keyspace = server.newSchema();
            Db db = Shards.db(server);
            SidecarSchema.ensure(db);
            PrimaryLease lease =
                    PrimaryLease.tryAcquire(db, keyspace, "0", "test", TTL).orElseThrow();
            return new Room(
                    db,
                    keyspace,
                    lease,
                    new MigrationRequests(db, keyspace, "0"),
                    new MigrationStore(db, keyspace, "0", lease::epoch, state -> {}));
        }

        MigrationId queued(String table) throws SQLException {
            NewMigration migration = Shards.migration(
                    new TableName(keyspace, table), DdlAction.ALTER, "ALTER TABLE " + table + " FORCE");
            requests.insert(migration);
            return migration.id();
        }

        Migration row(MigrationId id) throws SQLException {
            return store.read().find(id).orElseThrow();
        }

        MigrationId running(String table) throws SQLException {
            MigrationId id = queued(table);
            store.markReady(row(id));
            store.markRunning(id, "t1");
            return id;
        }

        @Override
        public void close() {
            lease.close();
            db.close();
        }
    }

    @OnEachServer
    void aMigrationGoesThroughItsLifeAndTheRowSaysSo(TestServer server) throws SQLException {
        try (Room room = Room.of(server)) {
            MigrationId id = room.queued("t");
            TableName table = new TableName(room.keyspace(), "t");
            assertThat(room.row(id).status()).isEqualTo(MigrationStatus.QUEUED);
            assertThat(room.store().markReviewed(id, table, DdlAction.ALTER, false, false))
                    .isTrue();
            assertThat(room.store().markReady(room.row(id))).isTrue();
            assertThat(room.store().markReady(room.row(id))).isFalse();
            assertThat(room.store().markRunning(id, "t1")).isTrue();
            assertThat(room.row(id).livenessAt()).isEmpty();
            room.store().markAlive(id);
            room.store().addArtifact(id, "_vt_a");
            room.store().addArtifact(id, "_vt_b");
            room.store().addArtifact(id, "_vt_b");
            room.store().setStage(id, "renaming");
            Migration row = room.row(id);
            assertThat(row.artifacts()).containsExactly("_vt_b", "_vt_a");
            assertThat(row.stage()).isEqualTo("renaming");
            assertThat(row.livenessAt()).isPresent();
            room.store().removeArtifact(id, "_vt_b");
            assertThat(room.store().read().isArtifact("_vt_a")).isTrue();
            assertThat(room.store().read().isArtifact("_vt_b")).isFalse();
            assertThat(room.store().markComplete(id, MigrationStatus.RUNNING, ""))
                    .isTrue();
            assertThat(room.store().read().pending()).isEmpty();
            assertThat(room.store().read().lastCompleted(table).orElseThrow().id())
                    .isEqualTo(id);
            assertThat(room.row(id).completedAt().orElseThrow())
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
        }
    }

    @OnEachServer
    void anIllegalMoveIsAnExceptionAndALateOneDoesNothing(TestServer server) throws SQLException {
        try (Room room = Room.of(server)) {
            MigrationId id = room.running("t");
            assertThatThrownBy(() -> room.store().markComplete(id, MigrationStatus.QUEUED, ""))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(room.requests().cancel(id, "CANCEL issued by user")).isTrue();
            assertThat(room.store().markComplete(id, MigrationStatus.RUNNING, ""))
                    .isFalse();
            assertThat(room.row(id).status()).isEqualTo(MigrationStatus.CANCELLED);
            assertThat(room.requests().cancel(id, "again")).isFalse();
            assertThat(room.requests().retry(id, Optional.empty())).isTrue();
            assertThat(room.row(id).status()).isEqualTo(MigrationStatus.QUEUED);
            assertThat(room.row(id).retries()).isEqualTo(1);
            assertThat(room.row(id).completedAt()).isEmpty();
        }
    }

    @OnEachServer
    void nothingIsChangedInAnEpochThatIsOver(TestServer server) throws SQLException {
        try (Room room = Room.of(server)) {
            MigrationId id = room.running("t");
            MigrationStore stale = new MigrationStore(
                    room.db(), room.keyspace(), "0", () -> room.lease().epoch() - 1, state -> {});
            assertThatThrownBy(() -> stale.markFailed(id, MigrationStatus.RUNNING, "old"))
                    .isInstanceOf(LeaseLost.class);
            assertThatThrownBy(() -> stale.addArtifact(id, "x")).isInstanceOf(LeaseLost.class);
            assertThat(room.row(id).status()).isEqualTo(MigrationStatus.RUNNING);
            assertThat(room.row(id).artifacts()).isEmpty();
        }
    }

    @OnEachServer
    void theListHasTheColumnsOfVitessAndMatchesPatterns(TestServer server) throws SQLException {
        try (Room room = Room.of(server)) {
            MigrationId first = room.running("t1");
            MigrationId second = room.queued("t2");
            RowSet all = room.store().read().list(new Filter(Optional.empty()));
            assertThat(all.columns()).hasSize(77);
            assertThat(column(all, "migration_uuid")).containsExactly(first.uuid(), second.uuid());
            assertThat(column(all, "progress")).containsExactly("0", "0");
            assertThat(column(all, "mysql_table")).containsExactly("t1", "t2");
            assertThat(listed(room, first.uuid())).containsExactly(first.uuid());
            assertThat(listed(room, "queued")).containsExactly(second.uuid());
            assertThat(listed(room, "%")).hasSize(2);
            assertThat(listed(room, "tes_")).hasSize(2);
            assertThat(listed(room, "complete")).isEmpty();
        }
    }

    @OnEachServer
    void whatLeavesATableAfterAllIsTheLastToComplete(TestServer server) throws SQLException {
        try (Room room = Room.of(server)) {
            TableName table = new TableName(room.keyspace(), "t");
            MigrationId id = room.running("t");
            room.store().setNoChange(id);
            // Killed here; when it goes on there is something to do.
            room.store().addArtifact(id, "_vt_a");
            room.store().markComplete(id, MigrationStatus.RUNNING, "");
            assertThat(room.store().read().lastCompleted(table).map(Migration::id))
                    .contains(id);
        }
    }

    @OnEachServer
    void twoKeyspacesOnOneServerDoNotSeeEachOther(TestServer server) throws SQLException {
        try (Room one = Room.of(server);
                Room two = Room.of(server)) {
            MigrationId id = one.running("t");
            assertThat(two.store().read().find(id)).isEmpty();
            assertThat(two.store().read().list(new Filter(Optional.empty())).rows())
                    .isEmpty();
            assertThat(two.requests().cancel(id, "no")).isFalse();
            assertThat(two.store().markFailed(id, MigrationStatus.RUNNING, "no"))
                    .isFalse();
            assertThat(one.row(id).status()).isEqualTo(MigrationStatus.RUNNING);
        }
    }

    @OnEachServer
    void whatHasEndedKeepsTheMessageOfItsEnd(TestServer server) throws SQLException {
        try (Room room = Room.of(server)) {
            MigrationId id = room.running("t");
            room.store().markFailed(id, MigrationStatus.RUNNING, "the reason");
            room.store().setMessage(id, "what a thread says that comes late");
            assertThat(room.store()
                            .read()
                            .list(new Filter(Optional.of(id.uuid())))
                            .rows()
                            .toString())
                    .contains("the reason")
                    .doesNotContain("late");
        }
    }

    @OnEachServer
    void aLongMessageIsCut(TestServer server) throws SQLException {
        try (Room room = Room.of(server)) {
            MigrationId id = room.running("t");
            room.store().setMessage(id, "\uD83D\uDE00".repeat(20_000));
            RowSet all = room.store().read().list(new Filter(Optional.empty()));
            String stored = column(all, "message").get(0);
            assertThat(stored.codePointCount(0, stored.length())).isEqualTo(16_383);
        }
    }

    @OnEachServer
    void thoseWhoseRetentionIsOverAreFound(TestServer server) throws SQLException {
        try (Room room = Room.of(server)) {
            MigrationId id = room.running("t");
            assertThat(room.store().read().expired(Duration.ZERO)).isEmpty();
            room.store().markFailed(id, MigrationStatus.RUNNING, "why");
            assertThat(room.store().read().expired(Duration.ofHours(1))).isEmpty();
            assertThat(room.store().read().expired(Duration.ofSeconds(-1))).hasSize(1);
            room.store().setCleanedUp(id);
            assertThat(room.store().read().expired(Duration.ofSeconds(-1))).isEmpty();
        }
    }

    private static List<String> listed(Room room, String like) throws SQLException {
        return column(room.store().read().list(new Filter(Optional.of(like))), "migration_uuid");
    }

    private static List<String> column(RowSet set, String name) {
        int index = IntStream.range(0, set.columns().size())
                .filter(i -> set.columns().get(i).name().equals(name))
                .findFirst()
                .orElseThrow();
        return set.rows().stream().map(row -> row.get(index).orElse("")).toList();
    }
}
