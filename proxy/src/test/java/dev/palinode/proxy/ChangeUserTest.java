package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.mysql.cj.jdbc.JdbcConnection;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.proxy.auth.RawProof;
import dev.palinode.proxy.session.limit.Limits;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** COM_CHANGE_USER: what it leaves behind, and how long it may take. */
final class ChangeUserTest {
    private static final Duration LIMIT = Duration.ofSeconds(1);

    @OnEachServer
    void whatTheSessionHeldIsGivenBackFirst(TestServer server) throws Exception {
        String schema = server.newSchema();
        server.execute(schema, "CREATE TABLE t (id INT PRIMARY KEY, n INT)", "INSERT INTO t VALUES (1, 1)");
        try (TestProxy proxy = TestProxy.before(server);
                Connection first = proxy.connect(schema, "");
                Connection second = proxy.connect(schema, "sessionVariables=innodb_lock_wait_timeout=1")) {
            for (int round = 0; round < 10; round++) {
                ProxyStatementsTest.one(first, "SELECT GET_LOCK('" + schema + "', 0)");
                first.setAutoCommit(false);
                ProxyStatementsTest.one(first, "SELECT n FROM t WHERE id = 1 FOR UPDATE");
                first.unwrap(JdbcConnection.class).changeUser(server.user(), server.password());
                assertThat(ProxyStatementsTest.one(second, "SELECT GET_LOCK('" + schema + "', 0)"))
                        .isEqualTo("1");
                assertThat(ProxyStatementsTest.one(second, "SELECT n FROM t WHERE id = 1 FOR UPDATE"))
                        .isEqualTo("1");
                ProxyStatementsTest.one(second, "SELECT RELEASE_LOCK('" + schema + "')");
            }
        }
    }

    @OnEachServer
    void aFailedOneEndsTheSession(TestServer server) throws Exception {
        String lock = server.newSchema();
        try (TestProxy proxy = TestProxy.before(server);
                Connection other = proxy.connect("", "")) {
            Connection connection = proxy.connect("", "");
            ProxyStatementsTest.one(connection, "SELECT GET_LOCK('" + lock + "', 0)");
            SQLException refused = catchThrowableOfType(
                    SQLException.class,
                    () -> connection.unwrap(JdbcConnection.class).changeUser(server.user(), "wrong"));
            assertThat(refused.getErrorCode()).isEqualTo(1045);
            assertThat(ProxyStatementsTest.one(other, "SELECT GET_LOCK('" + lock + "', 0)"))
                    .isEqualTo("1");
            assertThatThrownBy(() -> ProxyStatementsTest.one(connection, "SELECT 1"))
                    .isInstanceOf(SQLException.class);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> proxy.server().sessions() == 1);
        }
    }

    @Test
    void eachHasATimeOfItsOwn() throws Exception {
        TestServer server = TestServers.mariaDb();
        ProxyOptions options = ProxyOptions.listeningOn("127.0.0.1", 0)
                .withLimits(Limits.defaults().withLogin(LIMIT, Optional.empty()));
        try (TestProxy proxy = new TestProxy(
                        options, server.address(), server.login(), new Scripted(), loop -> new TestProxy.OpenGate());
                RawClient client = RawClient.loggedIn(
                        proxy.port(), server.user(), server.password(), "", Capability.PLUGIN_AUTH)) {
            TimeUnit.MILLISECONDS.sleep(LIMIT.toMillis() * 6 / 10);
            Octets nonce = changeUser(client, server.user());
            // The first log-in's time ends here, and nothing may come of it.
            TimeUnit.MILLISECONDS.sleep(LIMIT.toMillis() * 6 / 10);
            byte[] proof = RawProof.nativePassword(server.password(), nonce).toArray();
            client.send(
                    Unpooled.buffer().writeMediumLE(proof.length).writeByte(2).writeBytes(proof));
            assertThat(client.readFrame().getByte(0)).isZero();
            TimeUnit.MILLISECONDS.sleep(LIMIT.toMillis() * 12 / 10);
            client.send(RawClient.command(Command.PING));
            assertThat(client.readFrame().getByte(0)).isZero();
            long start = System.nanoTime();
            changeUser(client, server.user());
            assertThat(client.isAtEnd()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(LIMIT.minusMillis(100), LIMIT.multipliedBy(5));
        }
    }

    /** Afterwards the session does nothing, and is not kept open as one that does. */
    @OnEachServer
    void whenItIsOverTheSessionIsIdle(TestServer server) throws Exception {
        ProxyOptions options = ProxyOptions.listeningOn("127.0.0.1", 0)
                .withLimits(Limits.defaults().withIdleTimeout(Duration.ofSeconds(1)));
        try (TestProxy proxy = TestProxy.palinode(server, options);
                RawClient client = RawClient.loggedIn(
                        proxy.port(), server.user(), server.password(), "", Capability.PLUGIN_AUTH)) {
            Octets nonce = changeUser(client, server.user());
            byte[] proof = RawProof.nativePassword(server.password(), nonce).toArray();
            client.send(
                    Unpooled.buffer().writeMediumLE(proof.length).writeByte(2).writeBytes(proof));
            assertThat(client.readFrame().getByte(0)).isZero();
            assertThat(client.readFrame().getUnsignedShortLE(1)).isEqualTo(4031);
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    private static Octets changeUser(RawClient client, String user) throws IOException {
        ByteBuf argument = Unpooled.buffer();
        argument.writeBytes(user.getBytes(StandardCharsets.UTF_8)).writeZero(1);
        argument.writeZero(1).writeZero(1).writeShortLE(45);
        argument.writeBytes(RawProof.NATIVE.getBytes(StandardCharsets.UTF_8)).writeZero(1);
        byte[] bytes = new byte[argument.readableBytes()];
        argument.readBytes(bytes);
        client.send(RawClient.command(Command.CHANGE_USER, bytes));
        ByteBuf asked = client.readFrame();
        assertThat(asked.getUnsignedByte(0)).isEqualTo((short) 0xFE);
        byte[] nonce = new byte[20];
        asked.getBytes(1 + RawProof.NATIVE.length() + 1, nonce);
        return Octets.of(nonce);
    }
}
