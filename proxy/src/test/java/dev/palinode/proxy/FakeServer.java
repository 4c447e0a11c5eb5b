package dev.palinode.proxy;

import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.proxy.auth.RawProof;
import dev.palinode.proxy.gate.GateFactory;
import dev.palinode.proxy.session.backend.Channels;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.Octets;
import dev.palinode.proxy.wire.ServerStatus;
import dev.palinode.proxy.wire.login.HandshakePacket;
import dev.palinode.proxy.wire.reply.OkPacket;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A server that lets everybody in, and answers to a command what the test says, bytes that no real server sends too. */
final class FakeServer implements AutoCloseable {
    static final Login LOGIN = new Login("anybody", "pw");

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final AtomicInteger ids = new AtomicInteger();
    private final Channel listener;

    /** A server whose answer to each command is the consumer's business. */
    FakeServer(Consumer<Channel> answer) {
        listener = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Connection(ids.incrementAndGet(), answer));
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    static ByteBuf ok(int sequence) {
        ByteBuf out = Unpooled.buffer();
        new OkPacket(0, ServerStatus.AUTOCOMMIT).write(out, sequence, OkPacket.HEADER);
        return out;
    }

    TestProxy proxy(ProxyOptions options) throws IOException {
        GateFactory open = loop -> new TestProxy.OpenGate();
        int port = ((InetSocketAddress) listener.localAddress()).getPort();
        return new TestProxy(options, new ServerAddress("127.0.0.1", port), LOGIN, new Scripted(), open);
    }

    static RawClient client(TestProxy proxy) throws IOException {
        return RawClient.loggedIn(proxy.port(), LOGIN.user(), LOGIN.password(), "", 0);
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        loops.shutdownGracefully().syncUninterruptibly();
    }

    private static final class Connection extends ChannelInboundHandlerAdapter {
        private final int id;
        private final Consumer<Channel> answer;
        private boolean loggedIn;

        Connection(int id, Consumer<Channel> answer) {
            this.id = id;
            this.answer = answer;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ByteBuf out = Unpooled.buffer();
            long capabilities = Capability.PROTOCOL_41
                    | Capability.SECURE_CONNECTION
                    | Capability.PLUGIN_AUTH
                    | Capability.CONNECT_WITH_DB;
            Octets nonce = Octets.of("12345678901234567890".getBytes(StandardCharsets.US_ASCII));
            new HandshakePacket("8.0.99-fake", id, nonce, capabilities, 45, ServerStatus.AUTOCOMMIT, RawProof.NATIVE)
                    .write(out);
            Channels.writeAndFlush(ctx.channel(), out);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ((ByteBuf) message).release();
            if (loggedIn) {
                answer.accept(ctx.channel());
            } else {
                loggedIn = true;
                Channels.writeAndFlush(ctx.channel(), ok(2));
            }
        }
    }
}
