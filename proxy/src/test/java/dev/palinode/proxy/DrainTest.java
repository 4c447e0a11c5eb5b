package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.proxy.session.limit.Limits;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.reply.ErrPacket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Shutting down under clients. */
final class DrainTest {
    private static TestProxy proxy(TestServer server, Duration grace) throws Exception {
        return new TestProxy(
                ProxyOptions.listeningOn("127.0.0.1", 0)
                        .withLimits(Limits.defaults().withShutdownGrace(grace)),
                server.address(),
                server.login(),
                new Scripted(),
                loop -> new TestProxy.OpenGate());
    }

    private static RawClient logIn(TestProxy proxy, TestServer server, String schema) throws Exception {
        return RawClient.loggedIn(proxy.port(), server.user(), server.password(), schema, 0);
    }

    private static void ok(RawClient client, String sql) throws Exception {
        client.send(RawClient.command(Command.QUERY, sql.getBytes(StandardCharsets.UTF_8)));
        assertThat(client.readFrame().getByte(0)).as(sql).isZero();
    }

    @OnEachServer
    void aTransactionMayEnd(TestServer server) throws Exception {
        String schema = server.newSchema();
        server.execute(schema, "CREATE TABLE t (id INT PRIMARY KEY)");
        TestProxy proxy = proxy(server, Duration.ofSeconds(20));
        try (RawClient idle = logIn(proxy, server, schema);
                RawClient open = logIn(proxy, server, schema)) {
            ok(open, "BEGIN");
            ok(open, "INSERT INTO t VALUES (1)");
            CompletableFuture<Void> closing = CompletableFuture.runAsync(proxy::close);
            assertThat(idle.isAtEnd()).isTrue();
            assertThat(proxy.server().isDraining()).isTrue();
            ok(open, "INSERT INTO t VALUES (2)");
            assertThat(closing).isNotDone();
            ok(open, "COMMIT");
            assertThat(open.isAtEnd()).isTrue();
            closing.get(10, TimeUnit.SECONDS);
        }
        try (var direct = server.connect(schema)) {
            assertThat(ProxyStatementsTest.one(direct, "SELECT COUNT(*) FROM t"))
                    .isEqualTo("2");
        }
    }

    @OnEachServer
    void whatTakesTooLongGetsAnError(TestServer server) throws Exception {
        String schema = server.newSchema();
        server.execute(schema, "CREATE TABLE t (id INT PRIMARY KEY)");
        TestProxy proxy = proxy(server, Duration.ofMillis(500));
        try (RawClient open = logIn(proxy, server, schema);
                RawClient busy = logIn(proxy, server, schema)) {
            ok(open, "BEGIN");
            ok(open, "INSERT INTO t VALUES (1)");
            busy.send(RawClient.command(Command.QUERY, "DO SLEEP(30)".getBytes(StandardCharsets.UTF_8)));
            TimeUnit.MILLISECONDS.sleep(200);
            CompletableFuture<Void> closing = CompletableFuture.runAsync(proxy::close);
            for (RawClient client : new RawClient[] {open, busy}) {
                ErrPacket error = ErrPacket.read(client.readFrame());
                assertThat(error.errno()).isEqualTo(1053);
                assertThat(error.sqlState()).isEqualTo("08S01");
                assertThat(client.isAtEnd()).isTrue();
            }
            closing.get(10, TimeUnit.SECONDS);
        }
        try (var direct = server.connect(schema)) {
            assertThat(ProxyStatementsTest.one(direct, "SELECT COUNT(*) FROM t"))
                    .isEqualTo("0");
        }
    }
}
