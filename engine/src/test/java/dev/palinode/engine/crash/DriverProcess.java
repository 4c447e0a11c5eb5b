package dev.palinode.engine.crash;

import dev.palinode.engine.EngineConfig;
import dev.palinode.engine.FollowingEngine;
import dev.palinode.engine.PalinodeEngine;
import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.migration.runner.OnlineAlter;
import dev.palinode.engine.stream.base.FailPoints;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.Topology;
import dev.palinode.engine.topo.health.LiveTopology;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** An engine in a process of its own, which waits at one place until it is told to go on, and dies with its parent. */
public final class DriverProcess implements AutoCloseable {
    private static final String REACHED = "REACHED";
    private static final int SECONDS_TO_REACH = 90;
    private static final Duration HEALTH_INTERVAL = Duration.ofMillis(200);

    private final Process process;
    private final CompletableFuture<Boolean> reached = new CompletableFuture<>();

    private DriverProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "driver-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Arguments: place, keyspace, user, password, then the servers, the primary first. */
    public static void main(String[] args) throws InterruptedException {
        Semaphore word = new Semaphore(0);
        Thread parent = new Thread(() -> listen(word), "parent");
        parent.setDaemon(true);
        parent.start();
        AtomicBoolean once = new AtomicBoolean();
        FailPoints points = name -> {
            if (name.equals(args[0]) && once.compareAndSet(false, true)) {
                System.out.println(REACHED);
                word.acquireUninterruptibly();
            }
        };
        Login login = new Login(args[2], args[3]);
        List<Tablet> tablets = new ArrayList<>();
        for (int i = 4; i < args.length; i++) {
            TabletType type = i == 4 ? TabletType.PRIMARY : TabletType.REPLICA;
            tablets.add(new Tablet("zone1-" + (96 + i), ServerAddress.parse(args[i], 0), type, login));
        }
        LiveTopology topology =
                LiveTopology.start(args[1], Shards.SHARD, tablets, HEALTH_INTERVAL, InstantSource.system());
        FollowingEngine.open(topology, pinned -> open(pinned, points));
        Thread.currentThread().join();
    }

    /** An engine as the matrix wants it: it does not wait long for anything. */
    static PalinodeEngine open(Topology topology, FailPoints points) {
        EngineConfig config = EngineConfig.defaults()
                .withPollInterval(Duration.ofMillis(100))
                .withCutoverBackoff(List.of(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1)));
        return PalinodeEngine.open(
                config,
                topology,
                TrafficGate.none(),
                context -> new OnlineAlter(context, 2, points),
                InstantSource.system());
    }

    private static void listen(Semaphore word) {
        try {
            while (System.in.read() >= 0) {
                word.release();
            }
        } catch (IOException e) {
            System.err.println(e);
        }
        Runtime.getRuntime().halt(3);
    }

    /** Starts the child; what it logs goes to the file. */
    static DriverProcess start(String place, String keyspace, Login login, List<ServerAddress> servers, Path log)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                DriverProcess.class.getName(),
                place,
                keyspace,
                login.user(),
                login.password()));
        servers.forEach(server -> command.add(server.toString()));
        return new DriverProcess(
                new ProcessBuilder(command).redirectError(log.toFile()).start());
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(REACHED)) {
                    reached.complete(true);
                }
            }
        } catch (IOException e) {
            System.err.println(e);
        }
        reached.complete(false);
    }

    /** Waits until the child stands at its place. */
    void awaitReached() throws InterruptedException, ExecutionException, TimeoutException {
        if (!reached.get(SECONDS_TO_REACH, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the child ended before it reached its place");
        }
    }

    /** Lets the child go on from its place. */
    void go() throws IOException {
        OutputStream out = process.getOutputStream();
        out.write('\n');
        out.flush();
    }

    /** Stops it as SIGSTOP does, or lets it go on as SIGCONT does. */
    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new IllegalStateException("kill -" + name + " failed");
        }
    }

    /** Ends it as SIGKILL does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
