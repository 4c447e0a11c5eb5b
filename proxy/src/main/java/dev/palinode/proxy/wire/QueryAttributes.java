package dev.palinode.proxy.wire;

import io.netty.buffer.ByteBuf;

/** The attributes that stand before the text of a COM_QUERY when both ends have QUERY_ATTRIBUTES. */
public final class QueryAttributes {
    /** Parameters of one command, attributes among them (the protocol counts them in 16 bits elsewhere). */
    private static final int MAX_COUNT = 0xFFFF;

    private QueryAttributes() {}

    /**
     * Finds the text of a COM_QUERY.
     *
     * @param capabilities those negotiated
     * @param in where the whole payload lies
     * @param payload its index
     * @param length of it
     * @return the index of the text
     * @throws WireException if the attributes cannot be read
     */
    public static int textIndex(long capabilities, ByteBuf in, int payload, int length) {
        if (!Capability.has(capabilities, Capability.QUERY_ATTRIBUTES)) {
            return payload + 1;
        }
        if (length >= 3 && in.getByte(payload + 1) == 0) {
            return payload + 3;
        }
        ByteBuf rest = in.slice(payload + 1, length - 1);
        long count = WireInts.readLenenc(rest);
        WireInts.readLenenc(rest);
        if (count < 0 || count > MAX_COUNT) {
            throw new WireException(count + " query attributes");
        }
        if (count > 0) {
            skipValues(rest, (int) count);
        }
        return payload + 1 + rest.readerIndex();
    }

    private static void skipValues(ByteBuf in, int count) {
        int nulls = in.readerIndex();
        in.skipBytes((count + 7) / 8);
        if (in.readByte() != 1) {
            throw new WireException("query attributes without their types");
        }
        int[] types = new int[Math.min(count, in.readableBytes())];
        for (int i = 0; i < count; i++) {
            types[i] = in.readUnsignedShortLE() & 0xFF;
            WireStrings.skipLenenc(in);
        }
        for (int i = 0; i < count; i++) {
            boolean isNull = (in.getByte(nulls + i / 8) >> i % 8 & 1) != 0;
            if (!isNull) {
                skipValue(in, types[i]);
            }
        }
    }

    /** Sizes of binary values by type code (MySQL manual, "Binary Protocol Value"). */
    private static void skipValue(ByteBuf in, int type) {
        if (fixedSize(type) < 0) {
            WireStrings.skipLenenc(in);
        } else {
            in.skipBytes(fixedSize(type));
        }
    }

    private static int fixedSize(int type) {
        return switch (type) {
            case 0x06 -> 0;
            case 0x01 -> 1;
            case 0x02, 0x0d -> 2;
            case 0x03, 0x04, 0x09 -> 4;
            case 0x05, 0x08 -> 8;
            default -> -1;
        };
    }
}
