package dev.palinode.shell.input;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import org.jline.reader.impl.history.DefaultHistory;

/** A history that does not remember statements with passwords, in a file that only its owner can read. */
final class DiscreetHistory extends DefaultHistory {
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");

    @Override
    public void add(Instant time, String line) {
        if (!Secrets.in(line)) {
            super.add(time, line);
        }
    }

    /**
     * Makes the file ready to be written.
     *
     * @return false when that is not possible; the history then lives as long as the process
     */
    static boolean prepare(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            if (!Files.exists(file)) {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER));
            } else if (Files.isRegularFile(file) && Files.isWritable(file)) {
                Files.setPosixFilePermissions(file, OWNER);
            }
            return Files.isWritable(file);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
