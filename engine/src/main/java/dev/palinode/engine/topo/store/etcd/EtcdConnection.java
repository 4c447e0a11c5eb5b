package dev.palinode.engine.topo.store.etcd;

import dev.palinode.engine.topo.store.TopoFault;
import io.etcd.jetcd.Client;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A client that is made anew where etcd has been away: after failures gRPC waits longer and longer before it connects
 * again, up to two minutes (its document connection-backoff.md), in which a store that is back would not be used. Safe for
 * use by several threads.
 */
final class EtcdConnection implements AutoCloseable {
    /** Above an election; and so long that watches have noticed it, which are looked after every few seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final EtcdSettings settings;
    private final Duration patience;
    private Client client;

    /** When there was an answer, or the client was made, of {@link System#nanoTime}. */
    private long sign = System.nanoTime();

    private boolean closed;

    EtcdConnection(EtcdSettings settings) {
        this(settings, PATIENCE);
    }

    /** @param patience for how long there are no answers until the client is made anew */
    EtcdConnection(EtcdSettings settings, Duration patience) {
        this.settings = settings;
        this.patience = patience;
        this.client = EtcdClient.open(settings);
    }

    synchronized Client client() {
        return client;
    }

    /**
     * Sends a request and waits for its answer.
     *
     * @throws TopoFault {@code AWAY} if there is none in time, or an error
     */
    <T> T ask(Function<Client, CompletableFuture<T>> request) {
        Client asked = client();
        try {
            T answer = EtcdClient.await(request.apply(asked));
            answered(asked);
            return answer;
        } catch (TopoFault fault) {
            failed(asked);
            throw fault;
        }
    }

    private synchronized void answered(Client asked) {
        if (asked == client) {
            sign = System.nanoTime();
        }
    }

    private synchronized void failed(Client asked) {
        if (asked != client || closed || System.nanoTime() - sign < patience.toNanos()) {
            return;
        }
        Client fresh = EtcdClient.open(settings);
        client = fresh;
        sign = System.nanoTime();
        asked.close();
    }

    @Override
    public synchronized void close() {
        closed = true;
        client.close();
    }
}
