package dev.palinode.engine.topo.store.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.options.WatchOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Etcd's own watches below some prefixes. They only wake; when one ends, all are made anew at the next look. The client
 * calls us with a lock of its own in hand, so nothing that it calls may wait for ours.
 */
final class EtcdWatch implements AutoCloseable {
    private final Watch client;
    private final List<ByteSequence> prefixes;
    private final List<Watch.Watcher> open = new ArrayList<>();
    private volatile Runnable waker = () -> {};
    private AtomicBoolean broken = new AtomicBoolean(true);
    private boolean closed;

    EtcdWatch(Watch client, List<ByteSequence> prefixes) {
        this.client = client;
        this.prefixes = List.copyOf(prefixes);
    }

    /** What to do when something has changed. */
    void wakes(Runnable action) {
        waker = action;
    }

    /** Makes the watches if there are none. Called before each look, so that no change falls between. */
    synchronized void ensure() {
        if (!broken.get() || closed) {
            return;
        }
        open.forEach(Watch.Watcher::close);
        open.clear();
        // Those that were just closed may still say that they have ended: to a mark that nobody looks at any more.
        AtomicBoolean ended = new AtomicBoolean();
        broken = ended;
        WatchOption all = WatchOption.builder().isPrefix(true).build();
        for (ByteSequence prefix : prefixes) {
            open.add(client.watch(
                    prefix, all, Watch.listener(answer -> waker.run(), error -> end(ended), () -> end(ended))));
        }
    }

    private void end(AtomicBoolean mark) {
        mark.set(true);
        waker.run();
    }

    @Override
    public synchronized void close() {
        closed = true;
        open.forEach(Watch.Watcher::close);
        open.clear();
    }
}
