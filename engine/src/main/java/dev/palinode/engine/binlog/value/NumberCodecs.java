package dev.palinode.engine.binlog.value;

import dev.palinode.engine.binlog.event.ByteCursor;
import dev.palinode.engine.schema.ColumnDef;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Codecs of numbers. */
final class NumberCodecs {
    /** Bytes that a group of less than nine decimal digits takes. */
    private static final int[] DIGIT_BYTES = {0, 1, 1, 2, 2, 3, 3, 4, 4, 4};

    private static final int GROUP = 9;

    private NumberCodecs() {}

    static ValueCodec integer(int bytes, ColumnDef column) {
        boolean unsigned = column.isUnsigned() || column.columnType().contains("zerofill");
        int shift = 64 - 8 * bytes;
        return ValueCodec.Fixed.of(bytes, (data, from) -> {
            long value = ByteCursor.le(data, from, bytes);
            return unsigned ? Long.toUnsignedString(value) : Long.toString((value << shift) >> shift);
        });
    }

    /** A FLOAT is written as the double that it equals. */
    static ValueCodec floating(boolean single) {
        return single
                ? ValueCodec.Fixed.of(
                        4, (data, from) -> SqlText.number(Float.intBitsToFloat((int) ByteCursor.le(data, from, 4))))
                : ValueCodec.Fixed.of(
                        8, (data, from) -> SqlText.number(Double.longBitsToDouble(ByteCursor.le(data, from, 8))));
    }

    static ValueCodec decimal(int precision, int scale) {
        return ValueCodec.Fixed.of(
                decimalBytes(precision, scale), (data, from) -> decimalText(data, from, precision, scale));
    }

    /** The bits as a number. */
    static ValueCodec bit(int bytes) {
        return ValueCodec.Fixed.of(bytes, (data, from) -> Long.toUnsignedString(ByteCursor.be(data, from, bytes)));
    }

    /** Four digits in quotes: the number 0 would lose them in a text, the text '0' would mean 2000. */
    static ValueCodec year() {
        return ValueCodec.Fixed.of(1, (data, from) -> {
            int value = data[from] & 0xff;
            return value == 0 ? "'0000'" : "'" + (1900 + value) + "'";
        });
    }

    private static int decimalBytes(int precision, int scale) {
        int whole = precision - scale;
        return whole / GROUP * 4 + DIGIT_BYTES[whole % GROUP] + scale / GROUP * 4 + DIGIT_BYTES[scale % GROUP];
    }

    /** The text of a DECIMAL; groups of nine digits, the sign bit turned, all bits of negative numbers turned. */
    static String decimalText(byte[] data, int from, int precision, int scale) {
        int whole = precision - scale;
        boolean negative = (data[from] & 0x80) == 0;
        StringBuilder digits = new StringBuilder(precision + 1);
        int at = group(digits, data, from, from, DIGIT_BYTES[whole % GROUP], whole % GROUP, negative);
        for (int i = 0; i < whole / GROUP; i++) {
            at = group(digits, data, from, at, 4, GROUP, negative);
        }
        for (int i = 0; i < scale / GROUP; i++) {
            at = group(digits, data, from, at, 4, GROUP, negative);
        }
        group(digits, data, from, at, DIGIT_BYTES[scale % GROUP], scale % GROUP, negative);
        BigDecimal value = new BigDecimal(new BigInteger(digits.isEmpty() ? "0" : digits.toString()), scale);
        return (negative ? value.negate() : value).toPlainString();
    }

    private static int group(
            StringBuilder out, byte[] data, int start, int at, int bytes, int digits, boolean negative) {
        long value = 0;
        for (int i = at; i < at + bytes; i++) {
            int turned = (i == start ? data[i] ^ 0x80 : data[i]) ^ (negative ? -1 : 0);
            value = value << 8 | (turned & 0xff);
        }
        if (digits > 0) {
            String text = Long.toString(value);
            out.append("0".repeat(Math.max(0, digits - text.length()))).append(text);
        }
        return at + bytes;
    }
}
