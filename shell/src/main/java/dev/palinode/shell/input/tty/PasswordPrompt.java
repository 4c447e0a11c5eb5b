package dev.palinode.shell.input.tty;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;

/** Asks for a password on the terminal that this process was started from, wherever its streams go. */
public final class PasswordPrompt {
    private static final File TERMINAL = new File("/dev/tty");

    private PasswordPrompt() {}

    /**
     * Asks without showing what is typed.
     *
     * @return empty when there is no terminal to ask on
     */
    public static Optional<String> ask() {
        if (!stty("-echo")) {
            return Optional.empty();
        }
        // Ctrl-C at the question ends the process, and must not leave a terminal behind that shows nothing.
        Thread restore = new Thread(() -> stty("echo"), "palinode-echo");
        Runtime.getRuntime().addShutdownHook(restore);
        try (OutputStream shown = Files.newOutputStream(TERMINAL.toPath());
                BufferedReader typed = new BufferedReader(
                        new InputStreamReader(Files.newInputStream(TERMINAL.toPath()), StandardCharsets.UTF_8))) {
            shown.write("Password: ".getBytes(StandardCharsets.UTF_8));
            Optional<String> password = Optional.ofNullable(typed.readLine());
            shown.write('\n');
            return password;
        } catch (IOException e) {
            return Optional.empty();
        } finally {
            Runtime.getRuntime().removeShutdownHook(restore);
            stty("echo");
        }
    }

    private static boolean stty(String setting) {
        try {
            return new ProcessBuilder("stty", setting)
                            .redirectInput(TERMINAL)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
