package dev.palinode.engine.topo.store.etcd;

import static dev.palinode.engine.topo.store.etcd.EtcdClient.bytes;
import static dev.palinode.engine.topo.store.etcd.EtcdClient.text;

import dev.palinode.engine.topo.store.TopoFault;
import dev.palinode.engine.topo.store.TopoStore;
import dev.palinode.engine.topo.store.WatchLoop;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Txn;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** A topology in etcd, 3.4 or newer. A version is the revision of etcd at which the value was written. */
public final class EtcdTopoStore implements TopoStore {
    /** Only for what a watch may have missed; each time is one small request. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final EtcdSettings settings;
    private final EtcdConnection etcd;
    private final String prefix;
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();

    private EtcdTopoStore(EtcdSettings settings) {
        this.settings = settings;
        this.etcd = new EtcdConnection(settings);
        this.prefix = settings.root().isEmpty() ? "/" : "/" + settings.root() + "/";
    }

    /**
     * Makes a client; it connects when it is used.
     *
     * @throws TopoFault {@code INVALID} if its certificates cannot be used
     */
    public static EtcdTopoStore open(EtcdSettings settings) {
        return new EtcdTopoStore(settings);
    }

    private ByteSequence key(String path) {
        return bytes(prefix + path);
    }

    @Override
    public Entry create(String path, String value) {
        return put(path, value, new Cmp(key(path), Cmp.Op.EQUAL, CmpTarget.createRevision(0)), Optional.empty());
    }

    @Override
    public Entry update(String path, String value, String version) {
        return put(path, value, unchanged(path, version), Optional.of(version));
    }

    private Cmp unchanged(String path, String version) {
        return new Cmp(key(path), Cmp.Op.EQUAL, CmpTarget.modRevision(Long.parseLong(version)));
    }

    private Entry put(String path, String value, Cmp condition, Optional<String> version) {
        TxnResponse answer = commit(txn -> txn.If(condition)
                .Then(Op.put(key(path), bytes(value), PutOption.DEFAULT))
                .Else(Op.get(key(path), GetOption.DEFAULT)));
        if (!answer.isSucceeded()) {
            throw refusal(path, answer, version);
        }
        return new Entry(value, String.valueOf(answer.getHeader().getRevision()));
    }

    private TxnResponse commit(UnaryOperator<Txn> transaction) {
        return etcd.ask(client -> transaction.apply(client.getKVClient().txn()).commit());
    }

    private static TopoFault refusal(String path, TxnResponse answer, Optional<String> version) {
        boolean there = answer.getGetResponses().stream().anyMatch(got -> got.getCount() > 0);
        if (version.isEmpty()) {
            return TopoFault.exists(path);
        }
        return there ? TopoFault.changed(path) : TopoFault.missing(path);
    }

    @Override
    public void delete(String path, String version) {
        TxnResponse answer = commit(txn -> txn.If(unchanged(path, version))
                .Then(Op.delete(key(path), DeleteOption.DEFAULT))
                .Else(Op.get(key(path), GetOption.DEFAULT)));
        if (!answer.isSucceeded()) {
            throw refusal(path, answer, Optional.of(version));
        }
    }

    @Override
    public Optional<Entry> get(String path) {
        return etcd.ask(client -> client.getKVClient().get(key(path))).getKvs().stream()
                .findFirst()
                .map(EtcdTopoStore::entry);
    }

    @Override
    public NavigableMap<String, Entry> list(List<String> directories) {
        GetOption all = GetOption.builder().isPrefix(true).build();
        Op[] reads = directories.stream()
                .map(directory -> Op.get(key(directory + "/"), all))
                .toArray(Op[]::new);
        NavigableMap<String, Entry> found = new TreeMap<>();
        for (GetResponse answer : commit(txn -> txn.Then(reads)).getGetResponses()) {
            for (KeyValue pair : answer.getKvs()) {
                String path = text(pair.getKey()).substring(prefix.length());
                if (!path.contains(EtcdLocks.DIRECTORY)) {
                    found.put(path, entry(pair));
                }
            }
        }
        return found;
    }

    private static Entry entry(KeyValue pair) {
        return new Entry(text(pair.getValue()), String.valueOf(pair.getModRevision()));
    }

    @Override
    public Watch watch(List<String> directories, Watcher watcher) {
        EtcdWatch watch = new EtcdWatch(
                etcd::client,
                directories.stream().map(directory -> key(directory + "/")).toList());
        WatchLoop loop = WatchLoop.start(
                "palinode-topo-watch", () -> look(watch, directories), watcher, LOOK_EVERY, watch::close);
        watch.wakes(loop::wake);
        watches.add(loop);
        return loop;
    }

    private NavigableMap<String, Entry> look(EtcdWatch watch, List<String> directories) {
        try {
            if (!watch.isOpen()) {
                list(directories);
            }
            watch.ensure();
            return list(directories);
        } catch (TopoFault fault) {
            // The client would try to begin them again all the time, at the cost of a whole core.
            watch.pause();
            throw fault;
        }
    }

    @Override
    public Lock lock(String path, String contents, Duration patience) throws InterruptedException {
        return new EtcdLocks(settings, prefix).take(path, contents, patience);
    }

    @Override
    public String describe() {
        return "etcd://"
                + String.join(
                        ",", settings.members().stream().map(Object::toString).toList()) + "/" + settings.root();
    }

    @Override
    public void close() {
        List.copyOf(watches).forEach(Watch::close);
        etcd.close();
    }
}
