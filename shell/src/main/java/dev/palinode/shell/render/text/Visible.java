package dev.palinode.shell.render.text;

import java.util.Locale;

/** Text as it may be shown: nothing that comes from a server may move the cursor or colour the terminal. */
public final class Visible {
    private Visible() {}

    /**
     * Replaces control characters by what one would write in a string literal.
     *
     * @param line any text
     * @return a text of one line
     */
    public static String line(String line) {
        return shown(line, false);
    }

    /**
     * The same for a text of several lines.
     *
     * @param text any text
     * @return one with as many lines
     */
    public static String text(String text) {
        return shown(text, true);
    }

    private static String shown(String text, boolean lines) {
        if (text.chars().noneMatch(Visible::isControl)) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isControl(c) || (lines && c == '\n')) {
                shown.append(c);
            } else {
                shown.append(
                        switch (c) {
                            case '\t' -> "\\t";
                            case '\r' -> "\\r";
                            case '\n' -> "\\n";
                            case 0 -> "\\0";
                            default -> String.format(Locale.ROOT, "\\x%02X", (int) c);
                        });
            }
        }
        return shown.toString();
    }

    private static boolean isControl(int c) {
        return c < 0x20 || (c >= 0x7F && c < 0xA0);
    }
}
