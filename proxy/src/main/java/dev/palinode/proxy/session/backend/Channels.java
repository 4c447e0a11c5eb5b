package dev.palinode.proxy.session.backend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;

/** Writes and closes whose failure needs no look: a channel whose write fails is closed, and its handler hears of that. */
@SuppressWarnings("FutureReturnValueIgnored")
public final class Channels {
    private Channels() {}

    public static void write(Channel channel, ByteBuf bytes) {
        channel.write(bytes, channel.voidPromise());
    }

    public static void writeAndFlush(Channel channel, ByteBuf bytes) {
        channel.writeAndFlush(bytes, channel.voidPromise());
    }

    /** Closes when this, and what was written before it, has been sent. */
    public static void closeAfter(Channel channel, ByteBuf bytes) {
        channel.writeAndFlush(bytes).addListener(ChannelFutureListener.CLOSE);
    }

    public static void close(Channel channel) {
        channel.close();
    }
}
