package dev.palinode.shell.render.text;

import java.util.Locale;
import java.util.regex.Pattern;

/** Writes one object of JSON on one line; keys come in the order in which they are given. */
public final class Json {
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?");

    private final StringBuilder text = new StringBuilder("{");

    /** Begins an object without members. */
    public Json() {}

    /**
     * Adds a text.
     *
     * @param key of the member
     * @param value any text
     * @return this
     */
    public Json text(String key, String value) {
        return raw(key, quote(value));
    }

    /**
     * Adds a whole number.
     *
     * @param key of the member
     * @param value any number
     * @return this
     */
    public Json number(String key, long value) {
        return raw(key, Long.toString(value));
    }

    /**
     * Adds a number with one digit behind its point.
     *
     * @param key of the member
     * @param value a finite number
     * @return this
     */
    public Json number(String key, double value) {
        return raw(key, String.format(Locale.ROOT, "%.1f", value));
    }

    /**
     * Adds yes or no.
     *
     * @param key of the member
     * @param value true or false
     * @return this
     */
    public Json flag(String key, boolean value) {
        return raw(key, Boolean.toString(value));
    }

    /**
     * Adds what is JSON already.
     *
     * @param key of the member
     * @param value any JSON
     * @return this
     */
    public Json raw(String key, String value) {
        text.append(text.length() == 1 ? "" : ",")
                .append(quote(key))
                .append(':')
                .append(value);
        return this;
    }

    /**
     * A text in quotes.
     *
     * @param value any text
     * @return JSON
     */
    public static String quote(String value) {
        StringBuilder quoted = new StringBuilder(value.length() + 2).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> quoted.append(c < 0x20 ? String.format(Locale.ROOT, "\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        return quoted.append('"').toString();
    }

    /**
     * The decimal text of a number as it is, where JSON has such numbers; else, as with leading zeros, a text.
     *
     * @param value digits
     * @return JSON
     */
    public static String number(String value) {
        return NUMBER.matcher(value).matches() ? value : quote(value);
    }

    @Override
    public String toString() {
        return text + "}";
    }
}
