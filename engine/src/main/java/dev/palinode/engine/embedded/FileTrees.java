package dev.palinode.engine.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** Directories that are complete or absent, and copies that keep holes. */
public final class FileTrees {
    private static final int BLOCK_BYTES = 1 << 16;

    private FileTrees() {}

    /** Puts the contents into a new directory. */
    interface Filler {
        void fill(Path directory) throws IOException, InterruptedException;
    }

    /** Creates the directory and what is above it, readable by nobody else. */
    static void createPrivate(Path directory) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /**
     * Creates a directory where everybody may create some.
     *
     * @throws IOException if it is there already and somebody else's, who could put programs into it
     */
    static void createOwn(Path directory) throws IOException {
        createPrivate(directory);
        Object owner = Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        boolean isOurs = owner.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
                && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS);
        if (!isOurs) {
            throw new IOException(directory + " belongs to another user; remove it, or set a home directory");
        }
    }

    /**
     * Returns the directory, which is filled first if it does not exist. It is filled under another name and renamed,
     * so that other processes see all of it or nothing; when two do so at once, the first one's result stays.
     */
    static Path createWhole(Path directory, Filler filler) throws IOException, InterruptedException {
        if (Files.isDirectory(directory)) {
            return directory;
        }
        Path parent = directory.resolveSibling(".").toAbsolutePath().normalize();
        createPrivate(parent);
        Path work = Files.createTempDirectory(parent, ".making-");
        try {
            filler.fill(work);
            Files.move(work, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        } finally {
            delete(work);
        }
        return directory;
    }

    /** Copies a tree of directories and plain files; blocks of zeros become holes. */
    static void copySparse(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                createPrivate(to.resolve(from.relativize(directory).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                copyFile(file, to.resolve(from.relativize(file).toString()));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void copyFile(Path from, Path to) throws IOException {
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
            byte[] zeros = new byte[BLOCK_BYTES];
            long size = in.size();
            long at = 0;
            while (at < size && in.read(block.clear(), at) > 0) {
                block.flip();
                int length = block.limit();
                boolean hole = block.equals(ByteBuffer.wrap(zeros, 0, length)) && at + length < size;
                for (long target = at; !hole && block.hasRemaining(); ) {
                    target += out.write(block, target);
                }
                at += length;
            }
        }
    }

    /** Removes a file or a tree; what is not there is not an error. */
    public static void delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
