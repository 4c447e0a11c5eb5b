package dev.palinode.engine.topo.store.etcd;

import static dev.palinode.engine.topo.store.etcd.EtcdClient.await;
import static dev.palinode.engine.topo.store.etcd.EtcdClient.bytes;
import static dev.palinode.engine.topo.store.etcd.EtcdClient.text;

import dev.palinode.engine.topo.store.TopoFault;
import dev.palinode.engine.topo.store.TopoStore;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.lease.LeaseKeepAliveResponse;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.support.CloseableClient;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Locks as Vitess has them in etcd: everybody who wants one writes a key of their own below {@code <path>/locks/}, and
 * the oldest key has the lock. A key ends with its owner's lease. Each lock has a client of its own, which lives as long.
 */
final class EtcdLocks {
    /** What no record has in its path. */
    static final String DIRECTORY = "/locks/";

    /** Vitess's: so long after an owner has died is the lock free again. */
    private static final long LEASE_SECONDS = 30;

    private static final long PAUSE_MILLIS = 50;

    private final EtcdSettings settings;
    private final String prefix;

    EtcdLocks(EtcdSettings settings, String prefix) {
        this.settings = settings;
        this.prefix = prefix;
    }

    TopoStore.Lock take(String path, String contents, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        Held held = Held.begin(EtcdClient.open(settings));
        try {
            ByteSequence directory = bytes(prefix + path + DIRECTORY);
            ByteSequence own = bytes(text(directory) + Long.toHexString(held.lease));
            await(held.client
                    .getKVClient()
                    .put(
                            own,
                            bytes(contents),
                            PutOption.builder().withLeaseId(held.lease).build()));
            GetOption oldest = GetOption.builder()
                    .isPrefix(true)
                    .withSortField(GetOption.SortTarget.CREATE)
                    .withSortOrder(GetOption.SortOrder.ASCEND)
                    .withLimit(1)
                    .build();
            while (true) {
                KeyValue first = await(held.client.getKVClient().get(directory, oldest)).getKvs().stream()
                        .findFirst()
                        .orElseThrow(() -> new TopoFault(TopoFault.Kind.AWAY, "the lease of the lock was lost"));
                if (first.getKey().equals(own)) {
                    return held;
                }
                if (System.nanoTime() >= deadline) {
                    throw new TopoFault(TopoFault.Kind.BUSY, path + " is locked by " + text(first.getValue()));
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException | RuntimeException e) {
            held.close();
            throw e;
        }
    }

    /** The lease of a lock, kept alive. */
    private static final class Held implements TopoStore.Lock, StreamObserver<LeaseKeepAliveResponse> {
        private final Client client;
        private final long lease;
        private final CloseableClient alive;
        private final AtomicBoolean lost = new AtomicBoolean();

        /** When the lease ends if nothing more is heard, of {@link System#nanoTime}. */
        private volatile long until =
                System.nanoTime() + Duration.ofSeconds(LEASE_SECONDS).toNanos();

        private Held(Client client, long lease) {
            this.client = client;
            this.lease = lease;
            this.alive = client.getLeaseClient().keepAlive(lease, this);
        }

        static Held begin(Client client) {
            try {
                return new Held(
                        client,
                        await(client.getLeaseClient().grant(LEASE_SECONDS)).getID());
            } catch (RuntimeException e) {
                client.close();
                throw e;
            }
        }

        @Override
        public void onNext(LeaseKeepAliveResponse answer) {
            until = System.nanoTime() + Duration.ofSeconds(answer.getTTL()).toNanos();
        }

        @Override
        public void onError(Throwable error) {
            lost.set(true);
        }

        @Override
        public void onCompleted() {
            lost.set(true);
        }

        @Override
        public boolean held() {
            return !lost.get() && System.nanoTime() - until < 0;
        }

        @Override
        public void close() {
            alive.close();
            try {
                await(client.getLeaseClient().revoke(lease));
            } catch (TopoFault e) {
                // The lease ends by itself.
                lost.set(true);
            } finally {
                client.close();
            }
            lost.set(true);
        }
    }
}
