package dev.palinode.engine.topo.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.topo.store.TopoStore.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store does. Two stores on one topology stand for two processes. */
public abstract class TopoStoreContract {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** One way in, opened for each test. */
    protected TopoStore store;

    /** Another way in to the same. */
    protected TopoStore other;

    /** A new way in to this test's topology. */
    protected abstract TopoStore open();

    @BeforeEach
    void openTwo() {
        store = open();
        other = open();
    }

    @AfterEach
    void closeBoth() {
        store.close();
        other.close();
    }

    private static void assertFault(TopoFault.Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TopoFault.class, fault -> assertThat(fault.kind()).isEqualTo(kind));
    }

    @Test
    void whatIsCreatedIsThereForEverybody() {
        Entry made = store.create("keyspaces/a/Keyspace", "{\"x\": \"ä\"}");
        assertThat(other.get("keyspaces/a/Keyspace")).contains(made);
        assertThat(other.get("keyspaces/b/Keyspace")).isEmpty();
        assertFault(TopoFault.Kind.EXISTS, () -> other.create("keyspaces/a/Keyspace", "{}"));
        assertThat(store.get("keyspaces/a/Keyspace")).contains(made);
    }

    @Test
    void onlyTheOneWhoHasReadTheLastVersionMayChangeIt() {
        Entry first = store.create("keyspaces/a/Keyspace", "1");
        Entry second = other.update("keyspaces/a/Keyspace", "2", first.version());
        assertFault(TopoFault.Kind.CHANGED, () -> store.update("keyspaces/a/Keyspace", "3", first.version()));
        assertFault(TopoFault.Kind.CHANGED, () -> store.delete("keyspaces/a/Keyspace", first.version()));
        assertFault(TopoFault.Kind.MISSING, () -> store.update("keyspaces/b/Keyspace", "3", first.version()));
        assertThat(store.get("keyspaces/a/Keyspace")).contains(second);
        store.delete("keyspaces/a/Keyspace", second.version());
        assertThat(other.get("keyspaces/a/Keyspace")).isEmpty();
        assertFault(TopoFault.Kind.MISSING, () -> store.delete("keyspaces/a/Keyspace", second.version()));
        other.create("keyspaces/a/Keyspace", "4");
    }

    @Test
    void aListIsOfDirectoriesAndNotOfNamesThatBeginAlike() {
        store.create("keyspaces/a/Keyspace", "1");
        store.create("keyspaces/a/shards/0/Shard", "2");
        store.create("keyspaces/ab/Keyspace", "3");
        store.create("history/1", "4");
        assertThat(other.list(List.of("keyspaces/a")))
                .containsOnlyKeys("keyspaces/a/Keyspace", "keyspaces/a/shards/0/Shard");
        assertThat(other.list(List.of("keyspaces", "history"))).hasSize(4);
        assertThat(other.list(List.of("cells"))).isEmpty();
    }

    @Test
    void noneOfManyConcurrentChangesIsLost() throws Exception {
        store.create("keyspaces/n/Keyspace", "0");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Integer>> adders = new ArrayList<>();
            IntStream.range(0, 4).forEach(i -> adders.add(() -> addTen(i % 2 == 0 ? store : other)));
            for (Future<Integer> adder : threads.invokeAll(adders)) {
                assertThat(adder.get()).isEqualTo(10);
            }
        } finally {
            threads.shutdown();
        }
        assertThat(store.get("keyspaces/n/Keyspace").map(Entry::value)).contains("40");
    }

    private static int addTen(TopoStore through) {
        int done = 0;
        while (done < 10) {
            Entry now = through.get("keyspaces/n/Keyspace").orElseThrow();
            try {
                String more = String.valueOf(Integer.parseInt(now.value()) + 1);
                through.update("keyspaces/n/Keyspace", more, now.version());
                done++;
            } catch (TopoFault e) {
                assertThat(e.kind()).isEqualTo(TopoFault.Kind.CHANGED);
            }
        }
        return done;
    }

    @Test
    void aWatchTellsWhatIsThereAndEachChange() {
        store.create("keyspaces/a/Keyspace", "1");
        Heard heard = new Heard();
        TopoStore.Watch watch = other.watch(List.of("keyspaces", "cells"), heard);
        await().atMost(SOON).until(() -> heard.last().equals(Map.of("keyspaces/a/Keyspace", "1")));
        Entry made = store.create("cells/z/tablets/z-1/Tablet", "2");
        await().atMost(SOON).until(() -> heard.last().size() == 2);
        store.create("history/1", "not watched");
        Entry changed = store.update("cells/z/tablets/z-1/Tablet", "3", made.version());
        await().atMost(SOON).until(() -> "3".equals(heard.last().get("cells/z/tablets/z-1/Tablet")));
        store.delete("cells/z/tablets/z-1/Tablet", changed.version());
        await().atMost(SOON).until(() -> heard.last().equals(Map.of("keyspaces/a/Keyspace", "1")));
        watch.close();
        int words = heard.seen.size();
        store.create("keyspaces/b/Keyspace", "1");
        await().pollDelay(Duration.ofSeconds(1)).until(() -> heard.seen.size() == words);
    }

    @Test
    void aLockHasOneOwnerWhoseNameOthersRead() throws InterruptedException {
        try (TopoStore.Lock mine = store.lock("keyspaces/a", "me at work", Duration.ofSeconds(5))) {
            assertThat(mine.held()).isTrue();
            assertThatThrownBy(() -> other.lock("keyspaces/a", "you", Duration.ofMillis(200)))
                    .isInstanceOf(TopoFault.class)
                    .hasMessageContaining("me at work");
            other.lock("keyspaces/b", "another thing", Duration.ofSeconds(5)).close();
        }
        try (TopoStore.Lock yours = other.lock("keyspaces/a", "you", Duration.ofSeconds(5))) {
            assertThat(yours.held()).isTrue();
        }
        assertThat(store.list(List.of("keyspaces"))).isEmpty();
    }

    /** What a watcher has heard. */
    protected static final class Heard implements TopoStore.Watcher {
        /** Of nothing yet. */
        public Heard() {}

        public final List<NavigableMap<String, Entry>> seen = new CopyOnWriteArrayList<>();
        public final List<String> reasons = new CopyOnWriteArrayList<>();

        @Override
        public void seen(NavigableMap<String, Entry> now) {
            seen.add(now);
        }

        @Override
        public void away(String reason) {
            reasons.add(reason);
        }

        public Map<String, String> last() {
            Map<String, String> values = new java.util.TreeMap<>();
            if (!seen.isEmpty()) {
                seen.get(seen.size() - 1).forEach((path, entry) -> values.put(path, entry.value()));
            }
            return values;
        }
    }
}
