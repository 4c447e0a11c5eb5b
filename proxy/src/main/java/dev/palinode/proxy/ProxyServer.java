package dev.palinode.proxy;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.Topology;
import dev.palinode.proxy.accesslog.AccessLog;
import dev.palinode.proxy.auth.RsaKeys;
import dev.palinode.proxy.auth.UserDirectory;
import dev.palinode.proxy.gate.GateFactory;
import dev.palinode.proxy.gate.shard.BufferOptions;
import dev.palinode.proxy.gate.shard.ShardBuffer;
import dev.palinode.proxy.intercept.StatementRouter;
import dev.palinode.proxy.listen.Door;
import dev.palinode.proxy.metrics.ProxyMetrics;
import dev.palinode.proxy.session.FrontendHandler;
import dev.palinode.proxy.session.Session;
import dev.palinode.proxy.session.SessionEnvironment;
import dev.palinode.proxy.session.SessionRegistry;
import dev.palinode.proxy.session.backend.BackendConnector;
import dev.palinode.proxy.session.backend.BackendTls;
import dev.palinode.proxy.session.backend.ServerProfiles;
import dev.palinode.proxy.session.backend.Transport;
import dev.palinode.proxy.session.limit.Limits;
import dev.palinode.proxy.session.limit.LoginDelays;
import dev.palinode.proxy.session.limit.WorkPools;
import dev.palinode.proxy.session.place.Cluster;
import dev.palinode.proxy.session.place.Keyspaces;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The MySQL front door: listens from {@link #start} to {@link #close}. Safe for many threads. */
public final class ProxyServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyServer.class);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    /** Names of servers that may wait to be looked up. */
    private static final int LOOKUPS = 1_000;

    private final ProxyOptions options;
    private final EventLoopGroup loops;
    private final List<ExecutorService> pools;
    private final SessionRegistry registry;
    private final Channel listener;
    private final ProxyMetrics metrics;
    private final BackendTls backendTls;
    private volatile boolean draining;

    private ProxyServer(
            ProxyOptions options,
            EventLoopGroup loops,
            List<ExecutorService> pools,
            SessionRegistry registry,
            Channel listener,
            ProxyMetrics metrics,
            BackendTls backendTls) {
        this.options = options;
        this.loops = loops;
        this.pools = pools;
        this.registry = registry;
        this.listener = listener;
        this.metrics = metrics;
        this.backendTls = backendTls;
        metrics.gauge("palinode.sessions", "clients that are connected", registry::size);
        metrics.gauge(
                "palinode.direct.memory.bytes", "memory of the buffers of the network", ProxyServer::directMemory);
    }

    /**
     * Starts; returns once clients can connect. No server needs to be up for that.
     *
     * @throws IOException if the address cannot be listened on; the message says which and why
     */
    public static ProxyServer start(
            ProxyOptions options, Topology topology, UserDirectory users, StatementRouter router, GateFactory gates)
            throws IOException {
        return start(options, topology, users, router, gates, Door.PLAIN);
    }

    /** The same with a door of its own. */
    public static ProxyServer start(
            ProxyOptions options,
            Topology topology,
            UserDirectory users,
            StatementRouter router,
            GateFactory gates,
            Door door)
            throws IOException {
        ScheduledExecutorService timer =
                Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("palinode-buffer", true));
        return start(options, topology, users, router, gates, new ShardBuffer(timer, BufferOptions.defaults()), door);
    }

    /** The same with a buffer that others close as well. */
    public static ProxyServer start(
            ProxyOptions options,
            Topology topology,
            UserDirectory users,
            StatementRouter router,
            GateFactory gates,
            ShardBuffer buffer,
            Door door)
            throws IOException {
        return start(options, Keyspaces.of(new Cluster(topology, gates, buffer)), users, router, door);
    }

    /** In front of several keyspaces. */
    public static ProxyServer start(
            ProxyOptions options, Keyspaces keyspaces, UserDirectory users, StatementRouter router, Door door)
            throws IOException {
        BackendTls tls = new BackendTls();
        for (Topology topology : keyspaces.topologies()) {
            for (Tablet tablet : topology.tablets()) {
                tls.prepare(tablet);
            }
        }
        Transport transport = Transport.best();
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
                options.threads(), new DefaultThreadFactory("palinode-loop"), transport.io());
        WorkPools work = new WorkPools(lane -> pool(lane.label(), options.work(lane)));
        ExecutorService logins = pool("palinode-login", options.logins());
        ExecutorService resolver = pool("palinode-resolve", new ProxyOptions.Pool(2, LOOKUPS));
        List<ExecutorService> pools = new ArrayList<>(work.all());
        pools.addAll(List.of(logins, resolver));
        SessionRegistry registry = new SessionRegistry(options.limits());
        ProxyMetrics metrics = new ProxyMetrics();
        BackendConnector connector = new BackendConnector(
                transport, resolver, options.connectTimeout(), options.limits().loginTimeout(), tls, metrics);
        SessionEnvironment environment = new SessionEnvironment(
                keyspaces,
                users,
                RsaKeys.generate(),
                new SecureRandom(),
                router,
                options.defaultStrategy(),
                work,
                logins,
                new LoginDelays(options.limits(), Ticker.systemTicker()),
                registry,
                new ServerProfiles(connector),
                connector,
                options.localFiles(),
                options.limits(),
                metrics,
                AccessLog.toLogger(options.limits().slowStatement()),
                door);
        try {
            Channel listener = FrontendHandler.listen(environment, transport, loops, options.host(), options.port());
            ProxyServer server = new ProxyServer(options, loops, pools, registry, listener, metrics, tls);
            LOG.info("listening on {}:{}", options.host(), server.port());
            return server;
        } catch (IOException e) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
            pools.forEach(ExecutorService::shutdownNow);
            throw e;
        }
    }

    private static ExecutorService pool(String name, ProxyOptions.Pool size) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                size.threads(),
                size.threads(),
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(size.queue()),
                new DefaultThreadFactory(name, true));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** The port that is listened on. */
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** How many clients are connected. */
    public int sessions() {
        return registry.size();
    }

    /** A server is not waited for any more: what sessions have sent there is lost, as if it had died. */
    public void lose(ServerAddress server) {
        registry.lose(server);
    }

    /** What is counted here. */
    public ProxyMetrics metrics() {
        return metrics;
    }

    /** TLS to the servers, whose files may change. */
    BackendTls backendTls() {
        return backendTls;
    }

    /** Whether {@link #close} has been called. */
    public boolean isDraining() {
        return draining;
    }

    private static double directMemory() {
        return ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider
                ? provider.metric().usedDirectMemory()
                : Double.NaN;
    }

    /**
     * Stops listening, closes the sessions that do nothing, gives running commands and open transactions
     * {@link Limits#shutdownGrace} to end, and closes what is left with an error. May be called again.
     */
    @Override
    public void close() {
        draining = true;
        listener.close().syncUninterruptibly();
        registry.forEach(Session::closeWhenIdle);
        awaitSessions(options.limits().shutdownGrace());
        if (registry.size() > 0) {
            LOG.info("closing {} sessions that have not ended in time", registry.size());
        }
        registry.forEach(Session::shutDown);
        awaitSessions(LAST_WORDS);
        registry.forEach(Session::closeNow);
        pools.forEach(ExecutorService::shutdownNow);
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(6, TimeUnit.SECONDS);
    }

    private void awaitSessions(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (registry.size() > 0 && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
