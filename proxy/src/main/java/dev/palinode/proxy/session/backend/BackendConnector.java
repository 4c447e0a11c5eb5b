package dev.palinode.proxy.session.backend;

import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.proxy.auth.BackendLogin;
import dev.palinode.proxy.metrics.ProxyMetrics;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Opens connections to backends and logs in. Safe for many threads; never blocks. */
public final class BackendConnector {
    /** Bytes in a connection's queue at which its sender is stopped, and at which it may go on. */
    public static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    private static final int ER_UNKNOWN = 1105;

    private final Transport transport;
    private final Executor resolver;
    private final Duration connectTimeout;
    private final Duration loginTimeout;
    private final BackendTls tls;
    private final ProxyMetrics metrics;

    /**
     * A connector.
     *
     * @param resolver where host names are looked up, which may block; it may reject
     */
    public BackendConnector(
            Transport transport,
            Executor resolver,
            Duration connectTimeout,
            Duration loginTimeout,
            BackendTls tls,
            ProxyMetrics metrics) {
        this.transport = transport;
        this.resolver = resolver;
        this.connectTimeout = connectTimeout;
        this.loginTimeout = loginTimeout;
        this.tls = tls;
        this.metrics = metrics;
    }

    /** Opens a connection on an event loop; a failure is a {@link BackendException}. */
    public Future<BackendLink> open(EventLoop loop, Tablet tablet, BackendLogin.Request request) {
        ServerAddress address = tablet.address();
        Promise<BackendLink> promise = loop.newPromise();
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(address.host());
        if (literal != null) {
            connect(loop, tablet, new InetSocketAddress(address.host(), address.port()), request, promise);
        } else {
            Future<?> limit = loop.schedule(
                    () -> {
                        promise.tryFailure(unreachable(
                                address, "its name was not looked up within " + connectTimeout.toSeconds() + " s"));
                    },
                    connectTimeout.toMillis(),
                    TimeUnit.MILLISECONDS);
            try {
                resolver.execute(() -> resolve(loop, tablet, request, promise, limit));
            } catch (RejectedExecutionException e) {
                limit.cancel(false);
                promise.tryFailure(unreachable(address, "too many names are being looked up"));
            }
        }
        return promise;
    }

    private void resolve(
            EventLoop loop,
            Tablet tablet,
            BackendLogin.Request request,
            Promise<BackendLink> promise,
            Future<?> limit) {
        if (promise.isDone()) {
            return;
        }
        ServerAddress address = tablet.address();
        try {
            InetAddress resolved = InetAddress.getByName(address.host());
            if (!limit.cancel(false)) {
                return;
            }
            connect(loop, tablet, new InetSocketAddress(resolved, address.port()), request, promise);
        } catch (UnknownHostException e) {
            limit.cancel(false);
            promise.tryFailure(unreachable(address, "unknown host"));
        }
    }

    private void connect(
            EventLoop loop,
            Tablet tablet,
            InetSocketAddress resolved,
            BackendLogin.Request request,
            Promise<BackendLink> promise) {
        promise.addListener(opened -> {
            if (!opened.isSuccess()) {
                metrics.backendFailed();
            }
        });
        ServerAddress address = tablet.address();
        BackendLoginHandler login = new BackendLoginHandler(tablet, tls, request, promise);
        Bootstrap bootstrap = new Bootstrap();
        transport.keepAlive(bootstrap::option);
        bootstrap
                .group(loop)
                .channel(transport.connection())
                .resolver(NoopAddressResolverGroup.INSTANCE)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) connectTimeout.toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(login);
                    }
                })
                .connect(resolved)
                .addListener((ChannelFutureListener) connected -> {
                    if (connected.isSuccess()) {
                        metrics.backendOpened();
                        connected.channel().closeFuture().addListener(closed -> metrics.backendClosed());
                        limitLogin(loop, connected.channel(), address, promise);
                    } else {
                        promise.tryFailure(unreachable(
                                address, String.valueOf(connected.cause().getMessage())));
                    }
                });
    }

    private void limitLogin(EventLoop loop, Channel channel, ServerAddress address, Promise<BackendLink> promise) {
        Future<?> limit = loop.schedule(
                () -> {
                    if (promise.tryFailure(
                            unreachable(address, "no log-in within " + loginTimeout.toSeconds() + " s"))) {
                        Channels.close(channel);
                    }
                },
                loginTimeout.toMillis(),
                TimeUnit.MILLISECONDS);
        promise.addListener(done -> limit.cancel(false));
    }

    static BackendException unreachable(ServerAddress address, String why) {
        return new BackendException(
                new ErrPacket(ER_UNKNOWN, "HY000", "the proxy cannot reach the server " + address + ": " + why), true);
    }
}
