package dev.palinode.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.reparent.ReparentOptions;
import dev.palinode.engine.reparent.ShardAccess;
import dev.palinode.engine.reparent.ShardCommands;
import dev.palinode.engine.reparent.Steps;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.testing.FlakyLink;
import dev.palinode.engine.testing.PatientWriters;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.ShardGate;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.health.LiveTopology;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;

/** Where one blow falls: a table under writers, and an engine in a process of its own that does something to it. */
final class Arena implements AutoCloseable {
    /** The engine's own account, so that its connections can be told from the writers'. */
    static final Login ENGINE = new Login("driver", "driver");

    /** For whatever must come about; servers keep the locks of a process that was stopped for three minutes. */
    static final Duration PATIENCE = Duration.ofMinutes(8);

    private static final int WRITERS = 2;
    private static final int MAX_ID = 6000;

    /** Between two statements of a writer: thousands come to a cell, and several cells can run beside each other. */
    private static final long PACE_MILLIS = 1;

    /** Where there is no copy to keep in step. */
    private static final long SLOW_MILLIS = 5;

    private final TestCluster cluster;
    private final Walk walk;
    private final ArenaServers servers;
    private final String keyspace;
    private final PatientWriters writers;
    private final List<FlakyLink> links = new ArrayList<>();
    private final Path log;
    private Optional<DriverProcess> driver = Optional.empty();
    private Optional<AutoCloseable> successor = Optional.empty();
    private Optional<ShardCommands> watching = Optional.empty();
    private boolean owed;

    Arena(TestCluster cluster, Walk walk, long seed, Path log) throws SQLException, IOException {
        this.cluster = cluster;
        this.walk = walk;
        this.log = log;
        this.keyspace = cluster.primary().newSchema();
        this.servers = new ArenaServers(cluster, keyspace);
        for (TestServer server : walk.replicas() > 1 ? cluster.servers() : List.of(cluster.primary())) {
            links.add(FlakyLink.to(server.address()));
        }
        this.writers = new PatientWriters(
                WRITERS, MAX_ID, seed, walk.copies() ? PACE_MILLIS : SLOW_MILLIS, servers::connectWriter);
        cluster.primary()
                .execute(
                        keyspace,
                        "CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY, v VARCHAR(40) NOT NULL, n INT NOT NULL,"
                                + " extra VARCHAR(9) NOT NULL DEFAULT 'none')",
                        "CREATE TABLE d (d INT NOT NULL PRIMARY KEY)",
                        "INSERT INTO d VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)",
                        "INSERT INTO t (id, v, n) SELECT a.d * 1000 + b.d * 100 + c.d * 10 + e.d, 'x', a.d"
                                + " FROM d a, d b, d c, d e WHERE a.d < 3",
                        "CREATE USER IF NOT EXISTS driver@'%' IDENTIFIED BY 'driver'",
                        "GRANT ALL ON *.* TO driver@'%' WITH GRANT OPTION",
                        "CREATE USER IF NOT EXISTS writer@'%' IDENTIFIED BY 'writer'",
                        "GRANT SELECT, INSERT, UPDATE, DELETE ON *.* TO writer@'%'");
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

    /** The ways from the engine to the servers. */
    List<FlakyLink> links() {
        return links;
    }

    PatientWriters writers() {
        return writers;
    }

    /** The primary, as the engine logs in there. */
    TestServer server() {
        TestServer primary = servers.primary();
        return new TestServer(primary.name(), primary.flavour(), primary.address(), ENGINE);
    }

    /** Stores what the engine is to do, or the revert of that. */
    MigrationId store(Optional<MigrationId> reverted, String options) throws SQLException {
        return Request.store(server(), keyspace, reverted, options);
    }

    /** Starts the engine that is to be met at the place. */
    void start(String place, Blow blow) throws IOException {
        List<ServerAddress> ways = blow == Blow.FAILOVER || blow == Blow.PLANNED_REPARENT
                ? cluster.servers().stream().map(TestServer::address).toList()
                : links.stream().map(FlakyLink::address).toList();
        driver = Optional.of(DriverProcess.start(place, walk, keyspace, ENGINE, ways, log));
    }

    /** An engine without places, on the direct way to the primary. */
    AutoCloseable engine() {
        return Proxy.engine(Shards.topology(server(), keyspace), walk, FailPoints.NONE);
    }

    /** Another proxy, in this process; it opens its engine when there is a primary to open it at. */
    void takeOver() {
        owed = walk == Walk.EMERGENCY;
        if (!owed) {
            successor = Optional.of(walk == Walk.REPARENT ? proxy() : engine());
        }
    }

    private AutoCloseable proxy() {
        return Proxy.open(keyspace, servers.present(), walk, FailPoints.NONE, name -> {});
    }

    /** Whoever was to take over does so now. */
    void takeOverAtLast() {
        if (owed) {
            successor = Optional.of(proxy());
        }
    }

    /** The commands of another proxy, in this process, which watches from now on. */
    ShardCommands commands() {
        return commands(name -> {});
    }

    private ShardCommands commands(Steps steps) {
        LiveTopology topology = servers.topology();
        ShardCommands commands = new ShardCommands(new ShardAccess(topology, topology::refresh, ShardGate.NONE, steps));
        watching = Optional.of(commands);
        return commands;
    }

    /** Makes the replica the primary by command. It has begun, or is refused for now, when the driver goes on. */
    void plannedReparent() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        ShardCommands commands = commands(name -> begun.countDown());
        ReparentOptions options = ReparentOptions.DEFAULTS.to(Proxy.alias(1));
        CompletableFuture<Void> done = CompletableFuture.runAsync(() -> Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .pollDelay(Duration.ZERO)
                .ignoreExceptionsMatching(e -> {
                    begun.countDown();
                    return e instanceof EngineFault;
                })
                .until(() -> !commands.plannedReparent(options).isEmpty()));
        begun.await();
        driver().go();
        done.get();
    }

