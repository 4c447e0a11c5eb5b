package dev.palinode.shell.launch.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@code palinode serve} that ends with us: a small sh stops it when its own standard input, which we hold, ends. */
final class ProxyProcess implements AutoCloseable {
    /** Ctrl-C at the terminal is for the shell. SIGTERM is not ignored, as a JVM would then ignore it as well. */
    private static final String WATCH = """
            trap '' INT QUIT HUP
            log=$1
            shift
            exec 3<&0
            "$@" >"$log" 2>&1 3<&- </dev/null &
            server=$!
            echo $server
            exec >/dev/null 2>&1
            { cat <&3; kill $server; } &
            keeper=$!
            wait $server
            kill -9 $keeper
            """;

    /** A JVM on a loaded machine takes its time. */
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final long LOOK_MILLIS = 50;

    private final Process watcher;
    private final ProcessHandle server;

    private ProxyProcess(Process watcher, ProcessHandle server) {
        this.watcher = watcher;
        this.server = server;
    }

    /** Starts it with a secret in a variable of its environment; returns when clients can connect. */
    static ProxyProcess start(List<String> command, String variable, String secret, Path log) throws IOException {
        List<String> watched = new ArrayList<>(List.of("sh", "-c", WATCH, "sh", log.toString()));
        watched.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(watched).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put(variable, secret);
        Process watcher = builder.start();
        String pid = new BufferedReader(new InputStreamReader(watcher.getInputStream(), StandardCharsets.US_ASCII))
                .readLine();
        if (pid == null) {
            throw new IOException("sh could not start it");
        }
        ProxyProcess started = new ProxyProcess(
                watcher, ProcessHandle.of(Long.parseLong(pid.strip())).orElseGet(watcher::toHandle));
        started.awaitReady(log);
        return started;
    }

    private void awaitReady(Path log) throws IOException {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < end && watcher.isAlive()) {
            if (Files.readString(log).contains("ready: ")) {
                return;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        close();
        throw new IOException(
                "it ended, or took too long: " + Files.readString(log).strip());
    }

    long pid() {
        return server.pid();
    }

    boolean alive() {
        return server.isAlive();
    }

    /** Stops it in order; one that does not hear, as when it is frozen, is killed, which it survives as well. */
    @Override
    public void close() {
        try {
            watcher.getOutputStream().close();
            if (!watcher.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                server.destroyForcibly();
                watcher.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (IOException e) {
            server.destroyForcibly();
        } catch (InterruptedException e) {
            server.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
