package dev.palinode.engine.topo.store.file;

import dev.palinode.engine.topo.store.TopoFault;
import dev.palinode.engine.topo.store.TopoStore;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Locks of the operating system, which end with the process that has them. */
final class FileLocks {
    private static final long PAUSE_MILLIS = 5;

    private final Path root;
    private final Path directory;

    FileLocks(Path root) {
        this.root = root;
        this.directory = root.resolve(".locks");
    }

    TopoStore.Lock take(String name, String contents, Duration patience) throws IOException, InterruptedException {
        Path file = file(name);
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Held held = new Held(channel, await(channel, file, name, System.nanoTime() + patience.toNanos()));
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(contents.getBytes(StandardCharsets.UTF_8)), 0);
            return held;
        } catch (IOException | InterruptedException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The directory is made with the first lock; a root that has gone must not come back as an empty one. */
    private Path file(String name) throws IOException {
        if (!Files.isDirectory(directory)) {
            if (!Files.isDirectory(root)) {
                throw new NoSuchFileException(root.toString());
            }
            try {
                Files.createDirectory(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } catch (java.nio.file.FileAlreadyExistsException e) {
                // Another process was faster.
            }
        }
        return directory.resolve(URLEncoder.encode(name, StandardCharsets.UTF_8));
    }

    private static FileLock await(FileChannel channel, Path file, String name, long deadline)
            throws IOException, InterruptedException {
        while (true) {
            Optional<FileLock> lock = attempt(channel);
            if (lock.isPresent()) {
                return lock.get();
            }
            if (System.nanoTime() >= deadline) {
                throw new TopoFault(TopoFault.Kind.BUSY, name + " is locked by " + Files.readString(file));
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    /** Within one process the JDK throws where between processes the lock is only not given. */
    private static Optional<FileLock> attempt(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }

    private record Held(FileChannel channel, FileLock lock) implements TopoStore.Lock {
        @Override
        public boolean held() {
            return lock.isValid();
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new TopoFault(TopoFault.Kind.AWAY, "a lock cannot be given up: " + e, e);
            }
        }
    }
}