    /** From now on the writers go wherever the primary is, as clients without any rights to write elsewhere. */
    void follow() {
        servers.follow();
    }

    /** All servers, by what is seen of them directly. */
    List<Tablet> tablets() {
        return servers.tablets();
    }

    /** Who is seen as the primary now. */
    String primaryAlias() {
        return servers.topology().primary().alias();
    }

    void killConnections() throws SQLException {
        servers.killConnections();
    }

    /** Kills the primary when the replicas have all it has. */
    void losePrimary() throws Exception {
        writers.pause();
        for (int i = 1; i <= walk.replicas(); i++) {
            cluster.awaitReplica(i, PATIENCE);
        }
        cluster.killPrimary();
        writers.goOn();
    }

    /** Kills the primary when the replica has all it has, and promotes that one, as a person does. */
    void failOver() throws Exception {
        writers.pause();
        cluster.awaitReplica(1, PATIENCE);
        cluster.killPrimary();
        servers.promoteReplica();
        writers.goOn();
    }

    List<String> engineConnections() throws SQLException {
        return servers.engineConnections();
    }

    void awaitComplete(MigrationId id) {
        String end = Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(SQLException.class)
                .until(
                        () -> row(id, "CONCAT_WS(', ', migration_status, stage, message, cutover_attempts)"),
                        row -> row.matches("(?is)(complete|failed),.*"));
        assertThat(end).startsWithIgnoringCase("complete");
    }

    String row(MigrationId id, String column) throws SQLException {
        return value("SELECT " + column + " FROM _vt.schema_migrations WHERE migration_uuid = '" + id + "'");
    }

    String value(String sql) throws SQLException {
        try (Connection connection = servers.primary().connect(keyspace)) {
            return Sql.first(connection, sql, row -> row.getString(1)).orElse("");
        }
    }

    /** How many columns the table has that the ALTER adds. */
    int columns() throws SQLException {
        return Integer.parseInt(value("SELECT COUNT(*) FROM information_schema.columns"
                + " WHERE table_schema = DATABASE() AND table_name = 't' AND column_name = 'c'"));
    }

    List<String> tables() throws SQLException {
        try (Connection connection = servers.primary().connect(keyspace)) {
            return Sql.query(
                    connection,
                    "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 1",
                    row -> row.getString(1));
        }
    }

    /** Ends every engine. */
    void stopEngines() throws Exception {
        watching.ifPresent(ShardCommands::close);
        if (successor.isPresent()) {
            successor.get().close();
        }
        if (driver.isPresent()) {
            driver().close();
        }
    }

    @Override
    public void close() throws Exception {
        writers.close();
        stopEngines();
        for (FlakyLink link : links) {
            link.close();
        }
        servers.close();
        servers.primary().execute("", "DROP DATABASE " + keyspace);
    }
}
