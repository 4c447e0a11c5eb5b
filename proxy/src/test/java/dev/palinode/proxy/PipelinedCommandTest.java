package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.proxy.auth.UserDirectory;
import dev.palinode.proxy.gate.shard.BufferOptions;
import dev.palinode.proxy.gate.shard.ShardBuffer;
import dev.palinode.proxy.listen.Door;
import dev.palinode.proxy.session.place.Cluster;
import dev.palinode.proxy.session.place.Keyspaces;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** A command that comes in one read with the end of another that was sent on in pieces. */
final class PipelinedCommandTest {
    private static final int LENGTH = 100_000;

    @OnEachServer
    void longDataThenPing(TestServer server) throws Exception {
        try (TestProxy proxy = TestProxy.before(server);
                RawClient client = RawClient.loggedIn(
                        proxy.port(), server.login().user(), server.login().password(), "information_schema", 0)) {
            byte[] select = "SELECT LENGTH(?)".getBytes(StandardCharsets.US_ASCII);
            client.send(RawClient.command(Command.STMT_PREPARE, select));
            int id = client.readFrame().getIntLE(1);
            // A parameter, a column, and an EOF after each.
            for (int i = 0; i < 4; i++) {
                client.readFrame();
            }
            byte[] data = new byte[4 + 2 + LENGTH];
            Unpooled.wrappedBuffer(data).setIntLE(0, id);
            ByteBuf frame = RawClient.command(Command.STMT_SEND_LONG_DATA, data);
            for (int left : new int[] {1, 10, LENGTH / 2}) {
                int first = frame.readableBytes() - left;
                client.send(Unpooled.copiedBuffer(frame.slice(0, first)));
                Thread.sleep(100);
                client.send(Unpooled.copiedBuffer(frame.slice(first, left), RawClient.command(Command.PING)));
                assertThat(client.readFrame().getByte(0))
                        .as("the answer to the ping")
                        .isZero();
            }
            client.send(RawClient.command(Command.STMT_EXECUTE, execution(id)));
            client.readFrame();
            client.readFrame();
            client.readFrame();
            assertThat(client.readFrame().getIntLE(2)).isEqualTo(3 * LENGTH);
        }
    }

    /** The mistake is found when the answer before it ends, which is an event of the other connection. */
    @OnEachServer
    void aBrokenCommandBehindAnotherEndsTheSession(TestServer server) throws Exception {
        try (TestProxy proxy = TestProxy.before(server);
                RawClient client = RawClient.loggedIn(
                        proxy.port(), server.login().user(), server.login().password(), "information_schema", 0)) {
            client.send(Unpooled.wrappedBuffer(
                    RawClient.command(Command.QUERY, "DO SLEEP(0.5)".getBytes(StandardCharsets.US_ASCII)),
                    RawClient.command(Command.CHANGE_USER, (byte) 'x')));
            assertThat(client.readFrame().getByte(0)).isZero();
            assertThat(client.readFrame().getUnsignedShortLE(1)).isEqualTo(1835);
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    /** Clients of MariaDB mean the statement prepared last before they know its id; it is not the one before a refused one. */
    @Test
    void executingAStatementThatWasRefusedIsAnError() throws Exception {
        TestServer server = TestServers.mariaDb();
        Keyspaces.Entry there = Keyspaces.of(new Cluster(
                        TestProxy.topology(server),
                        loop -> new TestProxy.OpenGate(),
                        new ShardBuffer(Executors.newSingleThreadScheduledExecutor(), BufferOptions.defaults())))
                .first();
        try (ProxyServer proxy = ProxyServer.start(
                        ProxyOptions.listeningOn("127.0.0.1", 0),
                        new Keyspaces(List.of(there, new Away())),
                        UserDirectory.of(server.login()),
                        new Scripted(),
                        Door.PLAIN);
                RawClient client = RawClient.loggedIn(proxy.port(), server.user(), server.password(), "", 0)) {
            client.send(RawClient.command(Command.STMT_PREPARE, "DO 1".getBytes(StandardCharsets.US_ASCII)));
            assertThat(client.readFrame().getByte(0)).isZero();
            byte[] elsewhere = "INSERT INTO away.t VALUES (1)".getBytes(StandardCharsets.US_ASCII);
            client.send(Unpooled.wrappedBuffer(
                    RawClient.command(Command.STMT_PREPARE, elsewhere),
                    RawClient.command(
                            Command.STMT_EXECUTE,
                            Unpooled.buffer(9)
                                    .writeIntLE(-1)
                                    .writeByte(0)
                                    .writeIntLE(1)
                                    .array())));
            assertThat(ErrPacket.read(client.readFrame()).errno()).isEqualTo(1105);
            assertThat(ErrPacket.read(client.readFrame()).errno()).isEqualTo(1243);
        }
    }

    /** A keyspace whose servers nobody has seen. */
    private record Away() implements Keyspaces.Entry {
        @Override
        public String name() {
            return "away";
        }

        @Override
        public Optional<Cluster> cluster() {
            return Optional.empty();
        }

        @Override
        public String trouble() {
            return "away";
        }
    }

    /** One parameter, which was sent as long data. */
    private static byte[] execution(int id) {
        ByteBuf argument = Unpooled.buffer();
        argument.writeIntLE(id)
                .writeByte(0)
                .writeIntLE(1)
                .writeByte(0)
                .writeByte(1)
                .writeShortLE(0xfc);
        return Arrays.copyOf(argument.array(), argument.readableBytes());
    }
}
