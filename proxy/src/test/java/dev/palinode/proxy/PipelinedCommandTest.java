package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.proxy.wire.Command;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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
