package dev.palinode.engine.topo.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.testing.EtcdProcess;
import dev.palinode.engine.topo.store.TopoFault;
import dev.palinode.engine.topo.store.TopoStore;
import dev.palinode.engine.topo.store.TopoStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
        store.create("keyspaces/b/Keyspace", "2");
        await().atMost(SOON)
                .until(() -> heard.last().equals(Map.of("keyspaces/a/Keyspace", "1", "keyspaces/b/Keyspace", "2")));
        assertThat(heard.reasons).hasSize(1);
        // The watch itself is back too, and not only the look that is made every few seconds.
        store.create("keyspaces/c/Keyspace", "3");
        await().atMost(Duration.ofSeconds(3)).until(() -> heard.last().size() == 3);
    }
}
