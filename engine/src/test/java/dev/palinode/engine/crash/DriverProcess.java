package dev.palinode.engine.crash;

import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The parent's side of a {@link Driver}. */
final class DriverProcess implements AutoCloseable {
    private static final int SECONDS_TO_REACH = 300;
    private static final int SECONDS_TO_ANSWER = 300;

    private final Process process;
    private final CompletableFuture<Boolean> reached = new CompletableFuture<>();
    private final CompletableFuture<Boolean> copying = new CompletableFuture<>();
    private final CompletableFuture<String> answer = new CompletableFuture<>();

    private DriverProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "driver-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts the child; what it logs goes to the file. */
    static DriverProcess start(
            String place, Walk walk, String keyspace, Login login, List<ServerAddress> servers, Path log)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Driver.class.getName(),
                place,
                walk.name(),
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
                if (line.equals(Driver.REACHED)) {
                    reached.complete(true);
                } else if (line.equals(Driver.COPYING)) {
                    copying.complete(true);
                } else if (line.startsWith(Driver.ANSWER) || line.startsWith(Driver.REFUSED)) {
                    answer.complete(line);
                }
            }
        } catch (IOException e) {
            System.err.println(e);
        }
        reached.complete(false);
        copying.complete(false);
        answer.complete(Driver.REFUSED + "no answer");
    }

    /** Waits until the child, which is to change the primary, copies, and waits for the word to begin. */
    void awaitCopying() throws InterruptedException, ExecutionException, TimeoutException {
        if (!copying.get(SECONDS_TO_REACH, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the child ended before it copied");
        }
    }

    /** Waits for what the child says of what it was asked for; a line that begins with a word of {@link Driver}. */
    String awaitAnswer() throws InterruptedException, ExecutionException, TimeoutException {
        return answer.get(SECONDS_TO_ANSWER, TimeUnit.SECONDS);
    }

    /** Waits until the child stands at its place, which it never does when what it was asked for was refused. */
    void awaitReached() throws InterruptedException, ExecutionException, TimeoutException {
        // What is stored comes to some places only after the answer.
        CompletableFuture<Boolean> refused = answer.thenCompose(line ->
                line.startsWith(Driver.REFUSED) ? CompletableFuture.completedFuture(true) : new CompletableFuture<>());
        CompletableFuture.anyOf(reached, refused).get(SECONDS_TO_REACH, TimeUnit.SECONDS);
        if (!reached.getNow(false)) {
            throw new IllegalStateException("the child did not reach its place: " + answer.getNow("it ended"));
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
