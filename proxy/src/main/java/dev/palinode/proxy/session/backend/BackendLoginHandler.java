package dev.palinode.proxy.session.backend;

import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.proxy.auth.BackendLogin;
import dev.palinode.proxy.auth.LoginStep;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.Octets;
import dev.palinode.proxy.wire.login.HandshakePacket;
import dev.palinode.proxy.wire.reply.ErrPacket;
import dev.palinode.proxy.wire.reply.ResponseTracker;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Promise;
import org.jspecify.annotations.Nullable;

/** The first handler of a backend connection: logs in, and makes way for the {@link BackendLink}. */
final class BackendLoginHandler extends ChannelInboundHandlerAdapter {
    private final ServerAddress address;
    private final BackendLogin.Request request;
    private final Promise<BackendLink> promise;
    private final FrameDecoder input = new FrameDecoder();
    private @Nullable BackendLogin login;
    private @Nullable HandshakePacket greeting;

    BackendLoginHandler(ServerAddress address, BackendLogin.Request request, Promise<BackendLink> promise) {
        this.address = address;
        this.request = request;
        this.promise = promise;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        input.feed(ctx.alloc(), (ByteBuf) message);
        while (!promise.isDone() && input.next() && input.whole()) {
            ByteBuf payload = input.buffer().slice(input.payload(), input.length());
            step(ctx, payload, input.sequence() + 1);
            input.accept();
            input.dropRun();
        }
        if (promise.isDone()) {
            input.release();
        }
    }

    private void step(ChannelHandlerContext ctx, ByteBuf payload, int sequence) {
        Octets bytes = Octets.readAll(payload.duplicate());
        BackendLogin started = login;
        LoginStep step;
        if (started != null) {
            step = started.next(payload, sequence);
        } else if (input.first() == ErrPacket.HEADER) {
            fail(ctx, new BackendException(ErrPacket.read(payload)));
            return;
        } else {
            step = greet(ctx, HandshakePacket.read(payload));
        }
        step.send().ifPresent(packet -> Channels.writeAndFlush(ctx.channel(), packet));
        step.error().ifPresent(error -> fail(ctx, new BackendException(error)));
        if (step.outcome() == LoginStep.Outcome.ACCEPTED) {
            accepted(ctx, bytes);
        }
    }

    private LoginStep greet(ChannelHandlerContext ctx, HandshakePacket packet) {
        greeting = packet;
        BackendLogin started = new BackendLogin(request, ctx.alloc());
        login = started;
        return started.greeting(packet, ctx.pipeline().get(SslHandler.class) != null);
    }

    private void accepted(ChannelHandlerContext ctx, Octets welcome) {
        HandshakePacket greeted = greeting;
        BackendLogin done = login;
        if (greeted == null || done == null) {
            return;
        }
        ResponseTracker tracker = new ResponseTracker(done.capabilities());
        tracker.expect(Command.PING);
        tracker.frame(input.buffer(), input.payload(), input.length());
        BackendLink link = new BackendLink(ctx.channel(), greeted, done.capabilities(), welcome, tracker);
        ctx.pipeline().addLast(link);
        ctx.pipeline().remove(this);
        if (!promise.trySuccess(link)) {
            link.quit();
        }
    }

    private void fail(ChannelHandlerContext ctx, BackendException cause) {
        promise.tryFailure(cause);
        Channels.close(ctx.channel());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        input.release();
        promise.tryFailure(BackendConnector.unreachable(address, "it closed the connection during the log-in"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        input.release();
        fail(ctx, BackendConnector.unreachable(address, String.valueOf(cause.getMessage())));
    }
}
