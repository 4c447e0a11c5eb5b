package dev.palinode.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.awaitility.core.ConditionTimeoutException;

/** A real terminal with a program in it. */
public final class Tmux implements AutoCloseable {
    private final String socket = "palinode-" + ProcessHandle.current().pid() + "-" + System.nanoTime();

    private Tmux() {}

    /** Starts {@code palinode} with these words in a window of this size. */
    public static Tmux palinode(int width, int height, String environment, String... words) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String line = environment + " exec " + java + " -XX:TieredStopAtLevel=1 -cp '"
                + System.getProperty("java.class.path") + "' dev.palinode.shell.launch.Launcher "
                + String.join(" ", Arrays.stream(words).map(w -> "'" + w + "'").toList());
        return start(width, height, line);
    }

    /** Starts a line of the system's shell in a window of this size. */
    public static Tmux start(int width, int height, String line) throws Exception {
        Tmux tmux = new Tmux();
        Path script = Files.createTempFile("palinode-tmux", ".sh");
        Files.writeString(script, line);
        tmux.tmux(
                "-f",
                "/dev/null",
                "new-session",
                "-d",
                "-x",
                String.valueOf(width),
                "-y",
                String.valueOf(height),
                "sh " + script + "; echo ended with $?; sleep 1000");
        return tmux;
    }

    private String tmux(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("tmux", "-u", "-L", socket));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return out;
    }

    /** Types a text as it is. */
    public Tmux type(String text) throws Exception {
        // A semicolon at the end would be tmux's own.
        tmux("send-keys", "-l", text.replaceFirst(";$", "\\\\;"));
        return this;
    }

    /** Presses keys by tmux's names. */
    public Tmux press(String... keys) throws Exception {
        for (String key : keys) {
            tmux("send-keys", key);
        }
        return this;
    }

    /** Pastes a text in one go, bracketed where the program asks for that. */
    public Tmux paste(String text) throws Exception {
        Path file = Files.createTempFile("palinode-tmux", ".txt");
        Files.writeString(file, text);
        tmux("load-buffer", file.toString());
        tmux("paste-buffer", "-p");
        return this;
    }

    /** Makes the window another size. */
    public Tmux resize(int width, int height) throws Exception {
        tmux("resize-window", "-x", String.valueOf(width), "-y", String.valueOf(height));
        return this;
    }

    /** What the window shows now, without blanks at the ends of lines. */
    public String screen() throws Exception {
        return tmux("capture-pane", "-p").stripTrailing() + "\n";
    }

    /** The same with the codes for colours. */
    public String coloured() throws Exception {
        return tmux("capture-pane", "-e", "-p");
    }

    /** The same with what has scrolled out of it. */
    public String all() throws Exception {
        return tmux("capture-pane", "-p", "-S", "-5000").stripTrailing() + "\n";
    }

    /** What tmux knows by this name, such as {@code cursor_flag}. */
    public String knows(String name) throws Exception {
        return tmux("display-message", "-p", "#{" + name + "}").strip();
    }

    /** Sends SIGTERM to the java in the window. */
    public void terminate() throws Exception {
        ProcessHandle.of(Long.parseLong(knows("pane_pid"))).stream()
                .flatMap(ProcessHandle::descendants)
                .filter(one -> one.info().command().orElse("").endsWith("java"))
                .forEach(ProcessHandle::destroy);
    }

    /** Waits until the window shows a text. */
    public Tmux sees(String text) throws Exception {
        return sees(text, Duration.ofSeconds(60));
    }

    /** The same for what takes its time. */
    public Tmux sees(String text, Duration patience) throws Exception {
        try {
            await().atMost(patience).pollInterval(Duration.ofMillis(100)).until(() -> screen().contains(text));
        } catch (ConditionTimeoutException e) {
            assertThat(all()).contains(text);
        }
        return this;
    }

    /** Waits until the last line is this prompt with nothing typed behind it: whatever was typed before is done. */
    public Tmux waitsAt(String prompt) throws Exception {
        try {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> screen().endsWith("\n" + prompt + "\n"));
        } catch (ConditionTimeoutException e) {
            assertThat(all()).endsWith("\n" + prompt + "\n");
        }
        return this;
    }

    /** Types a beginning until a Tab behind it shows a text: names are read behind the back of whoever types. */
    public void completes(String typed, String expected) {
        await().atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    press("C-u", "C-l").type(typed).press("Tab");
                    try {
                        await().atMost(Duration.ofSeconds(3)).until(() -> screen().contains(expected));
                    } catch (ConditionTimeoutException e) {
                        // An error of another kind would be the end of it.
                        assertThat(screen()).contains(expected);
                    }
                    press("C-u", "C-l");
                });
    }

    /** Tells whether there is a tmux on this machine. */
    public static Optional<String> missing() {
        try {
            return new ProcessBuilder("tmux", "-V").start().waitFor() == 0
                    ? Optional.empty()
                    : Optional.of("tmux does not run");
        } catch (IOException | InterruptedException e) {
            return Optional.of("no tmux");
        }
    }

    @Override
    public void close() throws Exception {
        tmux("kill-server");
    }
}
