package dev.palinode.engine.binlog.value;

import java.util.Locale;

/** Small helpers of binary and textual JSON. */
final class JsonText {
    private static final int MAX_LENGTH_BYTES = 5;

    private JsonText() {}

    /** A string in quotes. */
    static String quote(String value) {
        StringBuilder out = new StringBuilder(value.length() + 2).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    /** A length in groups of seven bits, the low ones first: the length, and where it ends. */
    static long[] length(byte[] data, int from) {
        long value = 0;
        for (int i = 0; i < MAX_LENGTH_BYTES; i++) {
            int next = data[from + i] & 0xff;
            value |= (long) (next & 0x7f) << (7 * i);
            if ((next & 0x80) == 0) {
                return new long[] {value, from + i + 1};
            }
        }
        throw new IllegalArgumentException("a JSON length without end");
    }
}
