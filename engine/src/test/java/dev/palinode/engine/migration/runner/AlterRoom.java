package dev.palinode.engine.migration.runner;

import dev.palinode.engine.EngineConfig;
import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.SessionSettings;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.model.stream.Verdict;
import dev.palinode.engine.sidecar.MigrationRequests;
import dev.palinode.engine.sidecar.MigrationStore;
import dev.palinode.engine.sidecar.NewMigration;
import dev.palinode.engine.sidecar.VerdictStore;
import dev.palinode.engine.sidecar.setup.SidecarSchema;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.throttle.AppName;
import dev.palinode.engine.throttle.Decision;
import dev.palinode.engine.throttle.Throttle;
import dev.palinode.engine.tls.TlsSettings;
import dev.palinode.engine.topo.PrimaryLease;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalDouble;

/** A keyspace of its own and a runner that a test drives step by step, without a scheduler. */
final class AlterRoom implements AutoCloseable {
    private static final Duration TTL = Duration.ofMinutes(10);

    final TestServer server;
    final String keyspace;
    final Db db;
    final MigrationStore store;
    volatile FailPoints points = FailPoints.NONE;
    volatile Throttle throttle = Throttle.NONE;
    volatile TrafficGate gate = TrafficGate.none();
    private final PrimaryLease lease;
    private final MigrationRequests requests;
    private OnlineAlter runner;

    AlterRoom(TestServer server) throws SQLException {
        this(server, Shards.tablet(server));
    }

    /** The engine, though not the test, reaches the server by another address, without TLS. */
    static AlterRoom behind(TestServer server, ServerAddress address) throws SQLException {
        TlsSettings plain = TlsSettings.of(Map.of(TlsSettings.MODE, "DISABLED"));
        return new AlterRoom(server, new Tablet("test-1", address, TabletType.PRIMARY, server.login(), plain));
    }

    private AlterRoom(TestServer server, Tablet tablet) throws SQLException {
        this.server = server;
        this.keyspace = server.newSchema();
        this.db = new Db(tablet, 16);
        SidecarSchema.ensure(db);
        this.lease = PrimaryLease.tryAcquire(db, keyspace, "0", "test", TTL).orElseThrow();
        this.requests = new MigrationRequests(db, keyspace, "0");
        this.store = new MigrationStore(db, keyspace, "0", lease::epoch, state -> {});
        this.runner = newRunner();
    }

    private OnlineAlter newRunner() {
        EngineContext context = new EngineContext(
                db,
                keyspace,
                "0",
                lease,
                store,
                (tables, limit) -> gate.close(tables, limit),
                EngineConfig.defaults(),
                InstantSource.system(),
                new Throttle() {
                    @Override
                    public Decision check(AppName app) {
                        return throttle.check(app);
                    }

                    @Override
                    public Decision checkRules(AppName app) {
                        return throttle.checkRules(app);
                    }

                    @Override
                    public OptionalDouble userRatio(MigrationId migration) {
                        return throttle.userRatio(migration);
                    }
                },
                FailPoints.NONE,
                () -> {});
        return new OnlineAlter(context, 2, name -> points.reached(name));
    }

    OnlineAlter runner() {
        return runner;
    }

    /** As if the process had ended and another had come: streams stop where they are. */
    void restart() {
        runner.close();
        runner = newRunner();
    }

    Connection connect() throws SQLException {
        return server.connect(keyspace);
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    Migration row(MigrationId id) throws SQLException {
        return store.read().find(id).orElseThrow();
    }

    /** A running migration whose runner has not been called yet. */
    MigrationId running(String table, String statement) throws SQLException {
        return running(Shards.migration(new TableName(keyspace, table), DdlAction.ALTER, statement));
    }

    private MigrationId running(NewMigration migration) throws SQLException {
        requests.insert(migration);
        store.markReady(row(migration.id()));
        store.markRunning(migration.id(), "test-1");
        return migration.id();
    }

    MigrationId alter(String table, String statement) throws SQLException, MigrationFailure {
        MigrationId id = running(table, statement);
        runner.start(row(id));
        return id;
    }

    /** An ALTER under a strategy with options. */
    MigrationId alterWith(String options, String table, String statement) throws SQLException, MigrationFailure {
        MigrationId id = running(table, statement);
        execute("UPDATE _vt.schema_migrations SET options = '" + options + "' WHERE migration_uuid = '" + id + "'");
        runner.start(row(id));
        return id;
    }

    /** An ALTER that was submitted in a session of its own settings. */
    MigrationId alter(String table, String statement, SessionSettings settings) throws SQLException, MigrationFailure {
        TableName name = new TableName(keyspace, table);
        MigrationId id = running(Shards.migration(name, DdlAction.ALTER, statement, settings));
        runner.start(row(id));
        return id;
    }

    /** What clients may ask for. */
    MigrationRequests requests() {
        return requests;
    }

    MigrationId revert(MigrationId original) throws SQLException, MigrationFailure {
        MigrationId id = running(Shards.revert(row(original).table(), original));
        runner.startRevert(row(id), row(original));
        return id;
    }

    CopyRunner.Progress await(MigrationId id, CopyRunner.Phase phase) throws SQLException, InterruptedException {
        Instant deadline = Instant.now().plusSeconds(60);
        while (true) {
            CopyRunner.Progress progress = runner.review(row(id));
            if (progress.phase() == phase) {
                return progress;
            }
            if (progress.phase() == CopyRunner.Phase.FAILED || Instant.now().isAfter(deadline)) {
                throw new AssertionError("waiting for " + phase + ", but " + progress);
            }
            Thread.sleep(20);
        }
    }

    /** Waits until the migration can never succeed; the reason. */
    String failure(MigrationId id) throws SQLException, InterruptedException {
        Instant deadline = Instant.now().plusSeconds(60);
        while (true) {
            CopyRunner.Progress progress = runner.review(row(id));
            if (progress.phase() == CopyRunner.Phase.FAILED) {
                return progress.message();
            }
            if (progress.phase() == CopyRunner.Phase.READY || Instant.now().isAfter(deadline)) {
                throw new AssertionError("waiting for the failure, but " + progress);
            }
            Thread.sleep(20);
        }
    }

    /** What the verification has stored. */
    Verdict verdict(MigrationId id) throws SQLException {
        return db.with(connection -> new VerdictStore().find(connection, id));
    }

    /** The table that the migration's stream fills. */
    TableName shadow(MigrationId id) throws SQLException {
        String sql = "SELECT target_table FROM _vt.vreplication WHERE workflow = ?";
        return new TableName(
                keyspace,
                db.with(connection -> Sql.first(connection, sql, found -> found.getString(1), id.uuid()))
                        .orElseThrow());
    }

    /** The first value of the query as text; "-" for no row, "null" for NULL. */
    String value(String sql) throws SQLException {
        try (Connection connection = connect()) {
            return Sql.first(connection, sql, found -> String.valueOf(found.getString(1)))
                    .orElse("-");
        }
    }

    void cutOver(MigrationId id) throws SQLException, InterruptedException {
        await(id, CopyRunner.Phase.READY);
        CopyRunner.CutoverOutcome outcome = runner.cutOver(row(id));
        if (!outcome.swapped()) {
            throw new AssertionError(outcome.message());
        }
        store.markComplete(id, MigrationStatus.RUNNING, "");
    }

    @Override
    public void close() {
        runner.close();
        lease.close();
        db.close();
    }
}
