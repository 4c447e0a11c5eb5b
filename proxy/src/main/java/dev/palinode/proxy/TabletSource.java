package dev.palinode.proxy;

import dev.palinode.engine.preflight.SetupFault;
import dev.palinode.engine.preflight.TabletProber;
import dev.palinode.engine.reparent.InterruptedReparent;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.Topology;
import dev.palinode.engine.topo.client.CachedTopo;
import dev.palinode.engine.topo.client.PrimaryRecorder;
import dev.palinode.engine.topo.client.ShardTablets;
import dev.palinode.engine.topo.client.TopoHealth;
import dev.palinode.engine.topo.health.LiveTopology;
import dev.palinode.engine.topo.store.TopoEditor;
import dev.palinode.engine.topo.store.TopoFault;
import dev.palinode.engine.topo.store.TopoStore;
import dev.palinode.proxy.config.ProxyConfig;
import dev.palinode.proxy.config.topo.TopoConfig;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a shard's servers are named: in the configuration, or in a topology, which is followed, and which is told who
 * the primary is.
 */
final class TabletSource implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TabletSource.class);

    /** Above a start of etcd after its machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration RETRY = Duration.ofSeconds(5);

    private final String keyspace;
    private final TabletProber prober;
    private final boolean lenient;
    private final Optional<CachedTopo> topo;
    private final Optional<ShardTablets> shard;
    private final Optional<PrimaryRecorder> recorder;

    private TabletSource(
            String keyspace,
            TabletProber prober,
            Optional<CachedTopo> topo,
            Optional<ShardTablets> shard,
            Optional<PrimaryRecorder> recorder) {
        this.keyspace = keyspace;
        this.prober = prober;
        this.lenient = topo.isPresent();
        this.topo = topo;
        this.shard = shard;
        this.recorder = recorder;
    }

    private static TabletSource of(ProxyConfig config, String keyspace, TopoConfig wanted, CachedTopo topo) {
        ShardTablets shard = new ShardTablets(topo, keyspace, Topology.UNSHARDED, wanted.login(), wanted.tls());
        if (shard.tablets().isEmpty()) {
            throw new SetupFault("the topology " + wanted.url() + " has no tablets of " + keyspace + "/"
                    + Topology.UNSHARDED + ": see palinode topo --help");
        }
        TopoEditor editor = new TopoEditor(topo.store(), "proxy " + config.listen(), InstantSource.system());
        return new TabletSource(
                keyspace,
                TabletProber.following(keyspace, shard::tablets, shard::recorded),
                Optional.of(topo),
                Optional.of(shard),
                Optional.of(new PrimaryRecorder(editor, keyspace, Topology.UNSHARDED, RETRY)));
    }

    /**
     * Reads the topology, if one is configured; blocks.
     *
     * @throws SetupFault if it cannot be read, or does not have the keyspace
     */
    static TabletSource open(ProxyConfig config, String keyspace) {
        if (config.topo().isEmpty()) {
            return new TabletSource(
                    keyspace,
                    config.keyspaces().size() == 1
                            ? new TabletProber(config.backends(keyspace))
                            : new TabletProber(config.backends(keyspace), before(config, keyspace)),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
        TopoConfig wanted = config.topo().get();
        try {
            CachedTopo topo = CachedTopo.open(wanted.url().open(), PATIENCE, InstantSource.system());
            try {
                return of(config, keyspace, wanted, topo);
            } catch (RuntimeException e) {
                topo.close();
                throw e;
            }
        } catch (TopoFault e) {
            throw new SetupFault(String.valueOf(e.getMessage()));
        }
    }

    /** How many servers of other keyspaces have an alias before these. */
    private static int before(ProxyConfig config, String keyspace) {
        List<String> all = config.keyspaces();
        return all.subList(0, all.indexOf(keyspace)).stream()
                .mapToInt(other -> config.backends(other).size())
                .sum();
    }

    /**
     * The tablets in their roles, for the first time. Of servers that were named here all must answer, of a topology's
     * it is enough to find the primary.
     *
     * @throws SetupFault if that is not so
     */
    List<Tablet> first() {
        try {
            return look();
        } catch (SetupFault e) {
            // A process that died while it changed the primary may have left none that takes writes.
            if (prober.standsAlone()
                    || InterruptedReparent.recover(keyspace + "/" + Topology.UNSHARDED, prober.named())
                            .isEmpty()) {
                throw e;
            }
            return look();
        }
    }

    private List<Tablet> look() {
        return lenient ? prober.again() : prober.first();
    }

    /**
     * From now on the shard has the servers that the topology names, and the topology hears who the primary is. Without
     * a topology nothing happens.
     */
    void connect(LiveTopology live) {
        shard.ifPresent(tablets -> {
            live.recordedPromotions(() -> tablets.recorded().promotion());
            tellPrimary(live.primary());
            recorder.ifPresent(to -> to.recordPromotions(live::newestPromotion));
            live.listen((before, now, term) -> {
                tellPrimary(now);
                apply(live, tablets.tablets());
            });
            tablets.listen(servers -> {
                apply(live, servers);
                // The store forgets who the primary is when its record is taken away and made anew.
                tellPrimary(live.primary());
            });
            apply(live, tablets.tablets());
        });
    }

    private void tellPrimary(Tablet primary) {
        recorder.ifPresent(
                to -> to.record(primary.alias(), InstantSource.system().instant()));
    }

    /** A primary that was taken out of the topology stays until another server is the primary. */
    private static void apply(LiveTopology live, List<Tablet> servers) {
        List<Tablet> all = new ArrayList<>(servers);
        Tablet primary = live.primary();
        if (servers.stream().noneMatch(one -> one.alias().equals(primary.alias()))) {
            LOG.warn("{} is not in the topology any more, but still the primary", primary.alias());
            all.add(primary);
        }
        live.setTablets(all);
    }

    /** How it stands with the topology, if there is one. */
    Optional<TopoHealth> health() {
        return topo.map(CachedTopo::health);
    }

    /** The topology, if there is one. */
    Optional<TopoStore> store() {
        return topo.map(CachedTopo::store);
    }

    @Override
    public void close() {
        recorder.ifPresent(PrimaryRecorder::close);
        topo.ifPresent(CachedTopo::close);
    }
}
