package dev.palinode.engine.topo.store.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.options.WatchOption;
import java.util.ArrayList;
import java.util.List;

/** Etcd's own watches below some prefixes. They only wake; when one ends, all are made anew at the next look. */
final class EtcdWatch implements AutoCloseable {
    private final Watch client;
    private final List<ByteSequence> prefixes;
    private volatile Runnable waker = () -> {};
    private final List<Watch.Watcher> open = new ArrayList<>();
    private boolean broken = true;
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
        if (!broken || closed) {
            return;
        }
        open.forEach(Watch.Watcher::close);
        open.clear();
        broken = false;
        WatchOption all = WatchOption.builder().isPrefix(true).build();
        for (ByteSequence prefix : prefixes) {
            open.add(client.watch(prefix, all, Watch.listener(answer -> wake(), error -> ended(), this::ended)));
        }
    }

    private void wake() {
        waker.run();
    }

    private void ended() {
        synchronized (this) {
            broken = true;
        }
        wake();
    }

    @Override
    public synchronized void close() {
        closed = true;
        open.forEach(Watch.Watcher::close);
        open.clear();
    }
}
