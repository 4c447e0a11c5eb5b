package dev.palinode.proxy.wire.compress;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.ByteToMessageDecoder;

/**
 * Packs what is written and unpacks what is read, once the log-in is over (MySQL manual, "Compressed Packet"). A packet
 * has a header of seven bytes: its length, a sequence id of its own, and the length before compression, or 0 where it is
 * not compressed. Packets and the frames within them begin and end where they like.
 *
 * <p>Little can be unpacked into much, so packets are unpacked one by one, and none while reading is switched off.
 */
@SuppressWarnings("FutureReturnValueIgnored")
public final class CompressionHandler extends ChannelDuplexHandler {
    private static final int HEADER = 7;

    /** Shorter packets are not compressed (MIN_COMPRESS_LENGTH of MySQL's client library). */
    private static final int WORTHWHILE = 50;

    /** Bytes that are compressed at once; more would only cost memory. */
    private static final int CHUNK = 1 << 18;

    private final Compression compression;
    private ByteBuf packed = Unpooled.EMPTY_BUFFER;
    private int sequence;
    private boolean draining;

    /** A handler for one connection; it closes the compression when it goes. */
    public CompressionHandler(Compression compression) {
        this.compression = compression;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        packed = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), packed, (ByteBuf) message);
        drain(ctx);
    }

    /** Reading goes on: first with what is here. */
    @Override
    public void read(ChannelHandlerContext ctx) {
        if (isPacketHere() && !draining) {
            ctx.executor().execute(() -> goOn(ctx));
        }
        ctx.read();
    }

    private void goOn(ChannelHandlerContext ctx) {
        try {
            drain(ctx);
            ctx.fireChannelReadComplete();
        } catch (RuntimeException e) {
            ctx.fireExceptionCaught(e);
        }
    }

    private void drain(ChannelHandlerContext ctx) {
        if (draining) {
            return;
        }
        draining = true;
        try {
            while (isPacketHere() && ctx.channel().config().isAutoRead()) {
                unpack(ctx);
            }
        } finally {
            draining = false;
        }
    }

    private boolean isPacketHere() {
        return packed.readableBytes() >= HEADER
                && packed.readableBytes() >= HEADER + packed.getUnsignedMediumLE(packed.readerIndex());
    }

    private void unpack(ChannelHandlerContext ctx) {
        int length = packed.readUnsignedMediumLE();
        sequence = packed.readUnsignedByte() + 1 & 0xFF;
        int size = packed.readUnsignedMediumLE();
        byte[] bytes = new byte[length];
        packed.readBytes(bytes);
        if (size > 0) {
            bytes = compression.decompress(bytes, size);
        }
        if (bytes.length > 0) {
            ctx.fireChannelRead(Unpooled.wrappedBuffer(bytes));
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ByteBuf plain = (ByteBuf) message;
        if (!plain.isReadable()) {
            ctx.write(plain, promise);
            return;
        }
        ByteBuf out = ctx.alloc().buffer(plain.readableBytes() / 2 + HEADER);
        try {
            while (plain.isReadable()) {
                pack(plain.readSlice(Math.min(plain.readableBytes(), CHUNK)), out);
            }
        } catch (RuntimeException e) {
            out.release();
            throw e;
        } finally {
            plain.release();
        }
        ctx.write(out, promise);
    }

    private void pack(ByteBuf chunk, ByteBuf out) {
        int size = chunk.readableBytes();
        byte[] small = size >= WORTHWHILE ? compression.compress(ByteBufUtil.getBytes(chunk)) : new byte[size];
        boolean better = small.length < size;
        out.writeMediumLE(better ? small.length : size).writeByte(sequence);
        out.writeMediumLE(better ? size : 0);
        sequence = sequence + 1 & 0xFF;
        if (better) {
            out.writeBytes(small);
        } else {
            out.writeBytes(chunk);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        packed.release();
        packed = Unpooled.EMPTY_BUFFER;
        compression.close();
    }
}
