package dev.palinode.engine.topo.store.file;

import dev.palinode.engine.topo.store.TopoFault;
import dev.palinode.engine.topo.store.TopoStore;
import dev.palinode.engine.topo.store.WatchLoop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A topology in a directory, each value a file of its own that only our user can read. Several processes of one
 * machine may use it at the same time. A version is the digest of the text, so that files may also be changed with an
 * editor.
 */
public final class FileTopoStore implements TopoStore {
    /** A topology is a few dozen small files, which the kernel has in memory. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /** A change takes milliseconds; who holds the lock for longer is stopped or ill. */
    private static final Duration WRITE_PATIENCE = Duration.ofSeconds(10);

    private final Path root;
    private final FileLocks locks;
    private final Set<WatchLoop> watches = ConcurrentHashMap.newKeySet();

    private FileTopoStore(Path root) {
        this.root = root;
        this.locks = new FileLocks(root);
    }

    /**
     * Opens a topology; makes the directory if there is none.
     *
     * @throws TopoFault {@code AWAY} if it cannot be used
     */
    public static FileTopoStore open(Path root) {
        try {
            if (!Files.isDirectory(root)) {
                Files.createDirectories(
                        root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw away(root, e);
        }
        return new FileTopoStore(root);
    }

    @Override
    public Entry create(String path, String value) {
        return change(path, before -> {
            if (before.isPresent()) {
                throw TopoFault.exists(path);
            }
            return write(path, value);
        });
    }

    @Override
    public Entry update(String path, String value, String version) {
        return change(path, before -> {
            requireSame(path, before, version);
            return write(path, value);
        });
    }

    @Override
    public void delete(String path, String version) {
        change(path, before -> {
            Entry last = requireSame(path, before, version);
            Path file = root.resolve(path);
            Files.delete(file);
            deleteEmpty(file.getParent());
            return last;
        });
    }

    private void deleteEmpty(@Nullable Path directory) throws IOException {
        Path up = directory;
        while (up != null && !up.equals(root) && isEmpty(up)) {
            Files.delete(up);
            up = up.getParent();
        }
    }

    private static Entry requireSame(String path, Optional<Entry> before, String version) {
        Entry entry = before.orElseThrow(() -> TopoFault.missing(path));
        if (!entry.version().equals(version)) {
            throw TopoFault.changed(path);
        }
        return entry;
    }

    private interface Change {
        Entry apply(Optional<Entry> before) throws IOException;
    }

    private Entry change(String path, Change change) {
        try (Lock lock = locks.take("write", "a change of " + path, WRITE_PATIENCE)) {
            Entry entry = change.apply(read(root.resolve(path)));
            watches.forEach(WatchLoop::wake);
            return entry;
        } catch (IOException e) {
            throw away(root, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TopoFault(TopoFault.Kind.AWAY, "interrupted", e);
        }
    }

    private Entry write(String path, String value) throws IOException {
        Path file = root.resolve(path);
        DurableFile.write(file, value.getBytes(StandardCharsets.UTF_8));
        return new Entry(value, DurableFile.digest(value));
    }

    @Override
    public Optional<Entry> get(String path) {
        try {
            requireRoot();
            return read(root.resolve(path));
        } catch (IOException e) {
            throw away(root, e);
        }
    }

    @Override
    public NavigableMap<String, Entry> list(List<String> directories) {
        NavigableMap<String, Entry> found = new TreeMap<>();
        try {
            requireRoot();
            for (String directory : directories) {
                for (Path file : files(root.resolve(directory))) {
                    read(file)
                            .ifPresent(entry -> found.put(root.relativize(file).toString(), entry));
                }
            }
        } catch (IOException e) {
            throw away(root, e);
        }
        return found;
    }

    private void requireRoot() throws NoSuchFileException {
        if (!Files.isDirectory(root)) {
            throw new NoSuchFileException(root.toString());
        }
    }

    private static Optional<Entry> read(Path file) throws IOException {
        try {
            String value = Files.readString(file, StandardCharsets.UTF_8);
            return Optional.of(new Entry(value, DurableFile.digest(value)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** The files below a directory, without those that begin with a dot: half-written ones, and an editor's. */
    private static List<Path> files(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path path : children(directory)) {
            String name = path.getFileName().toString();
            if (Files.isDirectory(path)) {
                files.addAll(files(path));
            } else if (!name.startsWith(".") && !name.endsWith("~")) {
                files.add(path);
            }
        }
        return files;
    }

    private static List<Path> children(Path directory) throws IOException {
        List<Path> children = new ArrayList<>();
        try (var stream = Files.newDirectoryStream(directory)) {
            stream.forEach(children::add);
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return children;
    }

    private static boolean isEmpty(Path directory) throws IOException {
        return children(directory).isEmpty();
    }

    @Override
    public Watch watch(List<String> directories, Watcher watcher) {
        WatchLoop[] self = new WatchLoop[1];
        WatchLoop loop = WatchLoop.start(
                "palinode-topo-watch",
                () -> list(directories),
                watcher,
                LOOK_EVERY,
                () -> watches.removeIf(one -> one == self[0]));
        self[0] = loop;
        watches.add(loop);
        return loop;
    }

    @Override
    public Lock lock(String path, String contents, Duration patience) throws InterruptedException {
        try {
            return locks.take(path, contents, patience);
        } catch (IOException e) {
            throw away(root, e);
        }
    }

    private static TopoFault away(Path root, IOException e) {
        String what = e instanceof NoSuchFileException ? "there is no " + e.getMessage() : e.toString();
        return new TopoFault(TopoFault.Kind.AWAY, "the topology in " + root + " cannot be used: " + what, e);
    }

    @Override
    public String describe() {
        return "file:" + root;
    }

    @Override
    public void close() {
        List.copyOf(watches).forEach(WatchLoop::close);
    }
}
