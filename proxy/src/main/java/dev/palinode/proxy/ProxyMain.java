package dev.palinode.proxy;

import dev.palinode.engine.EngineConfig;
import dev.palinode.engine.FollowingEngine;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.PalinodeEngine;
import dev.palinode.engine.migration.runner.OnlineAlter;
import dev.palinode.engine.preflight.Preflight;
import dev.palinode.engine.preflight.TabletProber;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.Topology;
import dev.palinode.engine.topo.health.LiveTopology;
import dev.palinode.proxy.config.Operations;
import dev.palinode.proxy.config.ProxyConfig;
import dev.palinode.proxy.gate.GateFactory;
import dev.palinode.proxy.gate.GateSession;
import dev.palinode.proxy.gate.TableGate;
import dev.palinode.proxy.http.HttpEndpoints;
import dev.palinode.proxy.http.ThrottlerEndpoint;
import dev.palinode.proxy.intercept.PalinodeRouter;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The wiring: looks at the servers, then starts the engine and the proxy in front of it; stops them the other way. */
public final class ProxyMain implements Serving {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyMain.class);

    /** Where the engine keeps its tables, as in Vitess. */
    private static final String SIDECAR = "_vt";

    /** Longest wait of a client's statement for a cut-over: above the largest threshold that a strategy may set. */
    private static final Duration MAX_HOLD = Duration.ofSeconds(40);

    private static final int COPIERS = 2;

    /** The shard of a keyspace that is not sharded. */
    private static final String SHARD = "0";

    /** Between two looks at a tablet: a failover by others is followed within two or three of these. */
    private static final Duration HEALTH_INTERVAL = Duration.ofSeconds(1);

    private final ServerAddress address;
    private final ProxyServer server;
    private final MigrationEngine engine;
    private final LiveTopology topology;
    private final ScheduledExecutorService timer;
    private final FrontDoor front;
    private final Vitals vitals;
    private final Optional<HttpEndpoints> http;

    private ProxyMain(
            ServerAddress address,
            ProxyServer server,
            MigrationEngine engine,
            LiveTopology topology,
            ScheduledExecutorService timer,
            FrontDoor front,
            Vitals vitals,
            Optional<HttpEndpoints> http) {
        this.address = address;
        this.server = server;
        this.engine = engine;
        this.topology = topology;
        this.timer = timer;
        this.front = front;
        this.vitals = vitals;
        this.http = http;
    }

    /**
     * Starts everything; returns once clients can connect.
     *
     * @throws dev.palinode.engine.preflight.SetupFault if a backend cannot be used
     * @throws dev.palinode.proxy.config.ConfigFault if the users file, a key or a certificate cannot be used
     * @throws dev.palinode.engine.EngineFault if the engine cannot be opened
     * @throws IOException if the address cannot be listened on
     */
    public static Serving start(ProxyConfig config) throws IOException {
        Operations operations = config.operations();
        return start(
                config,
                EngineConfig.defaults()
                        .withThrottle(operations.throttle())
                        .withBounds(operations.maxRunning(), operations.maxCopies())
                        .withGc(operations.gc())
                        .withTools(operations.tools()));
    }

    /** The same with an engine that behaves in another way than is right for nearly everybody. */
    public static Serving start(ProxyConfig config, EngineConfig engineConfig) throws IOException {
        requireFree(config.listen());
        FrontDoor front = FrontDoor.open(config, System.getenv());
        Optional<HttpEndpoints> http = Optional.empty();
        try {
            if (config.operations().http().isPresent()) {
                http = Optional.of(
                        HttpEndpoints.start(config.operations().http().get()));
            }
            return start(config, engineConfig, front, http);
        } catch (IOException | RuntimeException e) {
            http.ifPresent(HttpEndpoints::close);
            front.close();
            throw e;
        }
    }

    private static Serving start(
            ProxyConfig config, EngineConfig engineConfig, FrontDoor front, Optional<HttpEndpoints> http)
            throws IOException {
        LiveTopology topology = topology(config);
        ScheduledExecutorService timer =
                Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("palinode-gate", true));
        TableGate gate = new TableGate(timer, TableGate.DEFAULT_MAX_WAITING, MAX_HOLD);
        FollowingEngine engine;
        try {
            engine = FollowingEngine.open(
                    topology, pinned -> open(config, engineConfig, pinned, gate));
        } catch (RuntimeException e) {
            topology.close();
            timer.shutdownNow();
            throw e;
        }
        try {
            ProxyServer server = ProxyServer.start(
                    ProxyOptions.listeningOn(
                                    config.listen().host(), config.listen().port())
                            .withLimits(config.operations().limits())
                            .withLocalFiles(config.operations().localInfile())
                            .withDefaultStrategy(config.ddlStrategy()),
                    topology,
                    front.users(),
                    new PalinodeRouter(engine, config.keyspace(), config.ddlStrategy()),
                    gates(gate),
                    front.door());
            front.watch(server.backendTls()::files, server.backendTls()::reload);
            Vitals vitals = new Vitals(server, engine, gate);
            ThrottlerGauges.register(server.metrics(), engine::throttler, topology);
            TabletGauges.register(server.metrics(), topology);
            http.ifPresent(endpoints -> {
                endpoints.publishChecks(new ThrottlerEndpoint(engine::throttler, config.keyspace()));
                endpoints.publish(server.metrics()::scrape, vitals::whyNotReady);
            });
            return new ProxyMain(bound(config, server), server, engine, topology, timer, front, vitals, http);
        } catch (IOException | RuntimeException e) {
            engine.close();
            topology.close();
            timer.shutdownNow();
            throw e;
        }
    }

    /** A port in use is found before the engine takes the shard's lease, so that nothing has changed. */
    private static void requireFree(ServerAddress listen) throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(listen.host(), listen.port()));
        } catch (BindException e) {
            throw new IOException("cannot listen on " + listen + ": " + e.getMessage(), e);
        }
    }

    private static GateFactory gates(TableGate gate) {
        return new GateFactory() {
            @Override
            public GateSession open(Executor loop) {
                return open(loop, () -> "a client session");
            }

            @Override
            public GateSession open(Executor loop, Supplier<String> describe) {
                return gate.newSession(loop, describe);
            }
        };
    }

    private static ServerAddress bound(ProxyConfig config, ProxyServer server) throws IOException {
        String address = InetAddress.getByName(config.listen().host()).getHostAddress();
        return new ServerAddress(address, server.port());
    }

    private static LiveTopology topology(ProxyConfig config) {
        List<Tablet> tablets = new TabletProber(config.backends()).first();
        tablets.forEach(tablet -> LOG.info("{} is {} at {}", tablet.alias(), tablet.type(), tablet.address()));
        return LiveTopology.start(config.keyspace(), SHARD, tablets, HEALTH_INTERVAL, InstantSource.system());
    }

    /** At the start, and at each new primary: one that cannot do what the engine needs is told so, and tried again. */
    private static PalinodeEngine open(
            ProxyConfig config, EngineConfig engineConfig, Topology pinned, TableGate gate) {
        new Preflight(SIDECAR).check(pinned.primary(), config.keyspace()).forEach(warning -> LOG.warn("{}", warning));
        return PalinodeEngine.open(
                engineConfig,
                pinned,
                gate,
                context -> new OnlineAlter(context, COPIERS, FailPoints.ofProcess()),
                InstantSource.system());
    }

    @Override
    public ServerAddress address() {
        return address;
    }

    @Override
    public void close() {
        server.close();
        http.ifPresent(HttpEndpoints::close);
        vitals.close();
        engine.close();
        topology.close();
        timer.shutdownNow();
        front.close();
    }
}
