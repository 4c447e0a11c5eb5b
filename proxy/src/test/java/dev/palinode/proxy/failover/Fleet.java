package dev.palinode.proxy.failover;

import dev.palinode.engine.embedded.FreePorts;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.preflight.TabletProber;
import dev.palinode.engine.reparent.ShardAccess;
import dev.palinode.engine.reparent.ShardCommands;
import dev.palinode.engine.reparent.Steps;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.BackendUrl;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.ShardGate;
import dev.palinode.engine.topo.StaticTopology;
import dev.palinode.proxy.ProxyMain;
import dev.palinode.proxy.Serving;
import dev.palinode.proxy.config.Operations;
import dev.palinode.proxy.config.ProxyConfig;
import dev.palinode.proxy.config.SecurityConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A primary, replicas of it, and whole proxies before them, each with its engine. */
public final class Fleet implements AutoCloseable {
    static final String SCHEMA = "shop";

    private final TestCluster cluster;
    private final Path directory;
    private final List<Serving> proxies = new ArrayList<>();

    /** Servers, and no proxy yet. */
    public Fleet(TestServer.Flavour flavour, int replicas) throws IOException, SQLException {
        cluster = TestCluster.of(flavour, replicas);
        cluster.primary()
                .execute(
                        "",
                        "CREATE DATABASE " + SCHEMA,
                        "CREATE USER app@'%' IDENTIFIED BY 'app'",
                        "GRANT ALL ON " + SCHEMA + ".* TO app@'%'");
        directory = Files.createTempDirectory("palinode-fleet-");
        Files.writeString(directory.resolve("app"), "app");
        Files.writeString(directory.resolve("admin"), cluster.server(0).password());
        Files.writeString(
                directory.resolve("users.yaml"),
                String.join(
                        "\n",
                        "users:",
                        "  - name: app",
                        "    secret: file:app",
                        "    grants: [online-ddl, control]",
                        "  - name: " + cluster.server(0).user(),
                        "    secret: file:admin",
                        "    role: admin",
                        ""));
        for (String name : List.of("app", "admin", "users.yaml")) {
            Files.setPosixFilePermissions(directory.resolve(name), PosixFilePermissions.fromString("rw-------"));
        }
    }

    TestCluster cluster() {
        return cluster;
    }

    private List<BackendUrl> backends() {
        return cluster.servers().stream()
                .map(server -> new BackendUrl(server.login(), server.address(), SCHEMA))
                .toList();
    }

    /** Starts one more proxy. */
    Serving serve() throws IOException {
        Serving proxy = ProxyMain.start(new ProxyConfig(
                new ServerAddress("127.0.0.1", FreePorts.pick()),
                backends(),
                DdlStrategy.DIRECT,
                new SecurityConfig(Optional.of(directory.resolve("users.yaml")), Optional.empty(), false, List.of()),
                Operations.embedded()));
        proxies.add(proxy);
        return proxy;
    }

    /** Ends a proxy in order. */
    void stop(int proxy) {
        proxies.remove(proxy).close();
    }

    /** A client of one of the proxies, by the order of their start; an application, which read_only concerns. */
    Connection client(int proxy) throws SQLException {
        return client(proxy, "app", "app");
    }

    /** One that may change the primary. */
    Connection admin(int proxy) throws SQLException {
        return client(proxy, cluster.server(0).user(), cluster.server(0).password());
    }

    private Connection client(int proxy, String user, String password) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mysql://" + proxies.get(proxy).address() + "/" + SCHEMA
                        + "?sslMode=DISABLED&allowPublicKeyRetrieval=true",
                user,
                password);
    }

    /** The commands of another process, which tests let die at a place of theirs. */
    ShardCommands commands(Steps steps) {
        TabletProber prober = new TabletProber(backends());
        StaticTopology topology = new StaticTopology(SCHEMA, prober.first(), prober::again);
        return new ShardCommands(new ShardAccess(topology, topology::refresh, ShardGate.NONE, steps));
    }

    static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // The driver would not send an ALTER as a query.
            statement.execute(sql);
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? String.valueOf(rows.getString(1)) : "";
            }
        }
    }

    static boolean isReadOnly(Connection connection) throws SQLException {
        return ask(connection, "SELECT @@GLOBAL.read_only").equals("1");
    }

    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        proxies.forEach(Serving::close);
        cluster.close();
        for (String name : List.of("app", "admin", "users.yaml", "")) {
            try {
                Files.deleteIfExists(directory.resolve(name));
            } catch (IOException e) {
                System.err.println("cannot delete: " + e);
            }
        }
    }
}
