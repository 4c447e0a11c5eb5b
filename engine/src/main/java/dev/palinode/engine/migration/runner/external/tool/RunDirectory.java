package dev.palinode.engine.migration.runner.external.tool;

import dev.palinode.engine.model.MigrationId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The files of one run, in a directory that nobody else can read. Two of them are messages to the program: while the
 * one is there it pauses, while the other is there it does not swap.
 */
public final class RunDirectory implements AutoCloseable {
    private static final String PREFIX = "palinode-tool-";

    private final Path directory;

    private RunDirectory(Path directory) {
        this.directory = directory;
    }

    /** A new one, in which the swap is not allowed yet. */
    public static RunDirectory create(MigrationId id) throws IOException {
        RunDirectory made = new RunDirectory(Files.createTempDirectory(PREFIX + id.hex() + "-"));
        made.write("postpone", "");
        return made;
    }

    /** Removes what an earlier process has left of the migration on this machine. */
    public static void deleteLeftovers(MigrationId id) throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
        try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, PREFIX + id.hex() + "-*")) {
            for (Path one : found) {
                new RunDirectory(one).close();
            }
        }
    }

    public Path path() {
        return directory;
    }

    /** The file that pauses the program while it is there. */
    Path pauseFile() {
        return directory.resolve("pause");
    }

    /** The file that keeps the program from swapping while it is there. */
    public Path postponeFile() {
        return directory.resolve("postpone");
    }

    /** Writes a file that only its owner can read, from its first byte on. */
    Path write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    /** Pauses the program or lets it go on; whether that is a change. */
    public boolean pause(boolean wanted) throws IOException {
        if (!wanted) {
            return Files.deleteIfExists(pauseFile());
        }
        if (Files.exists(pauseFile())) {
            return false;
        }
        write("pause", "");
        return true;
    }

    /** From now on the program may swap. */
    public void allowSwap() throws IOException {
        Files.deleteIfExists(postponeFile());
        Files.deleteIfExists(pauseFile());
    }

    /** Removes it with all that is in it. */
    @Override
    public void close() throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                || !Files.getOwner(directory).equals(Files.getOwner(Path.of("/proc/self")))) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(directory);
    }
}
