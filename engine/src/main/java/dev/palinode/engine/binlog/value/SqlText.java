package dev.palinode.engine.binlog.value;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Pieces of SQL that mean the same whatever the session's character set and escapes. */
final class SqlText {
    private SqlText() {}

    /** A string of that character set. */
    static String string(String charset, byte[] data, int from, int length) {
        if (length == 0) {
            return "_" + charset + " ''";
        }
        StringBuilder out = new StringBuilder(charset.length() + 4 + 2 * length);
        out.append('_').append(charset).append(" 0x");
        return out.append(HexFormat.of().formatHex(data, from, from + length)).toString();
    }

    static String utf8(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return string("utf8mb4", bytes, 0, bytes.length);
    }

    static String binary(byte[] data) {
        return string("binary", data, 0, data.length);
    }

    /** The exact text of a double as a double: without an exponent it would be a decimal. */
    static String number(double value) {
        String text = Double.toString(value);
        return text.contains("E") ? text : text + "E0";
    }
}
