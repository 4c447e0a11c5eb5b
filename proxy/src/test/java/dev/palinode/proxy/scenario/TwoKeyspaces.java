package dev.palinode.proxy.scenario;

import dev.palinode.engine.embedded.FreePorts;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.BackendUrl;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.proxy.ProxyMain;
import dev.palinode.proxy.Serving;
import dev.palinode.proxy.config.ProxyConfig;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A proxy before a MariaDB with a replica, and before a MySQL, or another MariaDB where there is no MySQL. */
final class TwoKeyspaces implements AutoCloseable {
    private final TestCluster commerce;
    private final TestCluster orders;
    private final Serving proxy;

    TwoKeyspaces() throws IOException, SQLException {
        commerce = TestCluster.withReplica();
        boolean mysql = TestCluster.flavours().anyMatch(TestServer.Flavour.MYSQL::equals);
        orders = TestCluster.of(mysql ? TestServer.Flavour.MYSQL : TestServer.Flavour.MARIADB, 0);
        commerce.primary()
                .execute(
                        "",
                        "CREATE DATABASE commerce",
                        "CREATE TABLE commerce.t (a INT PRIMARY KEY)",
                        "INSERT INTO commerce.t VALUES (1)");
        orders.primary()
                .execute(
                        "",
                        "CREATE DATABASE orders",
                        "CREATE DATABASE spare",
                        "CREATE TABLE spare.log (a INT)",
                        "CREATE TABLE orders.t (a INT PRIMARY KEY)",
                        "CREATE TABLE orders.n (id INT PRIMARY KEY AUTO_INCREMENT, orders INT)",
                        "INSERT INTO orders.t VALUES (2)");
        List<BackendUrl> backends = new ArrayList<>();
        commerce.servers()
                .forEach(server -> backends.add(new BackendUrl(server.login(), server.address(), "commerce")));
        backends.add(new BackendUrl(orders.primary().login(), orders.primary().address(), "orders"));
        proxy = ProxyMain.start(
                new ProxyConfig(new ServerAddress("127.0.0.1", FreePorts.pick()), backends, DdlStrategy.DIRECT));
    }

    TestCluster commerce() {
        return commerce;
    }

    TestCluster orders() {
        return orders;
    }

    Connection client(String database, String parameters) throws SQLException {
        return client(proxy, database, parameters);
    }

    /** A client of another proxy before the same servers. */
    Connection client(Serving at, String database, String parameters) throws SQLException {
        TestServer server = commerce.primary();
        return DriverManager.getConnection(
                "jdbc:mysql://" + at.address() + "/" + database + "?allowPublicKeyRetrieval=true" + parameters,
                server.user(),
                server.password());
    }

    /** The first value that a statement returns. */
    static String ask(Connection client, String sql) throws SQLException {
        try (Statement statement = client.createStatement()) {
            statement.execute(sql);
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? String.valueOf(rows.getString(1)) : "nothing";
            }
        }
    }

    static void run(Connection client, String sql) throws SQLException {
        try (Statement statement = client.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        proxy.close();
        orders.close();
        commerce.close();
    }
}
