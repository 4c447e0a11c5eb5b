package dev.palinode.engine.migration.runner.external;

import dev.palinode.engine.migration.runner.external.tool.RunDirectory;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running program. What it says goes through a pipe: when this process is gone, the program ends at the next thing
 * that it says, and it is called so that it says something every few seconds.
 */
final class ToolProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ToolProcess.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Process process;
    private final Thread reader;

    private ToolProcess(Process process, Thread reader) {
        this.process = process;
        this.reader = reader;
    }

    /**
     * Starts a program, with nothing of our environment.
     *
     * @param directory where it works, and what it takes for its home
     * @param lines gets what it says, line by line, on a thread of its own
     */
    static ToolProcess start(List<String> command, RunDirectory directory, Consumer<String> lines) throws IOException {
        Path home = directory.path();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH", PATH,
                        "HOME", home.toString(),
                        "TMPDIR", home.toString(),
                        "LC_ALL", "C.UTF-8",
                        "PALINODE_POSTPONE_FILE", directory.postponeFile().toString()));
        Process process = builder.start();
        Thread reader = new Thread(() -> read(process, lines), "palinode-tool-" + process.pid());
        reader.setDaemon(true);
        reader.start();
        return new ToolProcess(process, reader);
    }

    private static void read(Process process, Consumer<String> lines) {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.accept(line);
            }
        } catch (IOException e) {
            LOG.debug("process {}: {}", process.pid(), e.toString());
        }
    }

    long pid() {
        return process.pid();
    }

    /** Whether it has ended and all that it has said was read; waits for so long at most. */
    boolean hasEnded(Duration wait) throws InterruptedException {
        if (!process.waitFor(wait.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        reader.join(PATIENCE.toMillis());
        return true;
    }

    /** By which it has ended. */
    int status() {
        return process.exitValue();
    }

    /** Kills it with all that it has started. Its tables and triggers stay. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            if (!hasEnded(PATIENCE)) {
                LOG.warn("process {} does not end", process.pid());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
