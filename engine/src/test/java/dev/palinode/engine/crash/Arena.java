package dev.palinode.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.SessionSettings;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sidecar.MigrationRequests;
import dev.palinode.engine.sidecar.NewMigration;
import dev.palinode.engine.testing.FlakyLink;
import dev.palinode.engine.testing.PatientWriters;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.awaitility.Awaitility;

/** Where one blow falls: a table under writers, a migration, and an engine in a process of its own that drives it. */
final class Arena implements AutoCloseable {
    /** The engine's own account, so that its connections can be told from the writers'. */
    static final Login ENGINE = new Login("driver", "driver");

    private static final String STATEMENT =
            "ALTER TABLE t MODIFY v VARCHAR(60) NOT NULL, ADD COLUMN c INT NOT NULL DEFAULT 1";
    private static final int WRITERS = 2;
    private static final int MAX_ID = 6000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final TestCluster cluster;
    private volatile TestServer primary;
    private final String keyspace;
    private final PatientWriters writers;
    private final FlakyLink link;
    private final Path log;
    private Optional<DriverProcess> driver = Optional.empty();
    private Optional<MigrationEngine> successor = Optional.empty();

    Arena(TestCluster cluster, long seed, Path log) throws SQLException, IOException {
        this.cluster = cluster;
        this.log = log;
        this.primary = cluster.primary();
        this.keyspace = primary.newSchema();
        this.link = FlakyLink.to(primary.address());
        this.writers = new PatientWriters(WRITERS, MAX_ID, seed, this::connect);
        primary.execute(
                keyspace,
                "CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY, v VARCHAR(40) NOT NULL, n INT NOT NULL,"
                        + " extra VARCHAR(9) NOT NULL DEFAULT 'none')",
                "CREATE TABLE d (d INT NOT NULL PRIMARY KEY)",
                "INSERT INTO d VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)",
                "INSERT INTO t (id, v, n) SELECT a.d * 1000 + b.d * 100 + c.d * 10 + e.d, 'x', a.d"
                        + " FROM d a, d b, d c, d e WHERE a.d < 3",
                "CREATE USER IF NOT EXISTS driver@'%' IDENTIFIED BY 'driver'",
                "GRANT ALL ON *.* TO driver@'%' WITH GRANT OPTION");
    }

    TestCluster cluster() {
        return cluster;
    }

    String keyspace() {
        return keyspace;
    }

    DriverProcess driver() {
        return driver.orElseThrow();
    }

    /** The way from the engine to the server. */
    FlakyLink link() {
        return link;
    }

    PatientWriters writers() {
        return writers;
    }

    /** The primary, as the engine logs in there. */
    TestServer server() {
        return new TestServer(primary.name(), primary.flavour(), primary.address(), ENGINE);
    }

    private Connection connect() throws SQLException {
        return primary.connect(keyspace);
    }

