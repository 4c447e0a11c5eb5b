package dev.palinode.engine.binlog.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the binlog's integers and strings from an array. Reading past the end is an {@link IllegalArgumentException}. */
public final class ByteCursor {
    private static final int TWO_BYTES = 0xfc;
    private static final int THREE_BYTES = 0xfd;
    private static final int EIGHT_BYTES = 0xfe;

    private final byte[] data;
    private final int end;
    private int at;

    /** Over all of an array, which is not copied. */
    public ByteCursor(byte[] data) {
        this(data, 0, data.length);
    }

    /** Over a part of an array, which is not copied. */
    public ByteCursor(byte[] data, int from, int end) {
        this.data = data;
        this.at = from;
        this.end = end;
    }

    /** The whole array, not copied. */
    public byte[] data() {
        return data;
    }

    /** The next byte's place in the array. */
    public int position() {
        return at;
    }

    /** Bytes up to the end. */
    public int remaining() {
        return end - at;
    }

    /** Moves on and says where this began. */
    public int skip(int count) {
        if (count < 0 || count > end - at) {
            throw new IllegalArgumentException("the event ends too soon");
        }
        int from = at;
        at += count;
        return from;
    }

    /** One byte, without a sign. */
    public int u8() {
        return data[skip(1)] & 0xff;
    }

    /** A little-endian number of up to eight bytes. */
    public long le(int count) {
        return le(data, skip(count), count);
    }

    /** An integer of up to 8 bytes, the lowest first. */
    public static long le(byte[] data, int from, int count) {
        long value = 0;
        for (int i = count - 1; i >= 0; i--) {
            value = value << 8 | (data[from + i] & 0xff);
        }
        return value;
    }

    /** An integer of up to 8 bytes, the highest first. */
    public static long be(byte[] data, int from, int count) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 8 | (data[from + i] & 0xff);
        }
        return value;
    }

    /** A length-encoded integer of the protocol. */
    public long packed() {
        int first = u8();
        return switch (first) {
            case TWO_BYTES -> le(2);
            case THREE_BYTES -> le(3);
            case EIGHT_BYTES -> le(8);
            default -> first;
        };
    }

    /** The next bytes, copied. */
    public byte[] bytes(int count) {
        int from = skip(count);
        return Arrays.copyOfRange(data, from, from + count);
    }

    /** All bytes up to the end, copied. */
    public byte[] rest() {
        return bytes(remaining());
    }

    /** The next bytes as text. */
    public String utf8(int count) {
        int from = skip(count);
        return new String(data, from, count, StandardCharsets.UTF_8);
    }

    /** Whether the first {@code bits} bits of a bitmap at the current place are all set; moves behind the bitmap. */
    public boolean allSet(int bits) {
        int from = skip((bits + 7) / 8);
        for (int i = 0; i < bits; i++) {
            if (!bit(data, from, i)) {
                return false;
            }
        }
        return true;
    }

    /** One bit of a bitmap, counted from its first byte and its lowest bit. */
    public static boolean bit(byte[] data, int from, int index) {
        return ((data[from + index / 8] >> (index % 8)) & 1) != 0;
    }
}
