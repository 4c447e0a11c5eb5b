package dev.palinode.proxy.compat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** Client programs of this machine. A test of one that is missing is skipped, which is printed. */
final class Programs {
    /** Names a directory with MySQL's own clients. */
    private static final String MYSQL_CLIENTS = "PALINODE_TEST_CLIENTS";

    private static final int PATIENCE_SECONDS = 60;

    private Programs() {}

    /**
     * How a program ended.
     *
     * @param output what it wrote, with its complaints
     */
    record Ended(int status, String output) {
        Ended isFine() {
            assertThat(status).as(output).isZero();
            return this;
        }
    }

    /** A program that is found on the path. */
    static String find(String name) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseThrow(() -> skip(name + " (not on the path)"));
    }

    /** A client program of MySQL's own. */
    static String ofMySql(String name) {
        return setting(MYSQL_CLIENTS)
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .orElseThrow(() -> skip("MySQL's own " + name + " (set " + MYSQL_CLIENTS + "=its directory)"));
    }

    /** An environment variable that says where something is. */
    static Optional<String> setting(String variable) {
        return Optional.ofNullable(System.getenv(variable)).filter(value -> !value.isEmpty());
    }

    /** Prints what is skipped; the caller throws the result. */
    static TestAbortedException skip(String what) {
        System.out.println("skipped: " + what);
        return new TestAbortedException(what);
    }

    /** The arguments with which MySQL's and MariaDB's client programs connect. */
    static List<String> login(Place place) {
        return List.of(
                "--protocol=tcp",
                "--host=" + place.address().host(),
                "--port=" + place.address().port(),
                "--user=" + place.user());
    }

    /** Runs a program to its end; the password is in the environment. */
    static Ended run(Place place, String input, List<String> command) throws IOException, InterruptedException {
        Process process = start(place, command);
        Thread writer = new Thread(() -> write(process, input), "stdin");
        writer.start();
        return ended(process);
    }

    /** Starts a program whose input is empty. */
    static Process start(Place place, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of("MYSQL_PWD", place.password(), "LC_ALL", "C.UTF-8", "HOME", "/nonexistent"));
        return builder.start();
    }

    /** Waits for the end of a program. */
    static Ended ended(Process process) throws IOException, InterruptedException {
        Thread limit = new Thread(() -> destroyLate(process), "limit");
        limit.setDaemon(true);
        limit.start();
        try (InputStream out = process.getInputStream()) {
            String output = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), output);
        } finally {
            limit.interrupt();
        }
    }

    private static void destroyLate(Process process) {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.out.println(
                        "taking too long: " + process.info().commandLine().orElse("a client"));
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(Process process, String input) {
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            System.out.println("a client program did not read its input: " + e.getMessage());
        }
    }

    /** Lists joined to one. */
    @SafeVarargs
    static List<String> words(List<String>... lists) {
        List<String> all = new ArrayList<>();
        for (List<String> list : lists) {
            all.addAll(list);
        }
        return all;
    }

    /** A file of the test resources. */
    static String resource(String name) throws IOException {
        try (InputStream in = Programs.class.getResourceAsStream("/compat/" + name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Notes what a program says, line by line. */
    static void note(Transcript seen, String what, Ended ended) {
        seen.note(what + " ends with", ended.status());
        ended.output().lines().forEach(line -> seen.note(what, line));
    }
}
