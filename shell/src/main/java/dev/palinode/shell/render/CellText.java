package dev.palinode.shell.render;

import java.util.List;
import java.util.Optional;

/** Values as they may be shown: nothing that comes from a row may move the cursor or colour the terminal. */
final class CellText {
    private static final String NULL = "NULL";

    private CellText() {}

    static List<String> lines(Optional<String> value) {
        return value.map(text -> List.of(text.split("\r?\n", -1)).stream()
                        .map(CellText::visible)
                        .toList())
                .orElse(List.of(NULL));
    }

    /** Replaces control characters by what one would write in a string literal. */
    static String visible(String line) {
        if (line.chars().noneMatch(CellText::isControl)) {
            return line;
        }
        StringBuilder shown = new StringBuilder(line.length() + 8);
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (!isControl(c)) {
                shown.append(c);
            } else {
                shown.append(
                        switch (c) {
                            case '\t' -> "\\t";
                            case '\r' -> "\\r";
                            case '\n' -> "\\n";
                            case 0 -> "\\0";
                            default -> String.format("\\x%02X", (int) c);
                        });
            }
        }
        return shown.toString();
    }

    /** Escapes so that a line is a row and a tab a border, in the way of {@code mysql --batch}. */
    static String batch(Optional<String> value) {
        if (value.isEmpty()) {
            return NULL;
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

    private static boolean isControl(int c) {
        return c < 0x20 || (c >= 0x7F && c < 0xA0);
    }
}
