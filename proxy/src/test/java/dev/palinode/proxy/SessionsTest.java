package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mysql.cj.jdbc.JdbcConnection;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.proxy.intercept.answer.Route;
import dev.palinode.proxy.wire.Command;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** SHOW VITESS_SESSIONS, and KILL by either id of a session. */
final class SessionsTest {
    private static TestProxy proxy(TestServer server) throws Exception {
        Scripted scripted = new Scripted();
        return new TestProxy(
                ProxyOptions.listeningOn("127.0.0.1", 0),
                server.address(),
                server.login(),
                (state, sql) ->
                        sql.equals("SHOW VITESS_SESSIONS") ? new Route.ListSessions() : scripted.route(state, sql),
                loop -> new TestProxy.OpenGate());
    }

    private static long greetingId(Connection connection) throws SQLException {
        return connection.unwrap(JdbcConnection.class).getSession().getThreadId();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The row of one session, by column; SQL NULL is "-". */
    private static Map<String, String> row(Connection viewer, Connection of) throws SQLException {
        try (Statement statement = viewer.createStatement();
                ResultSet rows = statement.executeQuery("SHOW VITESS_SESSIONS")) {
            while (rows.next()) {
                if (rows.getLong("id") == greetingId(of)) {
                    Map<String, String> row = new HashMap<>();
                    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                        String value = rows.getString(i);
                        row.put(rows.getMetaData().getColumnLabel(i), value == null ? "-" : value);
                    }
                    return row;
                }
            }
        }
        throw new AssertionError("no such session");
    }

    @OnEachServer
    void sessionsTellWhatTheyDoAndWhyTheyArePinned(TestServer server) throws Exception {
        String schema = server.newSchema();
        server.execute(schema, "CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(99))");
        try (TestProxy proxy = proxy(server);
                Connection viewer = proxy.connect(schema, "");
                Connection other = proxy.connect(schema, "useServerPrepStmts=true")) {
            Map<String, String> row = row(viewer, other);
            assertThat(row)
                    .containsEntry("user", server.user())
                    .containsEntry("db", schema)
                    .containsEntry("tablet", "zone1-100")
                    .containsEntry("command", "Sleep")
                    .containsEntry("info", "-")
                    .containsEntry("transaction_time", "-")
                    .containsEntry("backend_id", ProxyStatementsTest.one(other, "SELECT CONNECTION_ID()"))
                    .containsEntry("ddl_strategy", "direct");
            assertThat(row.get("host")).startsWith("127.0.0.1:");
            other.setAutoCommit(false);
            execute(other, "INSERT INTO t VALUES (1, 'geheim')");
            execute(other, "CREATE TEMPORARY TABLE tt (a INT)");
            ProxyStatementsTest.one(other, "SELECT GET_LOCK('" + schema + "', 1)");
            try (PreparedStatement prepared = other.prepareStatement("SELECT a FROM t WHERE id = ?")) {
                prepared.setInt(1, 1);
                prepared.executeQuery().close();
                row = row(viewer, other);
                assertThat(row.get("pinned_by"))
                        .contains("transaction", "temporary table", "user lock", "session variables", "statements (1)");
                assertThat(row.get("transaction_time")).isNotEqualTo("-");
            }
            other.commit();
            CompletableFuture<String> running = CompletableFuture.supplyAsync(() -> {
                try {
                    return ProxyStatementsTest.one(other, "SELECT SLEEP(2), /* geheim */ 'geheim'");
                } catch (SQLException e) {
                    return e.toString();
                }
            });
            Awaitility.await()
                    .atMost(Duration.ofSeconds(2))
                    .until(() -> "Query".equals(row(viewer, other).get("command")));
            assertThat(row(viewer, other))
                    .containsEntry("info", "SELECT SLEEP(?), ?")
                    .containsEntry("state", "executing")
                    .containsEntry("transaction_time", "-");
            running.get(10, TimeUnit.SECONDS);
        }
    }

    @OnEachServer
    void bothIdsOfASessionKillIt(TestServer server) throws Exception {
        try (TestProxy proxy = proxy(server);
                Connection killer = proxy.connect("", "")) {
            Connection byBackend = proxy.connect("", "");
            String backendId = ProxyStatementsTest.one(byBackend, "SELECT CONNECTION_ID()");
            execute(killer, "KILL " + backendId);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> proxy.server().sessions() == 1);
            assertThatThrownBy(() -> ProxyStatementsTest.one(byBackend, "SELECT 1"))
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> execute(killer, "KILL " + backendId))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getErrorCode()).isEqualTo(1094));
            for (boolean greeting : new boolean[] {true, false}) {
                try (Connection victim = proxy.connect("", "")) {
                    long id = greeting
                            ? greetingId(victim)
                            : Long.parseLong(ProxyStatementsTest.one(victim, "SELECT CONNECTION_ID()"));
                    CompletableFuture<Long> waited = sleeping(victim);
                    TimeUnit.MILLISECONDS.sleep(300);
                    execute(killer, "KILL QUERY " + id);
                    assertThat(waited.get(20, TimeUnit.SECONDS)).isLessThan(20);
                    assertThat(ProxyStatementsTest.one(victim, "SELECT 1")).isEqualTo("1");
                }
            }
        }
    }

    private static CompletableFuture<Long> sleeping(Connection victim) {
        return CompletableFuture.supplyAsync(() -> {
            long start = System.nanoTime();
            assertThatThrownBy(
                            () -> ProxyStatementsTest.one(victim, "SELECT SLEEP(30) FROM (SELECT 1 UNION SELECT 2) x"))
                    .isInstanceOf(SQLException.class);
            return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        });
    }

    @OnEachServer
    void theProcessKillCommandTakesBothIds(TestServer server) throws Exception {
        try (TestProxy proxy = proxy(server);
                RawClient killer = RawClient.loggedIn(proxy.port(), server.user(), server.password(), "", 0)) {
            for (boolean greeting : new boolean[] {true, false}) {
                Connection victim = proxy.connect("", "");
                long id = greeting
                        ? greetingId(victim)
                        : Long.parseLong(ProxyStatementsTest.one(victim, "SELECT CONNECTION_ID()"));
                ByteBuf argument = Unpooled.buffer(4).writeIntLE((int) id);
                killer.send(RawClient.command(Command.PROCESS_KILL, argument.array()));
                assertThat(killer.readFrame().getByte(0)).isZero();
                Awaitility.await()
                        .atMost(Duration.ofSeconds(5))
                        .until(() -> proxy.server().sessions() == 1);
            }
        }
    }
}
