package dev.palinode.engine.binlog.value;

import dev.palinode.engine.binlog.event.ByteCursor;
import dev.palinode.engine.binlog.event.ColumnType;
import java.util.Arrays;

/**
 * Values inside JSON that are of an SQL type. What has no constructor of exactly its type is made by JSON_TABLE, whose
 * columns may be of any.
 */
final class JsonOpaque {
    private static final int MICROSECOND_BITS = 24;

    private JsonOpaque() {}

    static JsonValue read(byte[] data, int from) {
        int type = data[from] & 0xff;
        long[] length = JsonText.length(data, from + 1);
        int start = (int) length[1];
        byte[] bytes = Arrays.copyOfRange(data, start, start + (int) length[0]);
        return JsonValue.built(
                switch (type) {
                    case ColumnType.NEWDECIMAL -> decimal(bytes);
                    case ColumnType.DATE -> date(ByteCursor.le(bytes, 0, 8));
                    case ColumnType.DATETIME -> datetime(ByteCursor.le(bytes, 0, 8));
                    case ColumnType.TIMESTAMP -> timestamp(ByteCursor.le(bytes, 0, 8));
                    case ColumnType.TIME -> time(ByteCursor.le(bytes, 0, 8));
                    default -> bytes(type, bytes);
                });
    }

    private static String decimal(byte[] bytes) {
        int precision = bytes[0] & 0xff;
        int scale = bytes[1] & 0xff;
        return "CAST(" + NumberCodecs.decimalText(bytes, 2, precision, scale) + " AS DECIMAL(" + precision + "," + scale
                + "))";
    }

    private static String datetime(long packed) {
        String micros = Long.toString(1_000_000 + (packed & (1 << MICROSECOND_BITS) - 1));
        return TimeCodecs.packedDatetime(packed >> MICROSECOND_BITS, "." + micros.substring(1));
    }

    private static String date(long packed) {
        return "DATE" + datetime(packed).substring("TIMESTAMP".length()).replaceFirst(" .*", "'");
    }

    private static String time(long packed) {
        long size = Math.abs(packed);
        long clock = size >> MICROSECOND_BITS;
        String micros = Long.toString(1_000_000 + (size & (1 << MICROSECOND_BITS) - 1));
        return TimeCodecs.timeText(
                packed < 0, clock >> 12 & 1023, clock >> 6 & 63, clock & 63, "." + micros.substring(1));
    }

    private static String timestamp(long packed) {
        String text = datetime(packed).substring("TIMESTAMP'".length());
        return fromTable("JSON_ARRAY('" + text + ")", "TIMESTAMP(6)");
    }

    private static String bytes(int type, byte[] bytes) {
        String array = "JSON_ARRAY(" + SqlText.binary(bytes) + ")";
        return switch (type) {
            case ColumnType.VARCHAR -> SqlText.binary(bytes);
            case ColumnType.BLOB -> fromTable(array, "BLOB");
            case ColumnType.TINY_BLOB -> fromTable(array, "TINYBLOB");
            case ColumnType.MEDIUM_BLOB -> fromTable(array, "MEDIUMBLOB");
            case ColumnType.LONG_BLOB -> fromTable(array, "LONGBLOB");
            case ColumnType.STRING -> fromTable(array, "BINARY(" + bytes.length + ")");
            case ColumnType.BIT ->
                fromTable(
                        "JSON_ARRAY(" + Long.toUnsignedString(ByteCursor.be(bytes, 0, bytes.length)) + ")",
                        "BIT(" + 8 * bytes.length + ")");
            default ->
                throw new IllegalArgumentException(
                        "a JSON value holds an SQL value of type " + type + ", which cannot be written as SQL");
        };
    }

    private static String fromTable(String array, String type) {
        return "(SELECT v FROM JSON_TABLE(" + array + ",'$[*]' COLUMNS(v " + type + " PATH '$')) j)";
    }
}
