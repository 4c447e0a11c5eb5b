package dev.palinode.shell.launch;

import dev.palinode.engine.embedded.FileTrees;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a demo's servers keep their data, used by one demo at a time. */
final class DemoDirectory implements AutoCloseable {
    private static final String LOCK = "palinode-demo.lock";
    private static final String LOADED = "palinode-demo.loaded";

    private final Path root;
    private final FileChannel lock;
    private final boolean temporary;

    private DemoDirectory(Path root, FileChannel lock, boolean temporary) {
        this.root = root;
        this.lock = lock;
        this.temporary = temporary;
    }

    /**
     * Opens the directory, which is made when it is missing; without one, a temporary one that is removed at the end.
     *
     * @throws IOException if it holds something else, or another demo uses it
     */
    static DemoDirectory open(Optional<Path> named) throws IOException {
        Path root = named.isPresent()
                ? Files.createDirectories(named.get().toAbsolutePath().normalize())
                : Files.createTempDirectory("palinode-demo-");
        if (!Files.exists(root.resolve(LOCK)) && !isEmpty(root)) {
            throw new IOException(root + " is not empty and not the data of a demo");
        }
        FileChannel lock = FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() != null) {
                return new DemoDirectory(root, lock, named.isEmpty());
            }
        } catch (OverlappingFileLockException e) {
            // This process has it open already, which is the same to the one who asks.
        }
        lock.close();
        throw new IOException("another demo is running on " + root);
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.findAny().isEmpty();
        }
    }

    /** The data directory of one server. */
    Path server(String name) {
        return root.resolve(name);
    }

    /** Where logs are written. */
    Path logs() {
        return root;
    }

    /** How many orders have been loaded; empty when loading has not come to its end. */
    Optional<String> loaded() throws IOException {
        Path file = root.resolve(LOADED);
        return Files.exists(file) ? Optional.of(Files.readString(file, StandardCharsets.UTF_8)) : Optional.empty();
    }

    /** Loading has come to its end. */
    void setLoaded(String orders) throws IOException {
        Files.writeString(root.resolve(LOADED), orders, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        lock.close();
        if (temporary) {
            FileTrees.delete(root);
        }
    }
}
