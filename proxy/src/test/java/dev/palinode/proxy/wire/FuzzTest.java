package dev.palinode.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.proxy.wire.login.AuthPackets;
import dev.palinode.proxy.wire.login.ChangeUserPacket;
import dev.palinode.proxy.wire.login.HandshakePacket;
import dev.palinode.proxy.wire.login.HandshakeResponse;
import dev.palinode.proxy.wire.reply.ErrPacket;
import dev.palinode.proxy.wire.reply.ResponseTracker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Random and cut-off bytes: every reader ends, with a value or with one of two exceptions, and keeps its bounds. */
final class FuzzTest {
    private static final int ROUNDS = 20_000;

    /** The session closes on these two. */
    private static void survives(ByteBuf bytes, Consumer<ByteBuf> reader) {
        try {
            reader.accept(bytes);
        } catch (WireException | IndexOutOfBoundsException expected) {
            assertThat(expected).isNotNull();
        }
    }

    private static List<Consumer<ByteBuf>> readers() {
        return List.of(
                HandshakePacket::read,
                in -> HandshakeResponse.read(in, -1),
                in -> HandshakeResponse.read(in, ~Capability.PLUGIN_AUTH_LENENC_CLIENT_DATA),
                in -> ChangeUserPacket.read(in, -1),
                AuthPackets.Switch::read,
                ErrPacket::read,
                in -> QueryAttributes.textIndex(-1, in.slice(), 0, Math.max(1, in.readableBytes())),
                in -> {
                    int type = in.readUnsignedShortLE();
                    assertThat(BinaryValue.read(in, type).text()).isNotNull();
                });
    }

    private static ByteBuf response() {
        ByteBuf out = Unpooled.buffer();
        new HandshakeResponse(
                        Capability.LOGIN_ONLY & ~Capability.COMPRESS,
                        1 << 24,
                        45,
                        "user",
                        Octets.of(new byte[20]),
                        "db",
                        "mysql_native_password",
                        Map.of("_os", "x", "program", "y".repeat(300)))
                .write(out, 1);
        return out.skipBytes(FrameDecoder.HEADER);
    }

    private static ByteBuf greeting() {
        ByteBuf out = Unpooled.buffer();
        new HandshakePacket("8.0.99", 7, Octets.of(new byte[20]), -1, 45, 2, "caching_sha2_password").write(out);
        return out.skipBytes(FrameDecoder.HEADER);
    }

    @Test
    void packetsCutOffAnywhere() {
        for (ByteBuf packet : List.of(response(), greeting())) {
            for (int length = 0; length <= packet.readableBytes(); length++) {
                for (Consumer<ByteBuf> reader : readers()) {
                    survives(packet.slice(packet.readerIndex(), length), reader);
                }
            }
        }
    }

    @Test
    void packetsWithWrongBytes() {
        Random random = new Random(7);
        for (int round = 0; round < ROUNDS; round++) {
            ByteBuf packet = (round % 2 == 0 ? response() : greeting()).copy();
            for (int i = 0; i <= random.nextInt(5); i++) {
                packet.setByte(random.nextInt(packet.readableBytes()), random.nextInt());
            }
            for (Consumer<ByteBuf> reader : readers()) {
                survives(packet.duplicate(), reader);
            }
        }
    }

    @Test
    void randomPackets() {
        Random random = new Random(8);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            for (Consumer<ByteBuf> reader : readers()) {
                survives(Unpooled.wrappedBuffer(bytes), reader);
            }
        }
    }

    /** Signs that mean something to a scanner, in any order. */
    @Test
    void textsOfSignsAreScannedToTheirEnd() {
        String[] parts = {
            "'",
            "\"",
            "`",
            "/*",
            "*/",
            "/*!",
            "/*M!",
            "50000",
            "--",
            "-- ",
            "#",
            "\n",
            ";",
            "\\",
            " ",
            "SET",
            "ALTER",
            "KILL",
            "ddl_strategy",
            "@@",
            "vitess_",
            "_",
            "é",
            "a",
            "(",
            ")",
            "\0",
            "deallocate",
            "="
        };
        Random random = new Random(9);
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < random.nextInt(12); i++) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
            boolean all = QuerySniffer.maybeOurs(bytes, 0, bytes.readableBytes());
            assertThat(all).isEqualTo(QuerySniffer.maybeOurs(bytes, 0, bytes.readableBytes()));
            for (int cut = 0; cut < bytes.readableBytes(); cut++) {
                QuerySniffer.firstKeyword(bytes, 0, cut);
                WireStrings.statement(bytes, 0, cut, Optional.empty());
            }
        }
    }

    /** What was fed and not taken is all that a decoder holds, and what comes out is what went in. */
    @Test
    void randomStreamsOfFrames() {
        Random random = new Random(10);
        for (int round = 0; round < 2000; round++) {
            byte[] bytes = new byte[random.nextInt(400)];
            random.nextBytes(bytes);
            for (int i = 2; i < bytes.length; i += 3) {
                bytes[i] = 0;
            }
            FrameDecoder decoder = new FrameDecoder();
            ResponseTracker tracker = new ResponseTracker(random.nextInt());
            tracker.expect(random.nextInt(0x20));
            ByteBuf out = Unpooled.buffer();
            int at = 0;
            while (at < bytes.length) {
                int length = Math.min(1 + random.nextInt(50), bytes.length - at);
                decoder.feed(UnpooledByteBufAllocator.DEFAULT, Unpooled.copiedBuffer(bytes, at, length));
                at += length;
                drain(decoder, tracker, out);
            }
            int taken = out.readableBytes();
            assertThat(out).isEqualTo(Unpooled.wrappedBuffer(bytes, 0, taken));
            decoder.release();
        }
    }

    private static void drain(FrameDecoder decoder, ResponseTracker tracker, ByteBuf out) {
        while (decoder.next() && (decoder.whole() || !tracker.needsWhole(decoder.first(), decoder.length()))) {
            survives(decoder.buffer(), buffer -> tracker.frame(buffer, decoder.payload(), decoder.length()));
            decoder.accept();
        }
        if (decoder.hasRun()) {
            ByteBuf run = decoder.takeRun();
            out.writeBytes(run);
            run.release();
        }
    }
}
