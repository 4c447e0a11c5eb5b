package dev.palinode.proxy.session.backend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;

/** Writes and closes whose failure needs no look: a channel whose write fails is closed, and its handler hears of that. */
@SuppressWarnings("FutureReturnValueIgnored")
public final class Channels {
    private Channels() {}

    /** Writes without a flush; the bytes are released. */
    public static void write(Channel channel, ByteBuf bytes) {
        channel.write(bytes, channel.voidPromise());
    }

    /** Writes and flushes; the bytes are released. */
    public static void writeAndFlush(Channel channel, ByteBuf bytes) {
        channel.writeAndFlush(bytes, channel.voidPromise());
    }

    /** Closes when this, and what was written before it, has been sent. */
    public static void closeAfter(Channel channel, ByteBuf bytes) {
        channel.writeAndFlush(bytes).addListener(ChannelFutureListener.CLOSE);
    }

    /** Closes at once. */
    public static void close(Channel channel) {
        channel.close();
    }
}
