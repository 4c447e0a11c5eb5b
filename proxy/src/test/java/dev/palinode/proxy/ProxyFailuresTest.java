package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.mysql.cj.jdbc.JdbcConnection;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.proxy.gate.GateSession;
import dev.palinode.proxy.gate.IdentifierFilter;
import dev.palinode.proxy.session.limit.Limits;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Kills, lost connections, shutdown, and a gate that stays closed. */
final class ProxyFailuresTest {
    private static SQLException failure(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return catchThrowableOfType(SQLException.class, () -> statement.execute(sql));
        }
    }

    @OnEachServer
    void cancelReachesTheStatement(TestServer server) throws Exception {
        try (TestProxy proxy = TestProxy.before(server);
                Connection connection = proxy.connect("", "");
                Statement statement = connection.createStatement()) {
            CompletableFuture<Long> waited = CompletableFuture.supplyAsync(() -> {
                long start = System.nanoTime();
                assertThatThrownBy(() -> statement.execute("SELECT SLEEP(30) FROM (SELECT 1 UNION SELECT 2) x"))
                        .isInstanceOf(SQLException.class);
                return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
            });
            TimeUnit.MILLISECONDS.sleep(500);
            statement.cancel();
            assertThat(waited.get(20, TimeUnit.SECONDS)).isLessThan(20);
            assertThat(ProxyStatementsTest.one(connection, "SELECT 1")).isEqualTo("1");
        }
    }

    @OnEachServer
    void killEndsAnotherSession(TestServer server) throws Exception {
        try (TestProxy proxy = TestProxy.before(server);
                Connection killer = proxy.connect("", "");
                Connection victim = proxy.connect("", "")) {
            long id = victim.unwrap(JdbcConnection.class).getSession().getThreadId();
            assertThat(id).isGreaterThanOrEqualTo(1L << 30);
            try (Statement statement = killer.createStatement()) {
                statement.execute("/* x */ KILL/**/CONNECTION # y\n (" + id + ");" + " ".repeat(2000));
            }
            assertThat(failure(victim, "SELECT 1").getSQLState()).startsWith("08");
            assertThat(failure(killer, "KILL " + id).getErrorCode()).isEqualTo(1094);
            assertThat(ProxyStatementsTest.one(killer, "SELECT 1")).isEqualTo("1");
        }
    }

    /** A careless search for KILL in it would take longer than the world has been there. */
    @OnEachServer
    void aTextOfManyCommentsIsNotLookedAtForLong(TestServer server) throws Exception {
        try (TestProxy proxy = TestProxy.before(server);
                Connection connection = proxy.connect("", "")) {
            String sql = "/*x*/ ".repeat(100) + "KILL" + "/*x*/ ".repeat(50) + "x";
            assertThat(failure(connection, sql).getErrorCode()).isIn(1054, 1064, 1109);
        }
    }

    @OnEachServer
    void aLostBackendIsOneErrorAtMost(TestServer server) throws Exception {
        try (TestProxy proxy = TestProxy.before(server)) {
            Connection idle = proxy.connect("", "");
            String id = ProxyStatementsTest.one(idle, "SELECT CONNECTION_ID()");
            server.execute("", "KILL " + id);
            TimeUnit.MILLISECONDS.sleep(200);
            assertThat(ProxyStatementsTest.one(idle, "SELECT CONNECTION_ID()")).isNotEqualTo(id);

            Connection busy = proxy.connect("", "");
            String busyId = ProxyStatementsTest.one(busy, "SELECT CONNECTION_ID()");
            CompletableFuture<SQLException> failed = CompletableFuture.supplyAsync(() -> {
                try {
                    return failure(busy, "SELECT SLEEP(30)");
                } catch (SQLException e) {
                    return e;
                }
            });
            TimeUnit.MILLISECONDS.sleep(500);
            server.execute("", "KILL " + busyId);
            assertThat((Throwable) failed.get(20, TimeUnit.SECONDS)).isNotNull();
            assertThat(ProxyStatementsTest.one(busy, "SELECT CONNECTION_ID()")).isNotEqualTo(busyId);
        }
    }

    @OnEachServer
    void aResultCutOffIsNeverTakenAsWhole(TestServer server) throws Exception {
        String schema = server.newSchema();
        server.execute(
                schema, "CREATE TABLE seed (a INT)", "INSERT INTO seed VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9)");
        try (TestProxy proxy = TestProxy.before(server);
                Connection connection = proxy.connect(schema, "");
                Statement statement = connection.createStatement()) {
            String id = ProxyStatementsTest.one(connection, "SELECT CONNECTION_ID()");
            statement.setFetchSize(Integer.MIN_VALUE);
            String sql = "SELECT REPEAT('x', 2000) FROM seed a, seed b, seed c, seed d, seed e, seed f";
            assertThatThrownBy(() -> {
                        try (ResultSet rows = statement.executeQuery(sql)) {
                            for (int i = 0; i < 1000; i++) {
                                assertThat(rows.next()).isTrue();
                            }
                            server.execute("", "KILL " + id);
                            while (rows.next()) {
                                assertThat(rows.getString(1)).hasSize(2000);
                            }
                        }
                    })
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void shutdownClosesIdleSessionsAndWaitsForRunningOnes() throws Exception {
        TestServer server = TestServers.mariaDb();
        TestProxy proxy = TestProxy.before(server);
        Connection idle = proxy.connect("", "");
        Connection busy = proxy.connect("", "");
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return ProxyStatementsTest.one(busy, "SELECT SLEEP(1) + 5");
            } catch (SQLException e) {
                return e.toString();
            }
        });
        TimeUnit.MILLISECONDS.sleep(400);
        proxy.close();
        assertThat(answer.get(1, TimeUnit.SECONDS)).isEqualTo("5");
        assertThat(failure(idle, "SELECT 1").getSQLState()).startsWith("08");
        assertThatThrownBy(() -> proxy.connect("", "")).isInstanceOf(SQLException.class);
    }

    @Test
    void shutdownDoesNotWaitForEver() throws Exception {
        TestServer server = TestServers.mariaDb();
        ProxyOptions options = ProxyOptions.listeningOn("127.0.0.1", 0)
                .withLimits(Limits.defaults().withShutdownGrace(Duration.ofMillis(300)));
        TestProxy proxy = new TestProxy(
                options, server.address(), server.login(), new Scripted(), loop -> new TestProxy.OpenGate());
        Connection busy = proxy.connect("", "");
        CompletableFuture<SQLException> failed = CompletableFuture.supplyAsync(() -> {
            try {
                return failure(busy, "SELECT SLEEP(30)");
            } catch (SQLException e) {
                return e;
            }
        });
        TimeUnit.MILLISECONDS.sleep(300);
        proxy.close();
        assertThat((Throwable) failed.get(10, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void aGateHoldsRefusesAndLetsPass() throws Exception {
        TestServer server = TestServers.mariaDb();
        AtomicBoolean armed = new AtomicBoolean();
        try (TestProxy proxy = new TestProxy(
                        ProxyOptions.listeningOn("127.0.0.1", 0),
                        server.address(),
                        server.login(),
                        new Scripted(),
                        loop -> new WordGate(loop, armed));
                Connection connection = proxy.connect("", "useServerPrepStmts=true")) {
            armed.set(true);
            long start = System.nanoTime();
            assertThat(ProxyStatementsTest.one(connection, "SELECT 'holdme'")).isEqualTo("holdme");
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isGreaterThanOrEqualTo(200);
            SQLException refused = failure(connection, "SELECT 'refuseme'");
            assertThat(refused.getErrorCode()).isEqualTo(1205);
            assertThat(ProxyStatementsTest.one(connection, "SELECT 1")).isEqualTo("1");
            try (PreparedStatement prepared = connection.prepareStatement("SELECT 'refuseme', ?")) {
                prepared.setInt(1, 1);
                assertThat(catchThrowableOfType(SQLException.class, prepared::executeQuery)
                                .getErrorCode())
                        .isEqualTo(1205);
            }
        }
    }

    /** Once armed, holds what has the word {@code holdme} for a while, and refuses {@code refuseme}. */
    private static final class WordGate implements GateSession {
        private final Executor loop;
        private final AtomicBoolean armed;

        WordGate(Executor loop, AtomicBoolean armed) {
            this.loop = loop;
            this.armed = armed;
        }

        private boolean has(long filter, String word) {
            return armed.get() && IdentifierFilter.mayContain(filter, IdentifierFilter.bits(word));
        }

        @Override
        public boolean enter(long touched, Runnable go, Runnable refuse) {
            if (has(touched, "holdme")) {
                CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS, loop)
                        .execute(go);
                return false;
            }
            if (has(touched, "refuseme")) {
                loop.execute(refuse);
                return false;
            }
            return true;
        }

        @Override
        public void left(boolean inTransaction) {}

        @Override
        public void close() {}
    }
}
