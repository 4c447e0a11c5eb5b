package dev.palinode.proxy;

import dev.palinode.engine.AppThrottle;
import dev.palinode.engine.EngineConfig;
import dev.palinode.engine.KeyspaceEngines;
import dev.palinode.engine.reparent.ShardCommands;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.store.TopoStore;
import dev.palinode.proxy.config.Operations;
import dev.palinode.proxy.config.ProxyConfig;
import dev.palinode.proxy.http.HttpEndpoints;
import dev.palinode.proxy.http.ThrottlerEndpoint;
import dev.palinode.proxy.intercept.PalinodeRouter;
import dev.palinode.proxy.intercept.vtctl.ClusterStatements;
import dev.palinode.proxy.session.failover.FormerPrimary;
import dev.palinode.proxy.session.place.Keyspaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;

/** The wiring: looks at the servers, then starts the engine and the proxy in front of it; stops them the other way. */
public final class ProxyMain implements Serving {
    private final ServerAddress address;
    private final ProxyServer server;
    private final List<KeyspaceService> keyspaces;
    private final FrontDoor front;
    private final Vitals vitals;
    private final Optional<HttpEndpoints> http;

    private ProxyMain(
            ServerAddress address,
            ProxyServer server,
            List<KeyspaceService> keyspaces,
            FrontDoor front,
            Vitals vitals,
            Optional<HttpEndpoints> http) {
        this.address = address;
        this.server = server;
        this.keyspaces = keyspaces;
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
        List<KeyspaceService> keyspaces = KeyspaceService.open(config, engineConfig);
        try {
            List<KeyspaceEngines.Named> named =
                    keyspaces.stream().map(KeyspaceService::engine).toList();
            KeyspaceEngines engines = new KeyspaceEngines(named);
            ProxyServer server = ProxyServer.start(
                    ProxyOptions.listeningOn(
                                    config.listen().host(), config.listen().port())
                            .withLimits(config.operations().limits())
                            .withLocalFiles(config.operations().localInfile())
                            .withDefaultStrategy(config.ddlStrategy()),
                    new Keyspaces(List.copyOf(keyspaces)),
                    front.users(),
                    new PalinodeRouter(
                            engines,
                            config.ddlStrategy(),
                            new ClusterStatements(new ClusterStatements.Sources(
                                    () -> commands(keyspaces),
                                    () -> topo(keyspaces),
                                    keyspace -> throttler(keyspaces, keyspace)))),
                    front.door());
            front.watch(server.backendTls()::files, server.backendTls()::reload);
            Vitals vitals = new Vitals(server, named);
            for (ShardService shard : shards(keyspaces)) {
                shard.publish(server.metrics());
                FormerPrimary.watch(shard.topology(), server::lose);
            }
            keyspaces.forEach(keyspace -> keyspace.follow(late -> prepare(server, late)));
            http.ifPresent(endpoints -> {
                endpoints.publishChecks(new ThrottlerEndpoint(
                        keyspaces.stream().map(KeyspaceService::throttler).toList()));
                endpoints.publish(server.metrics()::scrape, vitals::readiness);
            });
            return new ProxyMain(bound(config, server), server, keyspaces, front, vitals, http);
        } catch (IOException | RuntimeException e) {
            keyspaces.forEach(KeyspaceService::close);
            throw e;
        }
    }

    private static List<ShardService> shards(List<KeyspaceService> keyspaces) {
        return keyspaces.stream().flatMap(keyspace -> keyspace.shard().stream()).toList();
    }

    /** Where the servers are named; every keyspace has a connection of its own to it. */
    private static Optional<TopoStore> topo(List<KeyspaceService> keyspaces) {
        return shards(keyspaces).stream()
                .flatMap(shard -> shard.topo().stream())
                .findFirst();
    }

    private static Optional<AppThrottle> throttler(List<KeyspaceService> keyspaces, String name) {
        return keyspaces.stream()
                .map(KeyspaceService::throttler)
                .filter(store -> store.keyspace().equals(name))
                .findFirst()
                .flatMap(store -> store.throttler().get())
                .map(AppThrottle::new);
    }

    private static List<ShardCommands> commands(List<KeyspaceService> keyspaces) {
        return shards(keyspaces).stream().map(ShardService::commands).toList();
    }

    private static void prepare(ProxyServer server, ShardService late) {
        try {
            for (Tablet tablet : late.topology().tablets()) {
                server.backendTls().prepare(tablet);
            }
            late.publish(server.metrics());
            FormerPrimary.watch(late.topology(), server::lose);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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

    private static ServerAddress bound(ProxyConfig config, ProxyServer server) throws IOException {
        String address = InetAddress.getByName(config.listen().host()).getHostAddress();
        return new ServerAddress(address, server.port());
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
        keyspaces.forEach(KeyspaceService::close);
        front.close();
    }
}
