package dev.palinode.shell;

import dev.palinode.shell.client.ConnectOptions;
import dev.palinode.shell.render.Style;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything one run of the shell is told.
 *
 * @param connect the server and the account
 * @param execute statements to run instead of reading any; empty reads standard input
 * @param style how results look; empty chooses: aligned on a terminal, tab-separated elsewhere
 * @param force go on after a failed statement of a script
 * @param history the file that keeps what was typed; it and its folder are made when missing
 */
public record ShellOptions(
        ConnectOptions connect, Optional<String> execute, Optional<Style> style, boolean force, Path history) {
    public ShellOptions {
        Objects.requireNonNull(connect, "connect");
        Objects.requireNonNull(execute, "execute");
        Objects.requireNonNull(style, "style");
        Objects.requireNonNull(history, "history");
    }

    /**
     * Options for a person at the terminal of this process.
     *
     * @param connect the server and the account
     * @return options with the usual history file and nothing to execute
     */
    public static ShellOptions interactive(ConnectOptions connect) {
        return new ShellOptions(connect, Optional.empty(), Optional.empty(), false, defaultHistory());
    }

    /**
     * Where the history is kept unless told otherwise.
     *
     * @return {@code ~/.palinode/history}
     */
    public static Path defaultHistory() {
        return Path.of(System.getProperty("user.home", "."), ".palinode", "history");
    }
}
