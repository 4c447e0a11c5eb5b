package dev.palinode.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.math.BigInteger;
import java.util.Locale;
import java.util.function.BiFunction;

/**
 * A value of the binary protocol as text; a string holds its bytes as Latin-1.
 *
 * @param text as SQL writes it, without quotes
 * @param quoted whether SQL would quote it
 */
public record BinaryValue(String text, boolean quoted) {
    private static final int UNSIGNED = 0x8000;
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

    /**
     * Reads one (MySQL manual, "Binary Protocol Value").
     *
     * @param type the field type in the low byte, and whether it is unsigned in the highest bit of 16
     * @throws WireException if it is cut off
     */
    public static BinaryValue read(ByteBuf in, int type) {
        boolean unsigned = (type & UNSIGNED) != 0;
        return switch (type & 0xFF) {
            case 0x01 -> number(unsigned ? in.readUnsignedByte() : in.readByte());
            case 0x02, 0x0d -> number(unsigned ? in.readUnsignedShortLE() : in.readShortLE());
            case 0x03, 0x09 -> number(unsigned ? in.readUnsignedIntLE() : in.readIntLE());
            case 0x08 -> unsigned ? unsignedLong(in.readLongLE()) : number(in.readLongLE());
            case 0x04 -> new BinaryValue(Float.toString(in.readFloatLE()), false);
            case 0x05 -> new BinaryValue(Double.toString(in.readDoubleLE()), false);
            case 0x06 -> new BinaryValue("NULL", false);
            case 0x07, 0x0a, 0x0c -> new BinaryValue(dateTime(in.readSlice(in.readUnsignedByte())), true);
            case 0x0b -> new BinaryValue(time(in.readSlice(in.readUnsignedByte())), true);
            default -> new BinaryValue(WireStrings.readLenencAsLatin1(in), true);
        };
    }

    private static BinaryValue number(long value) {
        return new BinaryValue(Long.toString(value), false);
    }

    private static BinaryValue unsignedLong(long value) {
        BigInteger signed = BigInteger.valueOf(value);
        return new BinaryValue((value < 0 ? signed.add(TWO_TO_64) : signed).toString(), false);
    }

    private static String dateTime(ByteBuf in) {
        if (!in.isReadable()) {
            return "0000-00-00 00:00:00";
        }
        String date = format("%04d-%02d-%02d", in.readUnsignedShortLE(), in.readUnsignedByte(), in.readUnsignedByte());
        return in.isReadable() ? date + " " + clock(in, in.readUnsignedByte()) : date;
    }

    private static String time(ByteBuf in) {
        if (!in.isReadable()) {
            return "00:00:00";
        }
        String sign = in.readByte() != 0 ? "-" : "";
        long days = in.readUnsignedIntLE();
        return sign + clock(in, days * 24 + in.readUnsignedByte());
    }

    private static String clock(ByteBuf in, long hours) {
        String clock = format("%02d:%02d:%02d", hours, in.readUnsignedByte(), in.readUnsignedByte());
        return in.isReadable() ? clock + format(".%06d", in.readUnsignedIntLE()) : clock;
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    /** Makes something of both parts. */
    public <T> T map(BiFunction<String, Boolean, T> maker) {
        return maker.apply(text, quoted);
    }
}
