package dev.palinode.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.palinode.engine.topo.ServerAddress;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** An etcd of our own, which can be killed and comes back with its data. */
public final class EtcdProcess implements AutoCloseable {
    private final Path directory;
    private final int port;
    private final List<String> command = new ArrayList<>();
    private Process process;

    private EtcdProcess(Path directory, List<String> more) throws IOException {
        this.directory = directory;
        this.port = freePort();
        int peers = freePort();
        String scheme = more.contains("--cert-file") ? "https" : "http";
        command.addAll(List.of(
                "etcd",
                "--data-dir=" + directory.resolve("etcd"),
                "--listen-client-urls=" + scheme + "://127.0.0.1:" + port,
                "--advertise-client-urls=" + scheme + "://127.0.0.1:" + port,
                "--listen-peer-urls=http://127.0.0.1:" + peers,
                "--initial-advertise-peer-urls=http://127.0.0.1:" + peers,
                "--initial-cluster=default=http://127.0.0.1:" + peers,
                "--listen-metrics-urls=http://127.0.0.1:" + metricsPort()));
        command.addAll(more);
        this.process = launch();
    }

    /**
     * Starts one; skips the test where there is none, except in CI.
     *
     * @param directory for its data
     * @param more options
     */
    public static EtcdProcess start(Path directory, String... more) throws IOException {
        boolean there = List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).stream()
                .anyMatch(place -> Files.isExecutable(Path.of(place, "etcd")));
        if (!there && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("CI needs etcd: install etcd-server");
        }
        if (!there) {
            System.err.println("skipped: there is no etcd here (Debian's package is called etcd-server)");
        }
        assumeTrue(there, "there is no etcd");
        return new EtcdProcess(directory, List.of(more));
    }

    /** Below the ports that the kernel gives to connections, so that none of these takes it while we are down. */
    private static int freePort() throws IOException {
        while (true) {
            int port = 20001 + 2 * new Random().nextInt(5000);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (IOException e) {
                // Taken.
            }
        }
    }

    private int metricsPort() throws IOException {
        metrics = freePort();
        return metrics;
    }

    private int metrics;

    private Process launch() throws IOException {
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("etcd.log").toFile()))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest health = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metrics + "/health"))
                .timeout(Duration.ofSeconds(1))
                .build();
        Awaitility.await("etcd")
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> client.send(health, HttpResponse.BodyHandlers.ofString())
                        .body()
                        .contains("true"));
        return started;
    }

    /** Where clients connect. */
    public ServerAddress address() {
        return new ServerAddress("127.0.0.1", port);
    }

    /** As a crash. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    /** The same server again, with what it had. */
    public void restart() throws IOException {
        process = launch();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
