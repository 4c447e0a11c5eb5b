package dev.palinode.proxy.listen;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/** TLS on one client's connection. */
public final class ClientTls {
    private static final String NAME = "tls";
    private static final int HANDSHAKE_SECONDS = 10;

    private ClientTls() {}

    /**
     * Goes on in TLS. Bytes that came with the request for TLS belong to its handshake; taken for the client's next
     * packet they would be words that somebody on the way has put into his mouth.
     *
     * @param rest what came behind the request; belongs to this method
     */
    public static void start(Channel channel, ServerTls tls, ByteBuf rest) {
        SslHandler handler = tls.context().newHandler(channel.alloc());
        handler.setHandshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS);
        channel.pipeline().addFirst(NAME, handler);
        if (rest.isReadable()) {
            channel.pipeline().fireChannelRead(rest);
            channel.pipeline().fireChannelReadComplete();
        } else {
            rest.release();
        }
    }

    /** Whether the connection is in TLS. */
    public static boolean isOn(Channel channel) {
        return channel.pipeline().get(SslHandler.class) != null;
    }
}
