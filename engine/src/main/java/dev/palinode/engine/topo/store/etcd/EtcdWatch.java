package dev.palinode.engine.topo.store.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.options.WatchOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Etcd's own watches below some prefixes. They only wake; when one ends, all are made anew at the next look. The client
 * calls us with a lock of its own in hand, so nothing that it calls may wait for ours.
 */
final class EtcdWatch implements AutoCloseable {
    private final Supplier<Client> etcd;
    private final List<ByteSequence> prefixes;
    private final List<Watch.Watcher> open = new ArrayList<>();
    private volatile Runnable waker = () -> {};
    private AtomicBoolean broken = new AtomicBoolean(true);
    private Optional<Client> watched = Optional.empty();
    private boolean closed;

    /** @param etcd the client now; another one after an outage */
    EtcdWatch(Supplier<Client> etcd, List<ByteSequence> prefixes) {
        this.etcd = etcd;
        this.prefixes = List.copyOf(prefixes);
    }

    /** What to do when something has changed. */
    void wakes(Runnable action) {
        waker = action;
    }

    /** Makes the watches if there are none. Called before each look, so that no change falls between. */
    synchronized void ensure() {
        Client client = etcd.get();
        if (closed || (!broken.get() && watched.equals(Optional.of(client)))) {
            return;
        }
        end();
        // Those that were just closed may still say that they have ended: to a mark that nobody looks at any more.
        AtomicBoolean ended = new AtomicBoolean();
        broken = ended;
        watched = Optional.of(client);
        WatchOption all = WatchOption.builder().isPrefix(true).build();
        for (ByteSequence prefix : prefixes) {
            open.add(client.getWatchClient()
                    .watch(prefix, all, Watch.listener(answer -> waker.run(), error -> end(ended), () -> end(ended))));
        }
    }

    synchronized boolean isOpen() {
        return !open.isEmpty();
    }

    /** Ends the watches until the next look. */
    synchronized void pause() {
        broken = new AtomicBoolean(true);
        end();
    }

    private void end() {
        open.forEach(Watch.Watcher::close);
        open.clear();
    }

    private void end(AtomicBoolean mark) {
        mark.set(true);
        waker.run();
    }

    @Override
    public synchronized void close() {
        closed = true;
        end();
    }
}
