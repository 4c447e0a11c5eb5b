package dev.palinode.proxy.session;

import dev.palinode.proxy.session.backend.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;

/** The listening socket, which makes a session of every connection. */
public final class Clients {
    private Clients() {}

    /**
     * Listens; blocks until the socket is bound.
     *
     * @throws IOException if it cannot be bound
     */
    public static Channel listen(
            SessionEnvironment environment, Transport transport, EventLoopGroup loops, String host, int port)
            throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new IOException("cannot listen on " + host + ":" + port + ": unknown host");
        }
        ServerBootstrap bootstrap = new ServerBootstrap();
        transport.keepAlive(bootstrap::childOption);
        ChannelFuture bound = bootstrap
                .group(loops)
                .channel(transport.listener())
                .option(ChannelOption.SO_BACKLOG, 512)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(FrontendHandler.initializer(environment))
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + host + ":" + port + ": "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        return bound.channel();
    }
}
