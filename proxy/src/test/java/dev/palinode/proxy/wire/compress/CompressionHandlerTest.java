package dev.palinode.proxy.wire.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.proxy.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class CompressionHandlerTest {
    private static final List<Supplier<Compression>> ALL = List.of(Compression::zlib, () -> Compression.zstd(3));

    private static byte[] sample(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        Arrays.fill(bytes, size / 4, size / 2, (byte) 'x');
        return bytes;
    }

    /** What a handler writes for these bytes. */
    private static byte[] packed(Supplier<Compression> compression, byte[] plain) {
        EmbeddedChannel channel = new EmbeddedChannel(new CompressionHandler(compression.get()));
        channel.writeOutbound(Unpooled.wrappedBuffer(plain));
        byte[] packed = drain(channel, false);
        assertThat(channel.finish()).isFalse();
        return packed;
    }

    private static byte[] drain(EmbeddedChannel channel, boolean inbound) {
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf part = next(channel, inbound); part != null; part = next(channel, inbound)) {
            all.writeBytes(part);
            part.release();
        }
        return ByteBufUtil.getBytes(all);
    }

    private static ByteBuf next(EmbeddedChannel channel, boolean inbound) {
        return inbound ? channel.readInbound() : channel.readOutbound();
    }

    @Test
    void whatIsPackedIsUnpackedWhereverItIsCut() {
        for (Supplier<Compression> compression : ALL) {
            for (int size : new int[] {1, 49, 50, 51, 300, 5000}) {
                byte[] plain = sample(size, size);
                byte[] packed = packed(compression, plain);
                int step = Math.max(1, packed.length / 200);
                for (int cut = 0; cut <= packed.length; cut += step) {
                    EmbeddedChannel channel = new EmbeddedChannel(new CompressionHandler(compression.get()));
                    channel.writeInbound(Unpooled.copiedBuffer(packed, 0, cut));
                    channel.writeInbound(Unpooled.copiedBuffer(packed, cut, packed.length - cut));
                    assertThat(drain(channel, true)).isEqualTo(plain);
                    assertThat(channel.finish()).isFalse();
                }
            }
        }
    }

    @Test
    void muchIsPackedInSeveralPackets() {
        for (Supplier<Compression> compression : ALL) {
            byte[] plain = sample(20 << 20, 7);
            byte[] packed = packed(compression, plain);
            assertThat(packed.length).isLessThan(plain.length);
            EmbeddedChannel channel = new EmbeddedChannel(new CompressionHandler(compression.get()));
            channel.writeInbound(Unpooled.wrappedBuffer(packed));
            assertThat(drain(channel, true)).isEqualTo(plain);
            assertThat(channel.finish()).isFalse();
        }
    }

    @Test
    void answersAreNumberedFromTheCommandOn() {
        EmbeddedChannel channel = new EmbeddedChannel(new CompressionHandler(Compression.zlib()));
        channel.writeInbound(Unpooled.buffer()
                .writeMediumLE(1)
                .writeByte(254)
                .writeMediumLE(0)
                .writeByte('a'));
        assertThat(drain(channel, true)).hasSize(1);
        for (int expected : new int[] {255, 0, 1}) {
            channel.writeOutbound(Unpooled.wrappedBuffer(new byte[] {1}));
            assertThat(drain(channel, false)[3] & 0xFF).isEqualTo(expected);
        }
        assertThat(channel.finish()).isFalse();
    }

    @Test
    void nothingIsUnpackedWhileReadingIsOff() {
        byte[] plain = sample(1000, 1);
        byte[] packed = packed(Compression::zlib, plain);
        EmbeddedChannel channel = new EmbeddedChannel(new CompressionHandler(Compression.zlib()));
        channel.config().setAutoRead(false);
        channel.writeInbound(Unpooled.wrappedBuffer(packed));
        assertThat(drain(channel, true)).isEmpty();
        channel.config().setAutoRead(true);
        channel.runPendingTasks();
        assertThat(drain(channel, true)).isEqualTo(plain);
        assertThat(channel.finish()).isFalse();
    }

    @Test
    void nonsenseThatWasHeldBackIsAnErrorToo() {
        EmbeddedChannel channel = new EmbeddedChannel(new CompressionHandler(Compression.zlib()));
        channel.config().setAutoRead(false);
        channel.writeInbound(Unpooled.buffer()
                .writeMediumLE(1)
                .writeByte(0)
                .writeMediumLE(100)
                .writeByte('a'));
        channel.config().setAutoRead(true);
        channel.runPendingTasks();
        assertThatThrownBy(channel::checkException).isInstanceOf(WireException.class);
        channel.finishAndReleaseAll();
    }

    @Test
    void nonsenseIsAnErrorAndNoMore() {
        Random random = new Random(42);
        for (int round = 0; round < 3000; round++) {
            Supplier<Compression> compression = ALL.get(round % 2);
            byte[] bytes = round % 3 == 0 ? new byte[random.nextInt(200)] : packed(compression, sample(200, round));
            for (int i = 0; i < 1 + bytes.length / 20 && bytes.length > 0; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            EmbeddedChannel channel = new EmbeddedChannel(new CompressionHandler(compression.get()));
            try {
                channel.writeInbound(Unpooled.wrappedBuffer(bytes));
                assertThat(drain(channel, true).length).isLessThan(1 << 24);
            } catch (WireException | DecoderException expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            }
            drain(channel, true);
            channel.finishAndReleaseAll();
        }
    }

    @Test
    void aWrongSizeIsAnError() {
        for (Supplier<Compression> supplier : ALL) {
            try (Compression compression = supplier.get()) {
                byte[] packed = compression.compress(sample(500, 3));
                for (int size : new int[] {499, 501}) {
                    if (size > 500 || supplier != ALL.get(0)) {
                        assertThatThrownBy(() -> compression.decompress(packed, size))
                                .isInstanceOf(WireException.class);
                    }
                }
            }
        }
    }
}
