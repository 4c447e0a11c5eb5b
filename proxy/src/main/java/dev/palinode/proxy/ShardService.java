package dev.palinode.proxy;

import dev.palinode.engine.EngineConfig;
import dev.palinode.engine.FollowingEngine;
import dev.palinode.engine.PalinodeEngine;
import dev.palinode.engine.migration.runner.OnlineAlter;
import dev.palinode.engine.preflight.Preflight;
import dev.palinode.engine.reparent.AutoFailover;
import dev.palinode.engine.reparent.ShardAccess;
import dev.palinode.engine.reparent.ShardCommands;
import dev.palinode.engine.reparent.Steps;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.Topology;
import dev.palinode.engine.topo.health.LiveTopology;
import dev.palinode.engine.topo.store.TopoStore;
import dev.palinode.proxy.config.ProxyConfig;
import dev.palinode.proxy.gate.GateFactory;
import dev.palinode.proxy.gate.GateSession;
import dev.palinode.proxy.gate.TableGate;
import dev.palinode.proxy.gate.shard.ShardBuffer;
import dev.palinode.proxy.metrics.KeyspaceMetrics;
import dev.palinode.proxy.metrics.ProxyMetrics;
import dev.palinode.proxy.session.place.Cluster;
import io.netty.util.concurrent.DefaultThreadFactory;
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

/**
 * What one shard needs in this process: where its tablets are known from and how they are, what holds its clients'
 * traffic, its engine, and the commands that change its primary. Safe for many threads.
 */
final class ShardService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShardService.class);

    /** Where the engine keeps its tables, as in Vitess. */
    private static final String SIDECAR = "_vt";

    /** Longest wait of a client's statement for a cut-over: above twice the largest threshold, as with foreign keys. */
    private static final Duration MAX_HOLD = Duration.ofSeconds(65);

    private static final int COPIERS = 2;

    /** Between two looks at a tablet: a failover by others is followed within two or three of these. */
    private static final Duration HEALTH_INTERVAL = Duration.ofSeconds(1);

    private final TabletSource source;
    private final LiveTopology topology;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("palinode-gate", true));
    private final TableGate gate = new TableGate(timer, TableGate.DEFAULT_MAX_WAITING, MAX_HOLD);
    private final ShardBuffer buffer;
    private final FollowingEngine engine;
    private final ShardCommands commands;
    private final Optional<AutoFailover> auto;

    private ShardService(ProxyConfig config, EngineConfig engineConfig, TabletSource source, LiveTopology topology) {
        this.source = source;
        this.topology = topology;
        this.buffer = new ShardBuffer(timer, config.operations().buffer());
        try {
            this.engine = FollowingEngine.open(topology, pinned -> engine(engineConfig, pinned));
        } catch (RuntimeException e) {
            timer.shutdownNow();
            throw e;
        }
        this.commands = new ShardCommands(new ShardAccess(topology, topology::refresh, buffer, Steps.ofProcess()));
        this.auto = config.operations()
                .autoFailover()
                .map(terms -> AutoFailover.start(topology::health, commands, terms, InstantSource.system()));
    }

    /**
     * Looks at the tablets, and opens the engine at the primary.
     *
     * @throws dev.palinode.engine.preflight.SetupFault if a backend cannot be used
     * @throws dev.palinode.engine.EngineFault if the engine cannot be opened
     */
    static ShardService open(ProxyConfig config, String keyspace, EngineConfig engineConfig) {
        TabletSource source = TabletSource.open(config, keyspace);
        try {
            List<Tablet> tablets = source.first();
            tablets.forEach(tablet -> LOG.info("{} is {} at {}", tablet.alias(), tablet.type(), tablet.address()));
            LiveTopology topology =
                    LiveTopology.start(keyspace, Topology.UNSHARDED, tablets, HEALTH_INTERVAL, InstantSource.system());
            try {
                return new ShardService(config, engineConfig, source, topology);
            } catch (RuntimeException e) {
                topology.close();
                throw e;
            }
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** At the start, and at each new primary: one that cannot do what the engine needs is told so, and tried again. */
    private PalinodeEngine engine(EngineConfig engineConfig, Topology pinned) {
        new Preflight(SIDECAR).check(pinned.primary(), pinned.keyspace()).forEach(warning -> LOG.warn("{}", warning));
        return PalinodeEngine.open(
                engineConfig,
                pinned,
                gate,
                context -> new OnlineAlter(context, COPIERS, FailPoints.ofProcess()),
                InstantSource.system());
    }

    /** Where its servers are named, if that is a topology. */
    Optional<TopoStore> topo() {
        return source.store();
    }

    /** What sessions need of it. */
    Cluster cluster() {
        GateFactory gates = new GateFactory() {
            @Override
            public GateSession open(Executor loop) {
                return open(loop, () -> "a client session");
            }

            @Override
            public GateSession open(Executor loop, Supplier<String> describe) {
                return gate.newSession(loop, describe);
            }
        };
        return new Cluster(topology, gates, buffer);
    }

    LiveTopology topology() {
        return topology;
    }

    ShardBuffer buffer() {
        return buffer;
    }

    FollowingEngine engine() {
        return engine;
    }

    /** The commands that change the shard's primary. */
    ShardCommands commands() {
        return commands;
    }

    /** Takes up what the source of the tablets says from now on. */
    void follow() {
        source.connect(topology);
    }

    /** Publishes how all is. */
    void publish(ProxyMetrics all) {
        KeyspaceMetrics metrics = all.of(topology.keyspace());
        ThrottlerGauges.register(metrics, engine::throttler, topology);
        TabletGauges.register(metrics, topology);
        auto.ifPresent(failovers -> TabletGauges.register(metrics, failovers));
        BufferGauges.register(metrics, buffer, gate);
        TopoGauges.register(metrics, source);
    }

    @Override
    public void close() {
        auto.ifPresent(AutoFailover::close);
        commands.close();
        engine.close();
        source.close();
        topology.close();
        timer.shutdownNow();
    }
}
