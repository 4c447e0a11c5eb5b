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
 * @param script statements to run instead of reading any
 * @param style how results look; empty chooses: aligned on a terminal, tab-separated elsewhere
 * @param manner how it behaves
 * @param history the file that keeps what was typed; it and its folder are made when missing
 */
public record ShellOptions(ConnectOptions connect, Script script, Optional<Style> style, Manner manner, Path history) {

    /**
     * Where statements come from, if not from a person or from standard input.
     *
     * @param text statements; empty when there are none
     * @param file a file with statements; empty when there is none
     * @param watch run the one statement of the text every so many seconds, as {@code 0.5}; empty to run it once
     */
    public record Script(Optional<String> text, Optional<Path> file, Optional<String> watch) {
        /** A person, or standard input. */
        public static final Script NONE = new Script(Optional.empty(), Optional.empty(), Optional.empty());

        /**
         * Tells whether there is anything to run.
         *
         * @return true when a person need not be asked
         */
        public boolean given() {
            return text.isPresent() || file.isPresent();
        }
    }

    /** Whether output is coloured. */
    public enum Colour {
        /** On a terminal that can, unless {@code NO_COLOR} is set. */
        AUTO,
        /** Wherever it goes. */
        ALWAYS,
        /** Nowhere. */
        NEVER
    }

    /**
     * How the shell behaves.
     *
     * @param force go on after a failed statement of a script
     * @param yes confirm everything in advance
     * @param echo show the statements that commands send
     * @param names print the names of columns
     * @param colour whether output is coloured
     */
    public record Manner(boolean force, boolean yes, boolean echo, boolean names, Colour colour) {
        /** As it is without any option. */
        public static final Manner USUAL = new Manner(false, false, false, true, Colour.AUTO);
    }

    public ShellOptions {
        Objects.requireNonNull(connect, "connect");
        Objects.requireNonNull(script, "script");
        Objects.requireNonNull(style, "style");
        Objects.requireNonNull(manner, "manner");
        Objects.requireNonNull(history, "history");
    }

    /**
     * Options for a person at the terminal of this process.
     *
     * @param connect the server and the account
     * @return options with the usual history file and nothing to execute
     */
    public static ShellOptions interactive(ConnectOptions connect) {
        return new ShellOptions(connect, Script.NONE, Optional.empty(), Manner.USUAL, defaultHistory());
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
