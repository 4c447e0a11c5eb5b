package dev.palinode.engine.topo.client;

import dev.palinode.engine.tls.TlsSettings;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.store.ShardRecord;
import dev.palinode.engine.topo.store.TabletRecord;
import dev.palinode.engine.topo.store.TopoView;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers of one shard as the topology has them, with the account that the topology does not know. Types are as
 * stored; who is the primary now is for those to say who look at the servers. Safe for many threads, never blocks.
 */
public final class ShardTablets {
    private static final Logger LOG = LoggerFactory.getLogger(ShardTablets.class);

    private final CachedTopo topo;
    private final String keyspace;
    private final String shard;
    private final Login login;
    private final TlsSettings tls;
    private volatile List<Tablet> last;

    /**
     * The tablets of a shard.
     *
     * @param login the account of all of them
     * @param tls how to connect to all of them
     */
    public ShardTablets(CachedTopo topo, String keyspace, String shard, Login login, TlsSettings tls) {
        this.topo = Objects.requireNonNull(topo, "topo");
        this.keyspace = Objects.requireNonNull(keyspace, "keyspace");
        this.shard = Objects.requireNonNull(shard, "shard");
        this.login = Objects.requireNonNull(login, "login");
        this.tls = Objects.requireNonNull(tls, "tls");
        this.last = read();
    }

    /** The tablets, by alias. A shard that lost its last tablet keeps them: nobody can have meant that. */
    public List<Tablet> tablets() {
        List<Tablet> now = read();
        return now.isEmpty() ? last : now;
    }

    /** What the topology knows of the primary, and of the last promotion. */
    public ShardRecord recorded() {
        return topo.view().shard(keyspace, shard).orElse(ShardRecord.EMPTY);
    }

    private List<Tablet> read() {
        return topo.tablets(keyspace, shard).stream().map(this::tablet).toList();
    }

    private Tablet tablet(TabletRecord server) {
        return new Tablet(server.alias().toString(), server.address(), server.type(), login, tls);
    }

    /**
     * Calls back when a tablet has come or gone, has another address, or may (not) become the primary any more, and when
     * the store does not know any more who the primary is, as after that one was taken away and written down anew. Who was the
     * primary for the store is no such change. Called on the thread of the watch, which must not be held up.
     */
    public void listen(Consumer<List<Tablet>> listener) {
        AtomicReference<List<Tablet>> told = new AtomicReference<>(last);
        AtomicBoolean knew = new AtomicBoolean(knowsPrimary(topo.view()));
        topo.listen(view -> {
            boolean had = !last.isEmpty();
            List<Tablet> now = read();
            if (now.isEmpty() && had) {
                told.set(now);
                LOG.warn("{}/{} has no tablets in the topology any more; going on with those it had", keyspace, shard);
                return;
            }
            last = now;
            boolean other = !plain(told.getAndSet(now)).equals(plain(now));
            if (other) {
                LOG.info("{}/{} has other tablets now: {}", keyspace, shard, names(now));
            }
            boolean knows = knowsPrimary(view);
            if (other || (knew.get() && !knows)) {
                listener.accept(now);
            }
            knew.set(knows);
        });
    }

    private boolean knowsPrimary(TopoView view) {
        return view.shard(keyspace, shard).flatMap(ShardRecord::primary).isPresent();
    }

    private static List<Tablet> plain(List<Tablet> tablets) {
        return tablets.stream()
                .map(tablet -> new Tablet(
                        tablet.alias(),
                        tablet.address(),
                        tablet.type() == TabletType.RDONLY ? TabletType.RDONLY : TabletType.REPLICA,
                        tablet.login(),
                        tablet.tls()))
                .toList();
    }

    private static String names(List<Tablet> tablets) {
        return String.join(
                ", ",
                tablets.stream()
                        .map(tablet -> tablet.alias() + " at " + tablet.address())
                        .toList());
    }
}
