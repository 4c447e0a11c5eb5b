package dev.palinode.engine.sidecar.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationPhase;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.model.stream.Work;
import dev.palinode.engine.sidecar.MigrationRequests;
import dev.palinode.engine.sidecar.MigrationStore;
import dev.palinode.engine.sidecar.NewMigration;
import dev.palinode.engine.sidecar.facts.ProgressStore.Progress;
import dev.palinode.engine.sidecar.setup.SidecarSchema;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.PrimaryLease;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

final class ProgressStoreTest {
    private static final String PHASE = "CONCAT_WS(' ', phase, phase_since_timestamp IS NOT NULL,"
            + " IFNULL(phase_progress, '-'), IFNULL(phase_eta_seconds, '-'), IFNULL(phase_work_completed, '-'),"
            + " IFNULL(phase_work_estimated, '-'))";

    /** A running migration and its columns. */
    private static final class Room implements AutoCloseable {
        private final String keyspace;
        private final Db db;
        private final PrimaryLease lease;
        private final MigrationRequests requests;
        private final MigrationStore store;
        private final ProgressStore progress;
        private final MigrationId id;

        Room(TestServer server) throws SQLException {
            this.keyspace = server.newSchema();
            this.db = Shards.db(server);
            SidecarSchema.ensure(db);
            this.lease = PrimaryLease.tryAcquire(db, keyspace, "0", "test", Duration.ofMinutes(10))
                    .orElseThrow();
            this.requests = new MigrationRequests(db, keyspace, "0");
            this.store = new MigrationStore(db, keyspace, "0", lease::epoch, state -> {});
            this.progress = new ProgressStore(db, keyspace, "0", lease::epoch);
            NewMigration migration =
                    Shards.migration(new TableName(keyspace, "t"), DdlAction.ALTER, "ALTER TABLE t FORCE");
            requests.insert(migration);
            this.id = migration.id();
            start();
        }

        void start() throws SQLException {
            store.markReady(store.read().find(id).orElseThrow());
            store.markRunning(id, "t1");
        }

        String column(String expression) throws SQLException {
            String sql = "SELECT " + expression + " FROM _vt.schema_migrations WHERE migration_uuid = ?";
            return db.with(connection -> Sql.first(connection, sql, row -> row.getString(1), id.uuid())
                    .orElseThrow());
        }

        void set(double percent, long rows, MigrationPhase phase, Optional<Work> work) throws SQLException {
            boolean ready = phase == MigrationPhase.WAITING;
            assertThat(progress.set(
                            id,
                            new Progress(
                                    percent,
                                    rows,
                                    40,
                                    Duration.ofSeconds(9),
                                    Duration.ofMillis(1500),
                                    ready,
                                    phase,
                                    work)))
                    .isTrue();
        }

        void phaseIs(String expected) throws SQLException {
            assertThat(column(PHASE)).isEqualTo(expected);
        }

        @Override
        public void close() {
            lease.close();
            db.close();
        }
    }

    private static Optional<Work> work(long completed, long estimated, double fraction, Optional<Duration> eta) {
        return Optional.of(new Work(completed, estimated, fraction, eta));
    }

    @OnEachServer
    void eachPhaseHasColumnsOfItsOwn(TestServer server) throws Exception {
        try (Room room = new Room(server)) {
            room.phaseIs(" 0 - - - -");
            room.set(42.5, 17, MigrationPhase.COPY, work(17, 40, 0.425, Optional.of(Duration.ofSeconds(9))));
            room.phaseIs("copy 1 42.5 9 17 40");
            assertThat(room.column("CONCAT_WS(' ', progress, eta_seconds, rows_copied, table_rows)"))
                    .isEqualTo("42.5 9 17 40");
            room.set(100, 40, MigrationPhase.CATCH_UP, work(5, 8, 0.625, Optional.empty()));
            room.phaseIs("catch-up 1 62.5 - 5 8");
            room.set(100, 40, MigrationPhase.CATCH_UP, Optional.empty());
            room.phaseIs("catch-up 1 - - - -");
            room.set(100, 40, MigrationPhase.VERIFY, work(44, 40, 1.7, Optional.of(Duration.ofSeconds(-1))));
            room.phaseIs("verify 1 100 - 44 44");
            room.set(100, 40, MigrationPhase.WAITING, Optional.empty());
            room.phaseIs("waiting 1 - - - -");
            room.store.markComplete(room.id, MigrationStatus.RUNNING, "");
            room.phaseIs(" 0 - - - -");
        }
    }

    @OnEachServer
    void aPhaseKeepsTheTimeOfItsBeginning(TestServer server) throws Exception {
        try (Room room = new Room(server)) {
            room.set(1, 1, MigrationPhase.COPY, Optional.empty());
            server.execute(
                    room.keyspace,
                    "UPDATE _vt.schema_migrations SET phase_since_timestamp = '2020-01-01 00:00:00'"
                            + " WHERE migration_uuid = '" + room.id + "'");
            room.set(2, 2, MigrationPhase.COPY, Optional.empty());
            assertThat(room.column("phase_since_timestamp")).startsWith("2020-01-01");
            room.progress.silent(room.id, MigrationPhase.COPY);
            assertThat(room.column("phase_since_timestamp")).startsWith("2020-01-01");
            room.set(3, 3, MigrationPhase.VERIFY, Optional.empty());
            assertThat(room.column("phase_since_timestamp >= NOW() - INTERVAL 1 MINUTE"))
                    .isEqualTo("1");
        }
    }

    @OnEachServer
    void whatUsersOfVitessSeeNeverFalls(TestServer server) throws Exception {
        try (Room room = new Room(server)) {
            room.set(60, 24, MigrationPhase.COPY, Optional.empty());
            room.set(0, 0, MigrationPhase.COPY, Optional.empty());
            room.set(40, 16, MigrationPhase.COPY, Optional.empty());
            assertThat(room.column("CONCAT_WS(' ', progress, rows_copied)")).isEqualTo("60 24");
            room.set(99, 40, MigrationPhase.WAITING, Optional.empty());
            room.set(99, 40, MigrationPhase.CATCH_UP, Optional.empty());
            assertThat(room.column("CONCAT_WS(' ', progress, ready_to_complete)"))
                    .isEqualTo("100 0");
        }
    }

    @OnEachServer
    void whoIsSilentOrOverHasNoEndInSight(TestServer server) throws Exception {
        try (Room room = new Room(server)) {
            room.set(50, 20, MigrationPhase.COPY, work(20, 40, 0.5, Optional.of(Duration.ofSeconds(9))));
            room.progress.silent(room.id, MigrationPhase.COPY);
            room.phaseIs("copy 1 50 - 20 40");
            room.set(50, 20, MigrationPhase.COPY, work(20, 40, 0.5, Optional.of(Duration.ofSeconds(9))));
            room.requests.cancel(room.id, "CANCEL issued by user");
            room.phaseIs("copy 1 50 - 20 40");
            room.requests.retry(room.id, Optional.empty());
            room.phaseIs(" 0 - - - -");
            room.start();
            room.set(50, 20, MigrationPhase.COPY, work(20, 40, 0.5, Optional.of(Duration.ofSeconds(9))));
            room.store.markFailed(room.id, MigrationStatus.RUNNING, "broken");
            room.phaseIs("copy 1 50 - 20 40");
        }
    }
}
