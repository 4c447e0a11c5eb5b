package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.mysql.cj.jdbc.JdbcConnection;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.proxy.session.limit.Limits;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Logging in, again and again, wrongly, to nothing, and too often. */
final class ProxyLoginTest {
    @OnEachServer
    void bothPluginsAndTheServersVersion(TestServer server) throws Exception {
        try (TestProxy proxy = TestProxy.before(server);
                Connection direct = server.connect("")) {
            for (String plugin : List.of("caching_sha2_password", "mysql_native_password")) {
                try (Connection connection = proxy.connect("", "defaultAuthenticationPlugin=" + plugin)) {
                    assertThat(connection.getMetaData().getDatabaseProductVersion())
                            .isEqualTo(direct.getMetaData().getDatabaseProductVersion());
                }
            }
        }
    }

    @OnEachServer
    void wrongPasswordAndWrongDatabase(TestServer server) throws Exception {
        try (TestProxy proxy = TestProxy.before(server)) {
            for (String plugin : List.of("caching_sha2_password", "mysql_native_password")) {
                for (String password : List.of("wrong", "")) {
                    SQLException denied =
                            failure(() -> proxy.connect("", "defaultAuthenticationPlugin=" + plugin, password));
                    assertThat(denied.getErrorCode()).isEqualTo(1045);
                    assertThat(denied.getSQLState()).isEqualTo("28000");
                    assertThat(denied.getMessage())
                            .isEqualTo("Access denied for user '" + server.user() + "'@'localhost' (using password: "
                                    + (password.isEmpty() ? "NO)" : "YES)"));
                }
            }
            SQLException unknown = failure(() -> proxy.connect("nosuch", ""));
            assertThat(unknown.getErrorCode()).isEqualTo(1049);
            assertThat(unknown.getSQLState()).isEqualTo("42000");
        }
    }

    private interface Opening {
        Connection open() throws SQLException;
    }

    private static SQLException failure(Opening opening) {
        return catchThrowableOfType(SQLException.class, () -> opening.open().close());
    }

    @OnEachServer
    void theBackendsPluginsAreKnown(TestServer server) throws Exception {
        int number = 0;
        for (String password : List.of("", "p'w\\\\é", "long".repeat(30))) {
            Login login = new Login("wire_" + number++, password);
            String quoted = password.replace("\\", "\\\\").replace("'", "''");
            server.execute(
                    "",
                    "DROP USER IF EXISTS " + login.user(),
                    "CREATE USER " + login.user() + " IDENTIFIED BY '" + quoted + "'");
            try (TestProxy proxy = new TestProxy(
                    ProxyOptions.listeningOn("127.0.0.1", 0),
                    server.address(),
                    login,
                    new Scripted(),
                    loop -> new TestProxy.OpenGate())) {
                for (int round = 0; round < 2; round++) {
                    try (Connection connection = proxy.connect("", "")) {
                        assertThat(ProxyStatementsTest.one(connection, "SELECT CURRENT_USER()"))
                                .startsWith(login.user() + "@");
                    }
                }
            }
            server.execute("", "DROP USER " + login.user());
        }
    }

    @OnEachServer
    void changeUserAndReset(TestServer server) throws Exception {
        String schema = server.newSchema();
        try (TestProxy proxy = TestProxy.before(server);
                Connection connection = proxy.connect(schema, "useServerPrepStmts=true")) {
            JdbcConnection own = connection.unwrap(JdbcConnection.class);
            ProxyStatementsTest.one(connection, "SELECT @x := 5");
            own.changeUser(server.user(), server.password());
            assertThat(ProxyStatementsTest.one(connection, "SELECT @x")).isNull();
            ProxyStatementsTest.one(connection, "SELECT @x := 5");
            own.resetServerState();
            assertThat(ProxyStatementsTest.one(connection, "SELECT @x")).isNull();
            assertThatThrownBy(() -> own.changeUser(server.user(), "wrong")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void oneTooManyIsToldSo() throws Exception {
        TestServer server = TestServers.mariaDb();
        ProxyOptions options = ProxyOptions.listeningOn("127.0.0.1", 0)
                .withLimits(Limits.defaults().withConnections(2, 0));
        List<Connection> open = new ArrayList<>();
        try (TestProxy proxy = new TestProxy(
                options, server.address(), server.login(), new Scripted(), loop -> new TestProxy.OpenGate())) {
            open.add(proxy.connect("", ""));
            open.add(proxy.connect("", ""));
            SQLException refused = failure(() -> proxy.connect("", ""));
            assertThat(refused.getMessage()).contains("Too many connections");
            for (Connection connection : open) {
                connection.close();
            }
        }
    }

    @Test
    void anUnreachableServerIsToldAtOnce() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (TestProxy proxy = new TestProxy(
                ProxyOptions.listeningOn("127.0.0.1", 0),
                new ServerAddress("127.0.0.1", port),
                new Login("a", "b"),
                new Scripted(),
                loop -> new TestProxy.OpenGate())) {
            SQLException refused = failure(() -> proxy.connect("", ""));
            assertThat(refused.getMessage())
                    .contains("the proxy cannot reach the server 127.0.0.1:" + port)
                    .contains("refused");
        }
    }

    @Test
    void aPortInUseIsSaid() throws Exception {
        TestServer server = TestServers.mariaDb();
        try (TestProxy proxy = TestProxy.before(server)) {
            ProxyOptions same = ProxyOptions.listeningOn("127.0.0.1", proxy.port());
            assertThatThrownBy(() -> new TestProxy(
                                    same,
                                    server.address(),
                                    server.login(),
                                    new Scripted(),
                                    loop -> new TestProxy.OpenGate())
                            .close())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + proxy.port())
                    .hasMessageContaining("in use");
        }
    }
}
