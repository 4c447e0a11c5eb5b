package dev.palinode.shell.render;

import dev.palinode.shell.render.text.Visible;
import java.util.List;
import java.util.Optional;

/** Values as they may be shown: nothing that comes from a row may move the cursor or colour the terminal. */
final class CellText {
    private static final String NULL = "NULL";

    /** The lines of NULL; the very object tells it from a text that reads the same. */
    private static final List<String> NULL_LINES = List.of(NULL);

    private CellText() {}

    static List<String> lines(Optional<String> value) {
        return value.map(text -> List.of(text.split("\r?\n", -1)).stream()
                        .map(CellText::visible)
                        .toList())
                .orElse(NULL_LINES);
    }

    /** Replaces control characters by what one would write in a string literal. */
    static String visible(String line) {
        return Visible.line(line);
    }

    /** Makes NULL fainter than a text, where colours are wanted. */
    @SuppressWarnings("ReferenceEquality")
    static String shaded(List<String> cell, String padded, Layout layout) {
        boolean faint = layout.colour() && cell == NULL_LINES;
        return faint ? "\u001b[2m" + padded + "\u001b[0m" : padded;
    }

    /** Escapes so that a line is a row and a tab a border, in the way of {@code mysql --batch}. */
    static String batch(Optional<String> value, String none) {
        if (value.isEmpty()) {
            return none;
        }
        String text = value.get();
        if (text.chars().noneMatch(c -> c == '\\' || c == '\t' || c == '\n' || c == 0)) {
            return text;
        }
        return text.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\0", "\\0");
    }
}
