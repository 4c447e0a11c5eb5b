package dev.palinode.proxy.session;

import dev.palinode.proxy.listen.ProxyHeader;
import dev.palinode.proxy.session.backend.BackendConnector;
import dev.palinode.proxy.session.backend.Channels;
import dev.palinode.proxy.wire.WireException;
import dev.palinode.proxy.wire.compress.Compression;
import dev.palinode.proxy.wire.compress.CompressionHandler;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The handler of a client's connection: the events of the socket, told to its {@link Session}. */
final class FrontendHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(FrontendHandler.class);
    private static final ErrPacket TOO_MANY = new ErrPacket(1040, "08004", "Too many connections");
    private static final ErrPacket MALFORMED = new ErrPacket(1835, "HY000", "Malformed communication packet.");

    private final SessionEnvironment environment;
    private final Session session;

    private FrontendHandler(SessionEnvironment environment, Session session) {
        this.environment = environment;
        this.session = session;
    }

    /** Sets up a client's connection. */
    static ChannelInitializer<Channel> initializer(SessionEnvironment environment) {
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
