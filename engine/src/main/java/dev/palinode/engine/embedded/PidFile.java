package dev.palinode.engine.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Who uses a data directory. */
final class PidFile {
    static final String NAME = "mariadbd.pid";

    private PidFile() {}

    /**
     * Waits until the server that used the directory has ended: after a kill of its JVM it stops by itself, which
     * takes a moment.
     *
     * @throws IOException if it still runs after the limit
     */
    static void awaitGone(Path dataDir, Duration limit) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        for (Optional<Long> pid = running(dataDir); pid.isPresent(); pid = running(dataDir)) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("a server (process " + pid.get() + ") still uses " + dataDir);
            }
            Thread.sleep(50);
        }
    }

    private static Optional<Long> running(Path dataDir) throws IOException {
        Path file = dataDir.resolve(NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII).trim();
        if (!text.matches("[0-9]{1,9}")) {
            return Optional.empty();
        }
        // After a restart of the machine the number may belong to anybody.
        Path commandLine = Path.of("/proc", text, "cmdline");
        boolean ours = Files.isReadable(commandLine)
                && Files.readString(commandLine, StandardCharsets.ISO_8859_1).contains("--datadir=" + dataDir);
        return ours ? Optional.of(Long.valueOf(text)) : Optional.empty();
    }
}
