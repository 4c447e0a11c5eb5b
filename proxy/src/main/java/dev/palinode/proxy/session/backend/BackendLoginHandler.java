package dev.palinode.proxy.session.backend;

import dev.palinode.engine.tls.TlsMode;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.proxy.auth.BackendLogin;
import dev.palinode.proxy.auth.LoginStep;
import dev.palinode.proxy.wire.Capability;
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
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The first handler of a backend connection: logs in, and makes way for the {@link BackendLink}. */
final class BackendLoginHandler extends ChannelInboundHandlerAdapter {
    private final Tablet tablet;
    private final ServerAddress address;
    private final BackendTls tls;
    private final BackendLogin.Request request;
    private final Promise<BackendLink> promise;
    private final FrameDecoder input = new FrameDecoder();
    private @Nullable BackendLogin login;
    private @Nullable HandshakePacket greeting;

    BackendLoginHandler(Tablet tablet, BackendTls tls, BackendLogin.Request request, Promise<BackendLink> promise) {
        this.tablet = tablet;
        this.address = tablet.address();
        this.tls = tls;
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
            if (greeting != null && login == null && input.hasMore()) {
                // What came in plain text behind the greeting would be taken for something that came through TLS.
                fail(ctx, BackendConnector.unreachable(address, "it said more than its greeting before TLS"));
            }
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
            greet(ctx, HandshakePacket.read(payload), sequence);
            return;
        }
        take(ctx, step, bytes);
    }

    private void take(ChannelHandlerContext ctx, LoginStep step, Octets bytes) {
        step.send().ifPresent(packet -> Channels.writeAndFlush(ctx.channel(), packet));
        step.error().ifPresent(error -> fail(ctx, new BackendException(error)));
        if (step.outcome() == LoginStep.Outcome.ACCEPTED) {
            accepted(ctx, bytes);
        }
    }

    private void greet(ChannelHandlerContext ctx, HandshakePacket packet, int sequence) {
        greeting = packet;
        TlsMode mode = BackendTls.mode(tablet);
        if (mode == TlsMode.DISABLED || (mode == TlsMode.PREFERRED && !offersTls(packet))) {
            logIn(ctx, packet, false, sequence);
        } else if (offersTls(packet)) {
            secure(ctx, packet, sequence);
        } else {
            fail(ctx, BackendConnector.unreachable(address, "it has no TLS, and ssl-mode is " + mode));
        }
    }

    private static boolean offersTls(HandshakePacket packet) {
        return Capability.has(packet.capabilities(), Capability.SSL);
    }

    private void logIn(ChannelHandlerContext ctx, HandshakePacket packet, boolean encrypted, int sequence) {
        BackendLogin started = new BackendLogin(request, ctx.alloc());
        login = started;
        take(ctx, started.greeting(packet, encrypted, sequence), Octets.NONE);
    }

    /** Asks for TLS, and goes on once there is. */
    private void secure(ChannelHandlerContext ctx, HandshakePacket packet, int sequence) {
        SslHandler handler;
        try {
            handler = tls.handler(tablet, ctx.alloc());
        } catch (UncheckedIOException e) {
            fail(ctx, BackendConnector.unreachable(address, "TLS: " + e.getMessage()));
            return;
        }
        BackendLogin asking = new BackendLogin(request, ctx.alloc());
        Channels.writeAndFlush(ctx.channel(), asking.tlsRequest(packet, sequence));
        ctx.pipeline().addFirst(handler);
        handler.handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                logIn(ctx, packet, true, sequence + 1);
            } else {
                fail(ctx, BackendConnector.unreachable(address, "TLS: " + reason(done.cause())));
            }
        });
    }

    private static String reason(Throwable cause) {
        Throwable deepest = cause;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return String.valueOf(deepest.getMessage());
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
