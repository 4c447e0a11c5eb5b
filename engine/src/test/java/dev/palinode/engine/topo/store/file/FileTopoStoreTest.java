package dev.palinode.engine.topo.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.topo.store.TopoFault;
import dev.palinode.engine.topo.store.TopoStore;
import dev.palinode.engine.topo.store.TopoStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileTopoStoreTest extends TopoStoreContract {
    @TempDir
    Path directory;

    @Override
    protected TopoStore open() {
        return FileTopoStore.open(directory.resolve("topo"));
    }

    @Test
    void onlyOurUserCanReadIt() throws IOException {
        store.create("keyspaces/a/shards/0/Shard", "1");
        try (Stream<Path> all = Files.walk(directory.resolve("topo"))) {
            for (Path path : all.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .as(path.toString())
                        .endsWith("------");
            }
        }
    }

    @Test
    void aFileThatWasChangedByHandHasAnotherVersion() throws IOException {
        TopoStore.Entry made = store.create("keyspaces/a/Keyspace", "1");
        Path file = directory.resolve("topo/keyspaces/a/Keyspace");
        Files.writeString(file, "by hand");
        Files.writeString(file.resolveSibling(".Keyspace.swp"), "an editor's");
        assertThat(store.list(List.of("keyspaces"))).hasSize(1);
        assertThatThrownBy(() -> store.update("keyspaces/a/Keyspace", "2", made.version()))
                .hasMessageContaining("changed by somebody else");
    }

    @Test
    void aDirectoryThatHasGoneIsAwayAndNotEmpty() throws IOException {
        store.create("keyspaces/a/Keyspace", "1");
        Files.move(directory.resolve("topo"), directory.resolve("elsewhere"));
        assertThatThrownBy(() -> store.list(List.of("keyspaces")))
                .isInstanceOfSatisfying(
                        TopoFault.class, fault -> assertThat(fault.kind()).isEqualTo(TopoFault.Kind.AWAY));
        assertThatThrownBy(() -> store.create("keyspaces/b/Keyspace", "1")).hasMessageContaining("cannot be used");
        Files.move(directory.resolve("elsewhere"), directory.resolve("topo"));
        assertThat(store.list(List.of("keyspaces"))).hasSize(1);
    }

    @Test
    void theLockOfAProcessThatDiesIsFree() throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process owner = new ProcessBuilder(
                        java.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        directory.resolve("topo").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(owner.inputReader().readLine()).isEqualTo("locked");
            assertThatThrownBy(() -> store.lock("keyspaces/a", "us", Duration.ofMillis(100)))
                    .hasMessageContaining("another process");
        } finally {
            owner.destroyForcibly();
        }
        assertThat(owner.waitFor(20, TimeUnit.SECONDS)).isTrue();
        store.lock("keyspaces/a", "us", Duration.ofSeconds(5)).close();
    }

    /** Another process that takes a lock and keeps it. */
    static final class LockHolder {
        private LockHolder() {}

        public static void main(String[] args) throws InterruptedException {
            TopoStore.Lock lock =
                    FileTopoStore.open(Path.of(args[0])).lock("keyspaces/a", "another process", Duration.ofSeconds(5));
            System.out.println(lock.held() ? "locked" : "not locked");
            Thread.sleep(60_000);
        }
    }
}
