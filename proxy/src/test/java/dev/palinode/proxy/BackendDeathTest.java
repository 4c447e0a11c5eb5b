package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A server that dies after each byte of a result: the client never takes the part for the whole, and never waits. */
final class BackendDeathTest {
    private static final byte[] EOF = {(byte) 0xFE, 0, 0, 2, 0};
    private static final int ROWS = 3;

    /** Column count, a column, EOF, rows, EOF. */
    private static ByteBuf result() {
        ByteBuf out = Unpooled.buffer();
        ByteBuf column = Unpooled.buffer();
        for (String text : new String[] {"def", "", "", "", "a", ""}) {
            column.writeByte(text.length()).writeCharSequence(text, StandardCharsets.US_ASCII);
        }
        column.writeByte(12)
                .writeShortLE(45)
                .writeIntLE(10)
                .writeByte(0xFD)
                .writeMediumLE(0)
                .writeShort(0);
        byte[] definition = new byte[column.readableBytes()];
        column.readBytes(definition);
        int sequence = 1;
        out.writeBytes(packet(sequence++, new byte[] {1}));
        out.writeBytes(packet(sequence++, definition));
        out.writeBytes(packet(sequence++, EOF));
        for (int i = 0; i < ROWS; i++) {
            out.writeBytes(packet(sequence++, "\u0003row".getBytes(StandardCharsets.US_ASCII)));
        }
        return out.writeBytes(packet(sequence, EOF));
    }

    private static byte[] packet(int sequence, byte[] payload) {
        ByteBuf packet = Packets.of(UnpooledByteBufAllocator.DEFAULT, sequence, payload);
        try {
            return ByteBufUtil.getBytes(packet);
        } finally {
            packet.release();
        }
    }

    @Test
    void anAnswerCutAnywhereIsAnErrorOrAClosedConnection() throws Exception {
        ByteBuf whole = result();
        AtomicInteger cut = new AtomicInteger();
        try (FakeServer server = new FakeServer(channel ->
                        channel.writeAndFlush(whole.copy(0, cut.get())).addListener(ChannelFutureListener.CLOSE));
                TestProxy proxy = server.proxy(ProxyOptions.listeningOn("127.0.0.1", 0))) {
            int errors = 0;
            for (int length = 0; length < whole.readableBytes(); length++) {
                cut.set(length);
                try (RawClient client = FakeServer.client(proxy)) {
                    client.send(RawClient.command(Command.QUERY, (byte) 'x'));
                    errors += endsInError(client.readToErrorOrEnd()) ? 1 : 0;
                }
            }
            // Whatever is not a row is held until it is whole, so that only the middle of a row has no place for an
            // error.
            assertThat(errors).isEqualTo(whole.readableBytes() - ROWS * 3);
        }
    }

    /** Checks what came: whole packets in order, and at the end an error, or a part of one. */
    private static boolean endsInError(ByteBuf came) {
        int sequence = 1;
        while (came.readableBytes() >= 4) {
            int length = came.getUnsignedMediumLE(came.readerIndex());
            if (came.readableBytes() < 4 + length) {
                return false;
            }
            came.skipBytes(3);
            assertThat(came.readUnsignedByte()).isEqualTo((short) sequence++);
            ByteBuf payload = came.readSlice(length);
            if (payload.getUnsignedByte(0) == ErrPacket.HEADER) {
                ErrPacket error = ErrPacket.read(payload);
                assertThat(error.errno()).isEqualTo(1053);
                assertThat(error.sqlState()).isEqualTo("08S01");
                assertThat(came.isReadable()).isFalse();
                return true;
            }
            boolean end = payload.getUnsignedByte(0) == 0xFE && sequence > 4 + 1;
            assertThat(end).as("the end of a result that had none").isFalse();
        }
        return false;
    }

    @Test
    void anIdleSessionOutlivesItsConnection() throws Exception {
        ByteBuf whole = result();
        try (FakeServer server = new FakeServer(
                        channel -> channel.writeAndFlush(whole.copy()).addListener(ChannelFutureListener.CLOSE));
                TestProxy proxy = server.proxy(ProxyOptions.listeningOn("127.0.0.1", 0));
                RawClient client = FakeServer.client(proxy)) {
            wholeResult(client);
            TimeUnit.MILLISECONDS.sleep(200);
            wholeResult(client);
        }
    }

    @Test
    void whatTheServerSaysAtItsEndIsPassedOn() throws Exception {
        ByteBuf whole = result();
        try (FakeServer server = new FakeServer(channel -> channel.writeAndFlush(whole.copy())
                        .addListener(done -> channel.eventLoop()
                                .schedule(() -> sayAndClose(channel), 300, TimeUnit.MILLISECONDS)
                                .addListener(said -> {})));
                TestProxy proxy = server.proxy(ProxyOptions.listeningOn("127.0.0.1", 0));
                RawClient client = FakeServer.client(proxy)) {
            wholeResult(client);
            assertThat(ErrPacket.read(client.readFrame()).errno()).isEqualTo(4031);
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    private static void sayAndClose(Channel channel) {
        ByteBuf farewell = new ErrPacket(4031, "HY000", "was silent for too long").toFrame(channel.alloc(), 0);
        channel.writeAndFlush(farewell).addListener(ChannelFutureListener.CLOSE);
    }

    private static void wholeResult(RawClient client) throws IOException {
        client.send(RawClient.command(Command.QUERY, (byte) 'x'));
        for (int i = 0; i < 3 + ROWS + 1; i++) {
            assertThat(client.readFrame().getUnsignedByte(0)).isNotEqualTo((short) ErrPacket.HEADER);
        }
    }
}
