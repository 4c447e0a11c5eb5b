package dev.palinode.proxy.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PROXY protocol, version 1 or 2: a load balancer says first for whom it connects. As the MySQL protocol makes the
 * server speak first, who must send a header is known by his address; anything else from there is not a client.
 */
public final class ProxyHeader extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyHeader.class);

    private final Duration limit;
    private final Runnable then;
    private boolean done;

    private ProxyHeader(Duration limit, Runnable then) {
        this.limit = limit;
        this.then = then;
    }

    /**
     * Reads the header of a connection that has to have one.
     *
     * @param limit how long it may take to come
     * @param then adds the handlers that come after it; runs at once on a connection without a header
     */
    public static void expect(Channel channel, Door door, Duration limit, Runnable then) {
        if (channel.remoteAddress() instanceof InetSocketAddress peer && door.isBalancer(peer.getAddress())) {
            channel.pipeline().addLast(new HAProxyMessageDecoder(), new ProxyHeader(limit, then));
        } else {
            then.run();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        Future<?> timer = ctx.executor()
                .schedule(
                        () -> refuse(ctx, "no header of the PROXY protocol"), limit.toMillis(), TimeUnit.MILLISECONDS);
        ctx.channel().closeFuture().addListener(closed -> timer.cancel(false));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (done || !(message instanceof HAProxyMessage header)) {
            ctx.fireChannelRead(message);
            return;
        }
        try {
            client(header).ifPresent(client -> ClientAddress.say(ctx.channel(), client));
        } finally {
            header.release();
        }
        done = true;
        then.run();
        ctx.fireChannelActive();
    }

    /** Empty for the balancer's own connections, such as health checks, and for clients of other networks than IP. */
    private static Optional<InetSocketAddress> client(HAProxyMessage header) {
        byte[] address = header.command() == HAProxyCommand.PROXY && header.sourceAddress() != null
                ? NetUtil.createByteArrayFromIpAddressString(header.sourceAddress())
                : null;
        if (address == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new InetSocketAddress(InetAddress.getByAddress(address), header.sourcePort()));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("not an address of 4 or 16 bytes", e);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (done) {
            ctx.fireExceptionCaught(cause);
        } else {
            refuse(ctx, String.valueOf(cause.getMessage()));
        }
    }

    private void refuse(ChannelHandlerContext ctx, String why) {
        if (!done && ctx.channel().isOpen()) {
            LOG.info("closing a connection of {}: {}", ctx.channel().remoteAddress(), why);
            ctx.close().addListener(closed -> LOG.debug("closed"));
        }
    }
}
