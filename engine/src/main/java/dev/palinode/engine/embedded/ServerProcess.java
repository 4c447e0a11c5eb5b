package dev.palinode.engine.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server that ends with us. A small sh stands between, whose standard input we hold: when that ends, because we
 * closed it or because we died, it stops the server.
 */
final class ServerProcess {
    /**
     * Ctrl-C in a terminal reaches every process of the foreground group, and service managers signal all of a group
     * as well, hence the trap: the order of stopping is ours. The server sets what it does on SIGTERM itself. The first
     * argument is the file that the server's output goes to.
     */
    private static final String WATCH = """
            trap '' INT QUIT HUP TERM
            log=$1
            shift
            exec 3<&0
            "$@" >>"$log" 2>&1 3<&- &
            server=$!
            echo $server
            exec >/dev/null
            { cat <&3; kill $server; } &
            keeper=$!
            wait $server
            status=$?
            kill -9 $keeper
            exit $status
            """;

    private final Process watcher;
    private final ProcessHandle server;

    private ServerProcess(Process watcher, ProcessHandle server) {
        this.watcher = watcher;
        this.server = server;
    }

    static ServerProcess start(List<String> command, Path output) throws IOException {
        List<String> watched = new ArrayList<>(List.of("sh", "-c", WATCH, "sh", output.toString()));
        watched.addAll(command);
        Process watcher = new ProcessBuilder(watched)
                .redirectError(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(watcher.getInputStream(), StandardCharsets.US_ASCII));
        String pid = reader.readLine();
        if (pid == null) {
            throw new IOException("sh could not start " + command.get(0));
        }
        ProcessHandle server = ProcessHandle.of(Long.parseLong(pid.trim())).orElseGet(watcher::toHandle);
        return new ServerProcess(watcher, server);
    }

    long pid() {
        return server.pid();
    }

    boolean isAlive() {
        return watcher.isAlive();
    }

    /** Asks the server to stop and waits; after the limit it is killed. */
    void stop(Duration limit) throws InterruptedException {
        try {
            watcher.getOutputStream().close();
        } catch (IOException e) {
            watcher.destroy();
        }
        if (!watcher.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            kill();
        }
    }

    /** Kills the server without giving it a chance to write anything. */
    void kill() throws InterruptedException {
        server.destroyForcibly();
        try {
            watcher.getOutputStream().close();
        } catch (IOException e) {
            watcher.destroyForcibly();
        }
        watcher.waitFor();
    }
}
