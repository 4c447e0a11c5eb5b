package dev.palinode.engine.binlog.value;

import dev.palinode.engine.binlog.event.ByteCursor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A value of MySQL's binary JSON (json_binary.h) as SQL. JSON text does it wherever the server's parser makes the same
 * value of it; values that JSON text does not know (dates, decimals, bytes, some whole numbers) are built with
 * functions, and so is all that contains them.
 *
 * @param text the JSON text; meaningless when not plain
 * @param plain whether the text is enough
 * @param expression the SQL that makes a value which is not plain
 */
record JsonValue(String text, boolean plain, String expression) {
    private static final int SMALL_OBJECT = 0;
    private static final int LARGE_OBJECT = 1;
    private static final int SMALL_ARRAY = 2;
    private static final int LARGE_ARRAY = 3;
    private static final int LITERAL = 4;
    private static final int INT16 = 5;
    private static final int UINT16 = 6;
    private static final int INT32 = 7;
    private static final int UINT32 = 8;
    private static final int INT64 = 9;
    private static final int UINT64 = 10;
    private static final int DOUBLE = 11;
    private static final int STRING = 12;
    private static final int OPAQUE = 15;

    /** The parser makes signed numbers up to here and unsigned ones above. */
    private static final long MAX_PARSED_SIGNED = 0xffffffffL;

    static JsonValue read(byte[] data, int from, int end) {
        return from == end ? text("null") : value(data[from] & 0xff, data, from + 1);
    }

    static JsonValue text(String text) {
        return new JsonValue(text, true, "");
    }

    static JsonValue built(String expression) {
        return new JsonValue("", false, expression);
    }

    /** The value as JSON for SQL. */
    String sql() {
        return "CAST(" + (plain ? SqlText.utf8(text) : expression) + " AS JSON)";
    }

    private String argument() {
        return plain ? sql() : expression;
    }

    private static JsonValue value(int type, byte[] data, int from) {
        return switch (type) {
            case SMALL_OBJECT -> container(data, from, 2, true);
            case LARGE_OBJECT -> container(data, from, 4, true);
            case SMALL_ARRAY -> container(data, from, 2, false);
            case LARGE_ARRAY -> container(data, from, 4, false);
            case LITERAL ->
                text(
                        switch (data[from]) {
                            case 0 -> "null";
                            case 1 -> "true";
                            case 2 -> "false";
                            default -> throw new IllegalArgumentException("an unknown JSON literal");
                        });
            case INT16 -> signed((ByteCursor.le(data, from, 2) << 48) >> 48);
            case INT32 -> signed((ByteCursor.le(data, from, 4) << 32) >> 32);
            case INT64 -> signed(ByteCursor.le(data, from, 8));
            case UINT16 -> unsigned(ByteCursor.le(data, from, 2));
            case UINT32 -> unsigned(ByteCursor.le(data, from, 4));
            case UINT64 -> unsigned(ByteCursor.le(data, from, 8));
            case DOUBLE -> built(SqlText.number(Double.longBitsToDouble(ByteCursor.le(data, from, 8))));
            case STRING -> text(JsonText.quote(string(data, from)));
            case OPAQUE -> JsonOpaque.read(data, from);
            default -> throw new IllegalArgumentException("unknown JSON type " + type);
        };
    }

    private static JsonValue signed(long value) {
        return value <= MAX_PARSED_SIGNED ? text(Long.toString(value)) : built("CAST(" + value + " AS SIGNED)");
    }

    private static JsonValue unsigned(long value) {
        String digits = Long.toUnsignedString(value);
        return Long.compareUnsigned(value, MAX_PARSED_SIGNED) > 0
                ? text(digits)
                : built("CAST(" + digits + " AS UNSIGNED)");
    }

    private static String string(byte[] data, int from) {
        long[] length = JsonText.length(data, from);
        return new String(data, (int) length[1], (int) length[0], StandardCharsets.UTF_8);
    }

    /** Offsets count from the container's begin; width is that of offsets and counts, and of what is inlined. */
    private static JsonValue container(byte[] data, int from, int width, boolean object) {
        int count = (int) ByteCursor.le(data, from, width);
        int entries = from + 2 * width + (object ? count * (width + 2) : 0);
        List<String> keys = new ArrayList<>(object ? count : 0);
        List<JsonValue> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            if (object) {
                int key = from + 2 * width + i * (width + 2);
                int at = from + (int) ByteCursor.le(data, key, width);
                int length = (int) ByteCursor.le(data, key + width, 2);
                keys.add(new String(data, at, length, StandardCharsets.UTF_8));
            }
            int entry = entries + i * (1 + width);
            int type = data[entry] & 0xff;
            int at = inlined(type, width) ? entry + 1 : from + (int) ByteCursor.le(data, entry + 1, width);
            values.add(value(type, data, at));
        }
        return joined(keys, values, object);
    }

    private static boolean inlined(int type, int width) {
        return switch (type) {
            case LITERAL, INT16, UINT16 -> true;
            case INT32, UINT32 -> width == 4;
            default -> false;
        };
    }

    private static JsonValue joined(List<String> keys, List<JsonValue> values, boolean object) {
        boolean plain = values.stream().allMatch(JsonValue::plain);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            out.append(i == 0 ? "" : ",");
            if (object) {
                String key = keys.get(i);
                out.append(plain ? JsonText.quote(key) + ":" : SqlText.utf8(key) + ",");
            }
            out.append(plain ? values.get(i).text() : values.get(i).argument());
        }
        if (plain) {
            return text(object ? "{" + out + "}" : "[" + out + "]");
        }
        return built((object ? "JSON_OBJECT(" : "JSON_ARRAY(") + out + ")");
    }
}
