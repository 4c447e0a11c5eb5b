package dev.palinode.shell;

import dev.palinode.shell.ShellOptions.Colour;
import java.util.Optional;

/** Decides whether output is coloured. */
final class Colours {
    private Colours() {}

    static boolean wanted(Colour asked, boolean terminal) {
        return wanted(
                asked,
                terminal,
                Optional.ofNullable(System.getenv("NO_COLOR")).orElse(""),
                Optional.ofNullable(System.getenv("TERM")).orElse(""));
    }

    static boolean wanted(Colour asked, boolean terminal, String noColour, String term) {
        return switch (asked) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO -> terminal && noColour.isEmpty() && !term.isEmpty() && !term.equals("dumb");
        };
    }
}
