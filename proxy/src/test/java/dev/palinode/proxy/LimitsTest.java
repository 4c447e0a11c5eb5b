package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.proxy.session.limit.Limits;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What clients may have of the proxy, and MySQL's errors beyond it. */
final class LimitsTest {
    private static TestProxy proxy(TestServer server, Limits limits) throws Exception {
        return new TestProxy(
                ProxyOptions.listeningOn("127.0.0.1", 0).withLimits(limits),
                server.address(),
                server.login(),
                new Scripted(),
                loop -> new TestProxy.OpenGate());
    }

    private static RawClient logIn(TestProxy proxy, TestServer server) throws Exception {
        return RawClient.loggedIn(proxy.port(), server.user(), server.password(), "", 0);
    }

    private static byte[] query(String sql) {
        return sql.getBytes(StandardCharsets.UTF_8);
    }

    private static void await(TestProxy proxy, int sessions) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> proxy.server().sessions() == sessions);
    }

    @Test
    void oneUserMayHaveSoMany() throws Exception {
        TestServer server = TestServers.mariaDb();
        try (TestProxy proxy = proxy(server, Limits.defaults().withConnections(10, 2));
                Connection first = proxy.connect("", "")) {
            Connection second = proxy.connect("", "");
            SQLException refused = catchThrowableOfType(SQLException.class, () -> proxy.connect("", ""));
            assertThat(refused.getErrorCode()).isEqualTo(1203);
            assertThat(refused.getSQLState()).isEqualTo("42000");
            second.close();
            await(proxy, 1);
            try (Connection third = proxy.connect("", "")) {
                assertThat(ProxyStatementsTest.one(third, "SELECT 1")).isEqualTo("1");
                assertThat(ProxyStatementsTest.one(first, "SELECT 1")).isEqualTo("1");
            }
        }
    }

    @OnEachServer
    void aCommandThatIsTooLongIsAnErrorAndTheEnd(TestServer server) throws Exception {
        try (TestProxy proxy = proxy(server, Limits.defaults().withMaxPacket(2000))) {
            try (RawClient client = logIn(proxy, server)) {
                client.send(RawClient.command(Command.QUERY, query("DO '" + "x".repeat(1994) + "'")));
                assertThat(client.readFrame().getByte(0)).isZero();
                // The header is enough: nothing of the rest is waited for.
                client.send(Unpooled.buffer().writeMediumLE(2001).writeByte(0).writeByte(Command.QUERY));
                ErrPacket error = ErrPacket.read(client.readFrame());
                assertThat(error.errno()).isEqualTo(1153);
                assertThat(error.sqlState()).isEqualTo("08S01");
                assertThat(client.isAtEnd()).isTrue();
            }
            await(proxy, 0);
        }
        try (TestProxy proxy = proxy(server, Limits.defaults().withMaxPacket(17 << 20));
                RawClient client = logIn(proxy, server)) {
            byte[] half = new byte[0xFFFFFF - 1];
            client.send(RawClient.command(Command.STMT_SEND_LONG_DATA, half));
            ByteBuf more = Unpooled.buffer().writeMediumLE(2 << 20).writeByte(1).writeByte('x');
            client.send(more);
            assertThat(ErrPacket.read(client.readFrame()).errno()).isEqualTo(1153);
        }
    }

    @OnEachServer
    void aSilentClientIsToldAndClosed(TestServer server) throws Exception {
        try (TestProxy proxy = proxy(server, Limits.defaults().withIdleTimeout(Duration.ofMillis(700)));
                RawClient client = logIn(proxy, server)) {
            long start = System.nanoTime();
            for (int i = 0; i < 4; i++) {
                TimeUnit.MILLISECONDS.sleep(300);
                client.send(RawClient.command(Command.PING));
                assertThat(client.readFrame().getByte(0)).isZero();
            }
            client.send(RawClient.command(Command.QUERY, query("DO SLEEP(1)")));
            assertThat(client.readFrame().getByte(0)).isZero();
            assertThat(ErrPacket.read(client.readFrame()).errno()).isEqualTo(4031);
            assertThat(client.isAtEnd()).isTrue();
            assertThat(System.nanoTime() - start)
                    .isGreaterThan(Duration.ofMillis(2800).toNanos());
            await(proxy, 0);
        }
    }

    @OnEachServer
    void whoVanishesDuringAStatementLeavesNothingBehind(TestServer server) throws Exception {
        try (TestProxy proxy = TestProxy.before(server)) {
            RawClient client = logIn(proxy, server);
            client.send(RawClient.command(Command.QUERY, query("SELECT SLEEP(60), 'who vanishes'")));
            TimeUnit.MILLISECONDS.sleep(300);
            client.close();
            await(proxy, 0);
            try (Connection direct = server.connect("");
                    Statement statement = direct.createStatement()) {
                assertThat(statement.execute("SELECT 1")).isTrue();
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> ProxyStatementsTest.one(
                                        direct,
                                        "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE"
                                                + " 'SELECT SLEEP(60), ''who%'")
                                .equals("0"));
            }
        }
    }

    @Test
    void aLongPacketBeforeTheLogInIsNotWaitedFor() throws Exception {
        TestServer server = TestServers.mariaDb();
        try (TestProxy proxy = TestProxy.before(server);
                RawClient client = new RawClient(proxy.port())) {
            client.readFrame();
            client.send(Unpooled.buffer().writeMediumLE(0xFFFFF0).writeByte(1).writeIntLE(0));
            assertThat(ErrPacket.read(client.readFrame()).errno()).isEqualTo(1835);
            assertThat(client.isAtEnd()).isTrue();
        }
    }
}