    /** Makes ready what the walk begins with; returns the migration that is to be taken back, if it is one that does. */
    Optional<MigrationId> prepare(Walk walk) throws SQLException {
        if (!walk.isRevert()) {
            return Optional.empty();
        }
        MigrationId alter = store(Optional.empty(), walk.options());
        try (MigrationEngine engine = Blow.healthy(this)) {
            awaitComplete(alter);
            if (walk == Walk.WINDOW) {
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> value("SELECT revertible FROM _vt.schema_migrations" + " WHERE migration_uuid = '"
                                        + alter + "'")
                                .equals("yes"));
            }
        }
        return Optional.of(alter);
    }

    /** Stores the migration that will be met by the blow, and starts the engine that drives it to the place. */
    MigrationId begin(Optional<MigrationId> reverted, String place, boolean follows) throws Exception {
        writers.start();
        MigrationId id = store(reverted, "");
        List<ServerAddress> servers =
                follows ? List.of(primary.address(), cluster.replica().address()) : List.of(link.address());
        driver = Optional.of(DriverProcess.start(place, keyspace, ENGINE, servers, log));
        driver().awaitReached();
        return id;
    }

    private MigrationId store(Optional<MigrationId> reverted, String options) throws SQLException {
        MigrationId id = MigrationId.generate();
        NewMigration migration = new NewMigration(
                id,
                new TableName(keyspace, "t"),
                reverted.isPresent() ? DdlAction.REVERT : DdlAction.ALTER,
                reverted.isPresent() ? "revert" : STATEMENT,
                "vitess",
                options,
                "test",
                reverted,
                false,
                false,
                false,
                false,
                Duration.ofSeconds(10),
                Optional.empty(),
                SessionSettings.GLOBAL);
        try (Db db = Shards.db(server())) {
            dev.palinode.engine.sidecar.setup.SidecarSchema.ensure(db);
            new MigrationRequests(db, keyspace, Shards.SHARD).insert(migration);
        }
        return id;
    }

    /** Another engine, in this process, on the direct way to the server. */
    void takeOver() {
        successor = Optional.of(Blow.healthy(this));
    }

    void killConnections() throws SQLException {
        try (Connection connection = primary.connect("");
                Statement statement = connection.createStatement()) {
            for (long id : Sql.query(connection, ENGINES_CONNECTIONS, row -> row.getLong(1))) {
                try {
                    statement.execute("KILL " + id);
                } catch (SQLException e) {
                    // It has gone meanwhile.
                }
            }
        }
    }

    /** Kills the primary when the replica has all it has, and promotes that one, as a person does. */
    void failOver() throws Exception {
        writers.pause();
        cluster.awaitReplica(1, PATIENCE);
        cluster.killPrimary();
        TestServer promoted = cluster.replica();
        if (promoted.isMariaDb()) {
            promoted.execute("", "STOP SLAVE", "RESET SLAVE ALL", "SET GLOBAL read_only = OFF");
        } else {
            promoted.execute(
                    "",
                    "STOP REPLICA",
                    "RESET REPLICA ALL",
                    "SET GLOBAL super_read_only = OFF, GLOBAL read_only = OFF");
        }
        primary = promoted;
        writers.goOn();
    }

    private static final String ENGINES_CONNECTIONS =
            "SELECT id FROM information_schema.processlist WHERE user = 'driver'";

    /** How many connections the engines have at the server, also such as no engine knows of any more. */
    long engineConnections() throws SQLException {
        return Long.parseLong(value("SELECT COUNT(*) FROM (" + ENGINES_CONNECTIONS + ") c"));
    }

    void awaitComplete(MigrationId id) {
        String end = Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(SQLException.class)
                .until(
                        () -> row(id, "CONCAT_WS(', ', migration_status, stage, message, cutover_attempts)"),
                        row -> isAt(row, MigrationStatus.COMPLETE) || isAt(row, MigrationStatus.FAILED));
        assertThat(end).matches(row -> isAt(row, MigrationStatus.COMPLETE), "is complete");
    }

    private static boolean isAt(String row, MigrationStatus status) {
        return row.toLowerCase(Locale.ROOT).startsWith(status.name().toLowerCase(Locale.ROOT));
    }

    String row(MigrationId id, String column) throws SQLException {
        return value("SELECT " + column + " FROM _vt.schema_migrations WHERE migration_uuid = '" + id + "'");
    }

    String value(String sql) throws SQLException {
        try (Connection connection = primary.connect(keyspace)) {
            return Sql.first(connection, sql, row -> row.getString(1)).orElse("");
        }
    }

    List<String> tables() throws SQLException {
        try (Connection connection = primary.connect(keyspace)) {
            return Sql.query(
                    connection,
                    "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 1",
                    row -> row.getString(1));
        }
    }

    /** Ends every engine. */
    void stopEngines() throws InterruptedException {
        successor.ifPresent(MigrationEngine::close);
        if (driver.isPresent()) {
            driver().close();
        }
    }

    @Override
    public void close() throws Exception {
        writers.close();
        stopEngines();
        link.close();
        primary.execute("", "DROP DATABASE " + keyspace);
    }
}
