package dev.palinode.proxy;

import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.Topology;
import dev.palinode.proxy.auth.UserDirectory;
import dev.palinode.proxy.gate.GateFactory;
import dev.palinode.proxy.gate.GateSession;
import dev.palinode.proxy.intercept.FakeEngine;
import dev.palinode.proxy.intercept.PalinodeRouter;
import dev.palinode.proxy.intercept.StatementRouter;
import dev.palinode.proxy.intercept.vtctl.ClusterStatements;
import dev.palinode.proxy.listen.Door;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** A proxy in front of one server, with a router and a gate of the test's choice. */
final class TestProxy implements AutoCloseable {
    private final ProxyServer server;
    private final Login login;

    TestProxy(ProxyOptions options, ServerAddress backend, Login login, StatementRouter router, GateFactory gates)
            throws IOException {
        this.login = login;
        this.server = ProxyServer.start(
                options, new OneServer(tablet(backend, login)), UserDirectory.of(login), router, gates);
    }

    /** In front of a server, with users and a door of its own; connects as this user. */
    TestProxy(TestServer server, Login client, UserDirectory users, Door door) throws IOException {
        this.login = client;
        this.server = ProxyServer.start(
                ProxyOptions.listeningOn("127.0.0.1", 0),
                new OneServer(tablet(server.address(), server.login())),
                users,
                new Scripted(),
                loop -> new OpenGate(),
                door);
    }

    /** In front of a tablet with TLS of its own; connects as the tablet's account. */
    TestProxy(Tablet tablet, UserDirectory users) throws IOException {
        this.login = tablet.login();
        this.server = ProxyServer.start(
                ProxyOptions.listeningOn("127.0.0.1", 0),
                new OneServer(tablet),
                users,
                new Scripted(),
                loop -> new OpenGate());
    }

    /** In front of a server, with users and a router of the test's own; connects as the server's account. */
    TestProxy(ProxyOptions options, TestServer server, UserDirectory users, StatementRouter router) throws IOException {
        this.login = server.login();
        this.server = ProxyServer.start(
                options,
                new OneServer(tablet(server.address(), server.login())),
                users,
                router,
                loop -> new OpenGate());
    }

    /** In front of a server, with the router and gate of {@link Scripted} and {@link OpenGate}. */
    static TestProxy before(TestServer server) throws IOException {
        return new TestProxy(
                ProxyOptions.listeningOn("127.0.0.1", 0),
                server.address(),
                server.login(),
                new Scripted(),
                loop -> new OpenGate());
    }

    /** In front of a server, with the router that picks out our statements, and an engine that does nothing. */
    static TestProxy palinode(TestServer server) throws IOException {
        return palinode(server, ProxyOptions.listeningOn("127.0.0.1", 0));
    }

    static TestProxy palinode(TestServer server, ProxyOptions options) throws IOException {
        return new TestProxy(
                options,
                server.address(),
                server.login(),
                new PalinodeRouter(
                        new FakeEngine(), "nosuch", DdlStrategy.DIRECT, new ClusterStatements(Optional.empty())),
                loop -> new OpenGate());
    }

    ProxyServer server() {
        return server;
    }

    int port() {
        return server.port();
    }

    String jdbcUrl(String schema, String parameters) {
        return "jdbc:mysql://127.0.0.1:" + port() + "/" + schema + "?" + parameters;
    }

    Connection connect(String schema, String parameters) throws SQLException {
        return connect(schema, parameters, login.password());
    }

    Connection connect(String schema, String parameters, String password) throws SQLException {
        Properties account = new Properties();
        account.setProperty("user", login.user());
        account.setProperty("password", password);
        return DriverManager.getConnection(jdbcUrl(schema, parameters), account);
    }

    @Override
    public void close() {
        server.close();
    }

    /** A gate that is never closed. */
    static final class OpenGate implements GateSession {
        @Override
        public boolean enter(long touched, Runnable go, Runnable refuse) {
            return true;
        }

        @Override
        public void left(boolean inTransaction) {}

        @Override
        public void close() {}
    }

    /** A shard of one server. */
    static Topology topology(TestServer server) {
        return new OneServer(tablet(server.address(), server.login()));
    }

    private static Tablet tablet(ServerAddress address, Login login) {
        return new Tablet("zone1-100", address, TabletType.PRIMARY, login);
    }

    private record OneServer(Tablet primary) implements Topology {
        @Override
        public String keyspace() {
            return "test";
        }

        @Override
        public String shard() {
            return "0";
        }

        @Override
        public List<Tablet> tablets() {
            return List.of(primary());
        }
    }
}
