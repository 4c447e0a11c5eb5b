package dev.palinode.proxy.wire;

import io.netty.buffer.ByteBuf;

/** Length-encoded integers: one byte up to 250, else a prefix and 2, 3 or 8 bytes, little endian. */
public final class WireInts {
    /** The prefix that stands for SQL NULL where a string's length is expected. */
    public static final int NULL = 0xFB;

    private WireInts() {}

    /**
     * Reads one at the reader index.
     *
     * @throws WireException if the prefix is none
     */
    public static long readLenenc(ByteBuf in) {
        int first = in.readUnsignedByte();
        return switch (first) {
            case 0xFC -> in.readUnsignedShortLE();
            case 0xFD -> in.readUnsignedMediumLE();
            case 0xFE -> in.readLongLE();
            case NULL, 0xFF -> throw new WireException("not a length-encoded integer: prefix " + first);
            default -> first;
        };
    }

    /**
     * Looks at one at an index.
     *
     * @throws WireException if the prefix is none
     */
    public static long getLenenc(ByteBuf in, int index) {
        int first = in.getUnsignedByte(index);
        return switch (first) {
            case 0xFC -> in.getUnsignedShortLE(index + 1);
            case 0xFD -> in.getUnsignedMediumLE(index + 1);
            case 0xFE -> in.getLongLE(index + 1);
            case NULL, 0xFF -> throw new WireException("not a length-encoded integer: prefix " + first);
            default -> first;
        };
    }

    /** How many bytes the one that starts with this byte takes. */
    public static int sizeByPrefix(int first) {
        return switch (first) {
            case 0xFC -> 3;
            case 0xFD -> 4;
            case 0xFE -> 9;
            default -> 1;
        };
    }

    /** Writes one. */
    public static void writeLenenc(ByteBuf out, long value) {
        if (value >= 0 && value < 0xFB) {
            out.writeByte((int) value);
        } else if (value >= 0 && value <= 0xFFFF) {
            out.writeByte(0xFC).writeShortLE((int) value);
        } else if (value >= 0 && value <= 0xFFFFFF) {
            out.writeByte(0xFD).writeMediumLE((int) value);
        } else {
            out.writeByte(0xFE).writeLongLE(value);
        }
    }
}
