package dev.palinode.shell.input;

import java.util.Objects;

/**
 * What came from the keyboard.
 *
 * @param kind how the typing ended
 * @param text the lines typed, also when they were given up
 */
public record Typed(Kind kind, String text) {
    public Typed {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(text, "text");
    }

    /** How the typing ended. */
    public enum Kind {
        /** Enter, on complete statements. */
        LINES,
        /** Ctrl-C: never mind. */
        INTERRUPT,
        /** Ctrl-D on an empty line, or the terminal went away. */
        END
    }
}
