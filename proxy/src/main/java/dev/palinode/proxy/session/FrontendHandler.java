package dev.palinode.proxy.session;

import dev.palinode.proxy.listen.ProxyHeader;
import dev.palinode.proxy.session.backend.BackendConnector;
import dev.palinode.proxy.session.backend.Channels;
import dev.palinode.proxy.session.backend.Transport;
import dev.palinode.proxy.wire.WireException;
import dev.palinode.proxy.wire.compress.Compression;
import dev.palinode.proxy.wire.compress.CompressionHandler;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Clients' connections: the listening socket, and the events of each socket, told to its {@link Session}. */
public final class FrontendHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(FrontendHandler.class);
    private static final ErrPacket TOO_MANY = new ErrPacket(1040, "08004", "Too many connections");
    private static final ErrPacket MALFORMED = new ErrPacket(1835, "HY000", "Malformed communication packet.");

    private final SessionEnvironment environment;
    private final Session session;

    private FrontendHandler(SessionEnvironment environment, Session session) {
        this.environment = environment;
        this.session = session;
    }

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
                .childHandler(initializer(environment))
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

    /** Sets up a client's connection. */
    private static ChannelInitializer<Channel> initializer(SessionEnvironment environment) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, BackendConnector.WATER_MARK);
                ProxyHeader.expect(
                        channel,
                        environment.door(),
                        environment.limits().loginTimeout(),
                        () -> begin(environment, channel));
            }
        };
    }

    private static void begin(SessionEnvironment environment, Channel channel) {
        Session session =
                new Session(environment, channel, environment.registry().newId());
        channel.pipeline().addLast(new FrontendHandler(environment, session));
    }

    /** The connection to the client is compressed from now on. */
    static void compress(Channel client, Compression compression) {
        String self = client.pipeline().context(FrontendHandler.class).name();
        client.pipeline().addBefore(self, "compression", new CompressionHandler(compression));
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        environment.metrics().accepted();
        if (!environment.registry().add(session)) {
            environment.metrics().error(TOO_MANY.errno());
            session.lastWord(TOO_MANY.toFrameBeforeGreeting(ctx.alloc()));
            return;
        }
        session.start();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        session.feed((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        session.updateReads();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        session.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (session.isClosed()) {
            Channels.close(ctx.channel());
        } else if (cause instanceof WireException || cause instanceof IndexOutOfBoundsException) {
            LOG.info("closing session {}: {}", session.id(), cause.getMessage());
            session.failWith(MALFORMED, session.phase().nextSequence());
        } else {
            LOG.debug("client connection of session {} failed", session.id(), cause);
            session.close();
        }
    }
}
