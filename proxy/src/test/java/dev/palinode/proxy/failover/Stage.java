package dev.palinode.proxy.failover;

import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.ShardGate;
import dev.palinode.engine.topo.StaticTopology;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.proxy.ProxyOptions;
import dev.palinode.proxy.ProxyServer;
import dev.palinode.proxy.auth.UserDirectory;
import dev.palinode.proxy.gate.GateFactory;
import dev.palinode.proxy.gate.GateSession;
import dev.palinode.proxy.gate.TableGate;
import dev.palinode.proxy.gate.shard.BufferOptions;
import dev.palinode.proxy.gate.shard.ShardBuffer;
import dev.palinode.proxy.intercept.FakeEngine;
import dev.palinode.proxy.intercept.PalinodeRouter;
import dev.palinode.proxy.intercept.vtctl.ClusterStatements;
import dev.palinode.proxy.listen.Door;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;

/** A primary and a replica, a proxy before them, and the hands of somebody who changes their roles. */
final class Stage implements AutoCloseable {
    static final String SCHEMA = "shop";

    private final TestCluster cluster;
    private final List<TestServer> servers;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ShardBuffer buffer;
    private final StaticTopology topology;
    private final ProxyServer proxy;
    private final TableGate gate;
    private volatile int primary;

    Stage(TestServer.Flavour flavour, BufferOptions options) throws IOException, SQLException {
        cluster = TestCluster.of(flavour, 1);
        servers = cluster.servers();
        server(0).execute("", "CREATE DATABASE " + SCHEMA);
        buffer = new ShardBuffer(timer, options);
        topology = new StaticTopology(SCHEMA, look(), this::look);
        gate = new TableGate(timer, TableGate.DEFAULT_MAX_WAITING, Duration.ofSeconds(60));
        proxy = ProxyServer.start(
                ProxyOptions.listeningOn("127.0.0.1", 0),
                topology,
                UserDirectory.of(server(0).login()),
                new PalinodeRouter(
                        new FakeEngine(), SCHEMA, DdlStrategy.DIRECT, new ClusterStatements(Optional.empty())),
                gates(gate),
                buffer,
                Door.PLAIN);
    }

    Stage(TestServer.Flavour flavour) throws IOException, SQLException {
        this(flavour, BufferOptions.defaults());
    }

    private static GateFactory gates(TableGate gate) {
        return new GateFactory() {
            @Override
            public GateSession open(Executor loop) {
                return gate.newSession(loop, () -> "a session");
            }
        };
    }

    private List<Tablet> look() {
        return IntStream.of(0, 1)
                .mapToObj(number -> new Tablet(
                        "zone1-10" + number,
                        server(number).address(),
                        number == primary ? TabletType.PRIMARY : TabletType.REPLICA,
                        server(number).login()))
                .toList();
    }

    ShardBuffer buffer() {
        return buffer;
    }

    /** Before the tables. */
    TableGate gate() {
        return gate;
    }

    TestCluster cluster() {
        return cluster;
    }

    TestServer server(int number) {
        return servers.get(number);
    }

    boolean isSwitched() {
        return primary == 1;
    }

    TestServer current() {
        return server(primary);
    }

    Connection client() throws SQLException {
        return client("");
    }

    Connection client(String parameters) throws SQLException {
        return client(SCHEMA, parameters);
    }

    /** With another database than the schema. */
    Connection clientOf(String target) throws SQLException {
        return client(target.replace("@", "%40"), "");
    }

    private Connection client(String database, String parameters) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mysql://127.0.0.1:" + proxy.port() + "/" + database + "?allowPublicKeyRetrieval=true"
                        + parameters,
                server(0).user(),
                server(0).password());
    }

    /** Another server is the primary, for those who ask. */
    void tell(int number) {
        primary = number;
        topology.refresh();
    }

    /** Changes the primary from server 0 to server 1 as it is done in order. */
    List<String> switchOver() throws Exception {
        try (ShardGate.Hold hold = buffer.hold(Duration.ofSeconds(5))) {
            readOnly(0, true);
            await();
            promote();
            tell(1);
            return hold.blockers();
        }
    }

    /** Waits until the replica has all that the primary has. */
    void await() throws SQLException {
        boolean maria = server(0).isMariaDb();
        String position = ask(0, maria ? "SELECT @@global.gtid_binlog_pos" : "SELECT @@global.gtid_executed");
        ask(
                1,
                maria
                        ? "SELECT MASTER_GTID_WAIT('" + position + "', 20)"
                        : "SELECT WAIT_FOR_EXECUTED_GTID_SET('" + position.replace("\n", "") + "', 20)");
    }

    /** Makes the replica take writes. */
    void promote() throws SQLException {
        if (server(0).isMariaDb()) {
            server(1).execute("", "STOP SLAVE", "RESET SLAVE ALL");
        } else {
            server(1).execute("", "STOP REPLICA", "RESET REPLICA ALL");
        }
        readOnly(1, false);
    }

    void readOnly(int number, boolean on) throws SQLException {
        String value = on ? "1" : "0";
        if (!server(number).isMariaDb()) {
            server(number).execute("", "SET GLOBAL super_read_only = " + value);
        }
        server(number).execute("", "SET GLOBAL read_only = " + value);
    }

    String ask(int number, String sql) throws SQLException {
        try (Connection connection = server(number).connect("")) {
            return ask(connection, sql);
        }
    }

    /** The rows of the ledger, as the writers name them. */
    Set<String> rows(int number) throws SQLException {
        Set<String> rows = new HashSet<>();
        try (Connection connection = server(number).connect(SCHEMA);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT writer, op FROM ledger")) {
            while (found.next()) {
                rows.add(found.getInt(1) + "," + found.getInt(2));
            }
        }
        return rows;
    }

    static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }

    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        proxy.close();
        timer.shutdownNow();
        cluster.close();
    }
}
