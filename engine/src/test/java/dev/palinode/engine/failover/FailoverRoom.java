package dev.palinode.engine.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.EngineConfig;
import dev.palinode.engine.FollowingEngine;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.PalinodeEngine;
import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.migration.runner.OnlineAlter;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.engine.testing.JournalWriters;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.Topology;
import dev.palinode.engine.topo.health.LiveTopology;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;

/** A primary with a replica, an engine that follows, and writers; at a named place the primary can be killed. */
final class FailoverRoom implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int ROWS = 4_000;

    final TestCluster cluster;
    final TestServer first;
    final TestServer second;
    final String keyspace;
    final LiveTopology topology;
    final FollowingEngine engine;
    final JournalWriters writers;
    private final AtomicReference<String> place = new AtomicReference<>("");
    private final CountDownLatch struck = new CountDownLatch(1);

    FailoverRoom() throws IOException, SQLException {
        this.cluster = TestCluster.withReplica();
        this.first = cluster.primary();
        this.second = cluster.replica();
        this.keyspace = first.newSchema();
        JournalWriters.create(first, keyspace, ROWS);
        Awaitility.await().atMost(PATIENCE).until(() -> tablesOf(second).contains("journal"));
        this.topology = LiveTopology.start(
                keyspace,
                "0",
                List.of(
                        tablet("zone1-100", first, TabletType.PRIMARY),
                        tablet("zone1-101", second, TabletType.REPLICA)),
                Duration.ofMillis(200),
                InstantSource.system());
        this.engine = FollowingEngine.open(topology, this::open);
        this.writers = new JournalWriters(keyspace, 2, ROWS + 1_000, this::primary);
        writers.start();
    }

    private static Tablet tablet(String alias, TestServer server, TabletType type) {
        return new Tablet(alias, server.address(), type, server.login());
    }

    private PalinodeEngine open(Topology pinned) {
        EngineConfig quick = EngineConfig.defaults()
                .withPollInterval(Duration.ofMillis(100))
                .withCutoverBackoff(List.of(Duration.ZERO));
        return PalinodeEngine.open(
                quick,
                pinned,
                TrafficGate.none(),
                context -> new OnlineAlter(context, 2, this::reached),
                InstantSource.system());
    }

    private void reached(String name) {
        String wanted = place.get();
        if (name.equals(wanted) && place.compareAndSet(wanted, "")) {
            try {
                cluster.killPrimary();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            struck.countDown();
        }
    }

    /** The server that the topology has for the primary. */
    TestServer primary() {
        return topology.primary().address().equals(first.address()) ? first : second;
    }

    /** Kills the primary as soon as the place is reached. */
    void killAt(String name) {
        place.set(name);
    }

    void awaitKill() throws InterruptedException {
        assertThat(struck.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("the place is reached")
                .isTrue();
    }

    /** What a person does. */
    void promoteReplica() throws SQLException {
        second.execute("", "STOP SLAVE", "RESET SLAVE ALL", "SET GLOBAL read_only = OFF");
    }

    MigrationId submit(String options, String sql) {
        return engine.submit(new MigrationEngine.Submission(
                DdlAction.ALTER,
                new TableName(keyspace, "t"),
                false,
                sql,
                DdlStrategyParser.parse("vitess --cut-over-threshold=5s " + options),
                "vtgate:failover"));
    }

    MigrationId addColumn(String options) {
        return submit(options, "ALTER TABLE t ADD COLUMN c INT NOT NULL DEFAULT 1");
    }

    MigrationId revert(MigrationId id) {
        return engine.revert(new MigrationEngine.Revert(
                id, keyspace, DdlStrategyParser.parse("vitess --cut-over-threshold=5s"), "vtgate:failover"));
    }

    void control(MigrationEngine.Verb verb, MigrationId id) {
        assertThat(engine.control(new MigrationEngine.Control(verb, Optional.of(id))))
                .isEqualTo(1);
    }

    /** A column of a migration's row, on a server. */
    String row(TestServer server, MigrationId id, String column) throws SQLException {
        return value(
                server, "SELECT " + column + " FROM _vt.schema_migrations WHERE migration_uuid = '" + id.uuid() + "'");
    }

    void await(TestServer server, MigrationId id, String column, String wanted) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(row(server, id, column))
                        .as(row(server, id, "CONCAT(migration_status, ': ', message, '; ', stage)"))
                        .isEqualTo(wanted));
    }

    void complete(TestServer server, MigrationId id) {
        await(server, id, "migration_status", "complete");
    }

    /** The rows are those of the server's own journal. */
    void compare(TestServer server) throws SQLException, InterruptedException {
        writers.stop();
        assertThat(JournalWriters.contents(server, keyspace)).isEqualTo(JournalWriters.expected(server, keyspace));
    }

    boolean hasColumn(TestServer server) throws SQLException {
        return value(
                        server,
                        "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = '" + keyspace
                                + "' AND table_name = 't' AND column_name = 'c'")
                .equals("1");
    }

    List<String> tablesOf(TestServer server) throws SQLException {
        String names = value(
                server,
                "SELECT GROUP_CONCAT(table_name ORDER BY 1) FROM information_schema.tables WHERE table_schema = '"
                        + keyspace + "'");
        return List.of(names.split(",", -1));
    }

    static String value(TestServer server, String sql) throws SQLException {
        try (Connection connection = server.connect("");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }

    @Override
    public void close() throws InterruptedException {
        writers.close();
        engine.close();
        topology.close();
        cluster.close();
    }
}
