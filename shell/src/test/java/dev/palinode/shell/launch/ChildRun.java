package dev.palinode.shell.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A {@code palinode} in a process of its own, which can be signalled and killed. */
final class ChildRun implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final Path err;

    private ChildRun(Process process, Path err) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.err = err;
    }

    static ChildRun start(Path directory, String... arguments) throws IOException {
        return start(directory, Map.of(), arguments);
    }

    /** The same with some more in its environment. */
    static ChildRun start(Path directory, Map<String, String> environment, String... arguments) throws IOException {
        Path err = Files.createTempFile(directory, "err", ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Launcher.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        return new ChildRun(process, err);
    }

    /** The next line of standard output; empty at its end. */
    String line() throws IOException {
        String line = out.readLine();
        return line == null ? "" : line;
    }

    /** Gives it its whole standard input. */
    void type(String text) throws IOException {
        begin(text.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
    }

    /** Gives it some of its standard input, to which there may come more. */
    void begin(byte[] text) throws IOException {
        process.getOutputStream().write(text);
        process.getOutputStream().flush();
    }

    /** All that is left of standard output. */
    String rest() throws IOException {
        return out.lines().collect(Collectors.joining("\n"));
    }

    /** Sends SIGINT, as Ctrl-C does. */
    void interrupt() throws IOException, InterruptedException {
        signal("INT");
    }

    /** Sends a signal by its name. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    String errors() throws IOException {
        return Files.readString(err, StandardCharsets.UTF_8);
    }

    /** Sends SIGTERM and returns the exit status. */
    int terminate() throws InterruptedException {
        process.toHandle().destroy();
        return awaitExit();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(90, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the process does not end");
        }
        return process.exitValue();
    }

    static Connection connect(int port, String user, String password, String schema) throws SQLException {
        String url =
                "jdbc:mysql://127.0.0.1:" + port + "/" + schema + "?sslMode=PREFERRED&allowPublicKeyRetrieval=true";
        return DriverManager.getConnection(url, user, password);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
