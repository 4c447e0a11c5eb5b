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
        switch (first) {
            case 0xFC:
                return in.readUnsignedShortLE();
            case 0xFD:
                return in.readUnsignedMediumLE();
            case 0xFE:
                return in.readLongLE();
            case NULL:
            case 0xFF:
                throw new WireException("not a length-encoded integer: prefix " + first);
            default:
                return first;
        }
    }

    /**
     * Looks at one at an index.
     *
     * @throws WireException if the prefix is none
     */
    public static long getLenenc(ByteBuf in, int index) {
        int first = in.getUnsignedByte(index);
        switch (first) {
            case 0xFC:
                return in.getUnsignedShortLE(index + 1);
            case 0xFD:
                return in.getUnsignedMediumLE(index + 1);
            case 0xFE:
                return in.getLongLE(index + 1);
            case NULL:
            case 0xFF:
                throw new WireException("not a length-encoded integer: prefix " + first);
            default:
                return first;
        }
    }

    /** How many bytes the one that starts with this byte takes. */
    public static int sizeByPrefix(int first) {
        switch (first) {
            case 0xFC:
                return 3;
            case 0xFD:
                return 4;
            case 0xFE:
                return 9;
            default:
                return 1;
        }
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
