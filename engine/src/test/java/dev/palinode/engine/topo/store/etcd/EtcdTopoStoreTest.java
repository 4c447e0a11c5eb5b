package dev.palinode.engine.topo.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.management.OperatingSystemMXBean;
import dev.palinode.engine.testing.EtcdProcess;
import dev.palinode.engine.topo.store.TopoFault;
import dev.palinode.engine.topo.store.TopoStore;
import dev.palinode.engine.topo.store.TopoStoreContract;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.kv.GetResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EtcdTopoStoreTest extends TopoStoreContract {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final AtomicInteger roots = new AtomicInteger();
    private EtcdProcess etcd;

    @BeforeAll
    void startEtcd(@TempDir Path directory) throws IOException {
        etcd = EtcdProcess.start(directory);
    }

    @AfterAll
    void stopEtcd() throws InterruptedException {
        if (etcd != null) {
            etcd.close();
        }
    }

    @BeforeEach
    void anotherRoot() {
        // The stores are opened before this; the next test's get another root.
        roots.incrementAndGet();
    }

    @Override
    protected TopoStore open() {
        return EtcdTopoStore.open(new EtcdSettings(etcd.address(), "test/" + roots.get()));
    }

    /** The client's watches would try to begin again without a pause, at the cost of a core. */
    @Test
    void aWatchWithoutEtcdCostsNothing() throws Exception {
        Heard heard = new Heard();
        store.watch(List.of("keyspaces"), heard);
        await().atMost(SOON).until(() -> !heard.seen.isEmpty());
        etcd.kill();
        await().atMost(SOON).until(() -> heard.reasons.size() == 1);
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        Duration outage = Duration.ofSeconds(4);
        long before = system.getProcessCpuTime();
        Thread.sleep(outage.toMillis());
        assertThat(Duration.ofNanos(system.getProcessCpuTime() - before)).isLessThan(outage.dividedBy(2));
        etcd.restart();
        await().atMost(SOON).until(() -> heard.seen.size() > 1);
    }

    /** An old one may wait two minutes more before it tries to connect again. */
    @Test
    void anOutageEndsWithAnotherClient() throws Exception {
        EtcdSettings settings = new EtcdSettings(etcd.address(), "test");
        try (EtcdConnection patient = new EtcdConnection(settings);
                EtcdConnection connection = new EtcdConnection(settings, Duration.ZERO)) {
            Client before = connection.client();
            assertThat(connection.ask(EtcdTopoStoreTest::look).getKvs()).isEmpty();
            assertThat(connection.client()).isSameAs(before);
            Client kept = patient.client();
            etcd.kill();
            assertThatThrownBy(() -> connection.ask(EtcdTopoStoreTest::look)).isInstanceOf(TopoFault.class);
            assertThat(connection.client()).isNotSameAs(before);
            assertThatThrownBy(() -> patient.ask(EtcdTopoStoreTest::look)).isInstanceOf(TopoFault.class);
            assertThat(patient.client()).isSameAs(kept);
            etcd.restart();
            await().atMost(SOON)
                    .ignoreExceptionsInstanceOf(TopoFault.class)
                    .until(() ->
                            connection.ask(EtcdTopoStoreTest::look).getKvs().isEmpty());
        }
    }

    private static CompletableFuture<GetResponse> look(Client client) {
        return client.getKVClient().get(EtcdClient.bytes("nothing"));
    }

    @Test
    void aWatchOutlivesARestartOfEtcd() throws Exception {
        store.create("keyspaces/a/Keyspace", "1");
        Heard heard = new Heard();
        other.watch(List.of("keyspaces"), heard);
        await().atMost(SOON).until(() -> heard.last().size() == 1);
        etcd.kill();
        await().atMost(SOON).until(() -> heard.reasons.size() == 1);
        assertThatThrownBy(() -> store.get("keyspaces/a/Keyspace"))
                .isInstanceOfSatisfying(
                        TopoFault.class, fault -> assertThat(fault.kind()).isEqualTo(TopoFault.Kind.AWAY));
        etcd.restart();
        // The client knows it only when it tries to connect again.
        await().atMost(SOON)
                .ignoreExceptionsInstanceOf(TopoFault.class)
                .until(() -> store.get("keyspaces/a/Keyspace").isPresent());
        store.create("keyspaces/b/Keyspace", "2");
        await().atMost(SOON)
                .until(() -> heard.last().equals(Map.of("keyspaces/a/Keyspace", "1", "keyspaces/b/Keyspace", "2")));
        assertThat(heard.reasons).hasSize(1);
        // The watch itself is back too, and not only the look that is made every few seconds.
        store.create("keyspaces/c/Keyspace", "3");
        await().atMost(Duration.ofSeconds(3)).until(() -> heard.last().size() == 3);
    }
}
