package dev.palinode.shell.input;

import java.util.Objects;

/**
 * One thing to be done.
 *
 * @param text what was typed, without its delimiter
 * @param ending what ended it
 * @param line the number of the line it starts on, counted from 1 over the whole input
 */
public record Statement(String text, Ending ending, int line) {
    public Statement {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(ending, "ending");
    }

    /** What ended a statement. */
    public enum Ending {
        /** The delimiter, or {@code \g}. */
        DELIMITER,
        /** {@code \G}: the result is wanted vertically. */
        VERTICAL,
        /** The end of a line that is a command of the shell. */
        COMMAND,
        /** The end of the input. */
        INPUT
    }
}
