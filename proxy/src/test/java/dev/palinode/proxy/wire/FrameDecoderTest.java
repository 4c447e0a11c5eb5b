package dev.palinode.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FrameDecoderTest {
    private static final ByteBufAllocator HEAP = UnpooledByteBufAllocator.DEFAULT;

    private static ByteBuf frames(int... lengths) {
        ByteBuf out = Unpooled.buffer();
        int sequence = 0;
        for (int length : lengths) {
            out.writeMediumLE(length).writeByte(sequence++);
            for (int i = 0; i < length; i++) {
                out.writeByte(length + i);
            }
        }
        return out;
    }

    /** Accepts whole frames only, takes what was accepted after each feed, and notes the lengths seen. */
    private static void drainWhole(FrameDecoder decoder, ByteBuf taken, List<Integer> lengths) {
        while (decoder.next() && decoder.whole()) {
            assertThat(decoder.sequence()).isEqualTo(lengths.size());
            lengths.add(decoder.length());
            decoder.accept();
        }
        take(decoder, taken);
    }

    private static void take(FrameDecoder decoder, ByteBuf taken) {
        if (decoder.hasRun()) {
            ByteBuf run = decoder.takeRun();
            taken.writeBytes(run);
            run.release();
        }
    }

    @Test
    void wholeFramesAreTheSameWhereverTheBytesAreCut() {
        ByteBuf all = frames(1, 0, 5, 300, 0, 2);
        for (int first = 0; first <= all.readableBytes(); first++) {
            for (int second = first; second <= all.readableBytes(); second += 7) {
                FrameDecoder decoder = new FrameDecoder();
                ByteBuf taken = Unpooled.buffer();
                List<Integer> lengths = new ArrayList<>();
                for (ByteBuf part : List.of(
                        all.copy(0, first),
                        all.copy(first, second - first),
                        all.copy(second, all.readableBytes() - second))) {
                    decoder.feed(HEAP, part);
                    drainWhole(decoder, taken, lengths);
                }
                assertThat(lengths).containsExactly(1, 0, 5, 300, 0, 2);
                assertThat(taken).isEqualTo(all);
                assertThat(decoder.hasMore()).isFalse();
            }
        }
    }

    @Test
    void framesMayPassInPieces() {
        ByteBuf all = frames(5, 300, 7);
        for (int cut = 0; cut <= all.readableBytes(); cut++) {
            FrameDecoder decoder = new FrameDecoder();
            ByteBuf taken = Unpooled.buffer();
            List<Integer> firsts = new ArrayList<>();
            for (ByteBuf part : List.of(all.copy(0, cut), all.copy(cut, all.readableBytes() - cut))) {
                decoder.feed(HEAP, part);
                while (decoder.next()) {
                    firsts.add(decoder.first());
                    decoder.accept();
                }
                take(decoder, taken);
            }
            assertThat(firsts).containsExactly(5, 300 & 0xFF, 7);
            assertThat(taken).isEqualTo(all);
            assertThat(decoder.incomplete()).isFalse();
        }
    }

    @Test
    void aReadOfWholeFramesIsTakenWithoutACopy() {
        ByteBuf all = frames(3, 4);
        FrameDecoder decoder = new FrameDecoder();
        decoder.feed(HEAP, all);
        drainAll(decoder);
        assertThat(decoder.takeRun()).isSameAs(all);
    }

    private static void drainAll(FrameDecoder decoder) {
        while (decoder.next()) {
            decoder.accept();
        }
    }

    @Test
    void everyBufferIsReleasedOnce() {
        ByteBuf first = frames(10);
        ByteBuf second = first.copy(7, 7);
        first.writerIndex(7);
        FrameDecoder decoder = new FrameDecoder();
        decoder.feed(HEAP, first);
        assertThat(decoder.next()).isTrue();
        assertThat(decoder.whole()).isFalse();
        decoder.feed(HEAP, second);
        assertThat(second.refCnt()).isZero();
        assertThat(decoder.next() && decoder.whole()).isTrue();
        decoder.accept();
        decoder.dropRun();
        assertThat(first.refCnt()).isZero();
        decoder.release();
    }

    @Test
    void aSliceTakenKeepsItsBytesWhenMoreIsFed() {
        ByteBuf all = frames(3, 4);
        FrameDecoder decoder = new FrameDecoder();
        decoder.feed(HEAP, all.copy(0, 9));
        assertThat(decoder.next()).isTrue();
        decoder.accept();
        ByteBuf run = decoder.takeRun();
        decoder.feed(HEAP, all.copy(9, 6));
        assertThat(run).isEqualTo(all.slice(0, 7));
        assertThat(decoder.next() && decoder.whole()).isTrue();
        assertThat(decoder.length()).isEqualTo(4);
        run.release();
        decoder.release();
    }

    @Test
    void framesAroundSixteenMegabytesStreamThrough() {
        for (int length : new int[] {FrameDecoder.MAX_PAYLOAD - 1, FrameDecoder.MAX_PAYLOAD}) {
            FrameDecoder decoder = new FrameDecoder();
            int fed = 0;
            int total = length + FrameDecoder.HEADER;
            int taken = 0;
            while (fed < total) {
                int part = Math.min(65_536, total - fed);
                ByteBuf chunk = Unpooled.buffer(part).writerIndex(part);
                if (fed == 0) {
                    chunk.setMediumLE(0, length);
                }
                fed += part;
                decoder.feed(HEAP, chunk);
                if (decoder.next()) {
                    assertThat(decoder.length()).isEqualTo(length);
                    decoder.accept();
                }
                ByteBuf run = decoder.takeRun();
                assertThat(run).isSameAs(chunk);
                taken += run.readableBytes();
            }
            assertThat(taken).isEqualTo(total);
            assertThat(decoder.incomplete()).isFalse();
        }
    }
}
