package dev.palinode.proxy.wire.reply;

import dev.palinode.engine.model.RowSet;
import dev.palinode.proxy.wire.WireStrings;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A row of the binary protocol, made from text. A value that its column's type cannot hold becomes NULL. */
final class BinaryRow {
    /** The bitmap of NULLs begins at its third bit. */
    private static final int BITMAP_OFFSET = 2;

    private static final Pattern DATE_TIME =
            Pattern.compile("(\\d{4})-(\\d\\d)-(\\d\\d)(?:[ T](\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,6}))?)?");

    private BinaryRow() {}

    static void write(ByteBuf out, List<RowSet.Column> columns, List<Optional<String>> row) {
        out.writeByte(0);
        int bitmap = out.writerIndex();
        out.writeZero((columns.size() + BITMAP_OFFSET + 7) / 8);
        for (int i = 0; i < columns.size(); i++) {
            int before = out.writerIndex();
            boolean written = row.get(i).isPresent()
                    && writeValue(out, columns.get(i).type(), row.get(i).get());
            if (!written) {
                out.writerIndex(before);
                int bit = i + BITMAP_OFFSET;
                out.setByte(bitmap + bit / 8, out.getByte(bitmap + bit / 8) | 1 << bit % 8);
            }
        }
    }

    private static boolean writeValue(ByteBuf out, RowSet.Type type, String text) {
        try {
            switch (type) {
                case INTEGER -> out.writeLongLE(Long.parseLong(text));
                case DOUBLE -> out.writeDoubleLE(Double.parseDouble(text));
                case TEXT -> WireStrings.writeLenenc(out, text);
                case TIMESTAMP -> {
                    return writeDateTime(out, text);
                }
            }
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean writeDateTime(ByteBuf out, String text) {
        Matcher parts = DATE_TIME.matcher(text);
        if (!parts.matches()) {
            return false;
        }
        int micros = micros(parts.group(7));
        boolean timed = parts.group(4) != null;
        out.writeByte(micros != 0 ? 11 : timed ? 7 : 4);
        out.writeShortLE(number(parts, 1)).writeByte(number(parts, 2)).writeByte(number(parts, 3));
        if (timed || micros != 0) {
            out.writeByte(number(parts, 4)).writeByte(number(parts, 5)).writeByte(number(parts, 6));
        }
        if (micros != 0) {
            out.writeIntLE(micros);
        }
        return true;
    }

    private static int number(Matcher parts, int group) {
        return Integer.parseInt(parts.group(group));
    }

    private static int micros(@Nullable String fraction) {
        return fraction == null ? 0 : Integer.parseInt((fraction + "000000").substring(0, 6));
    }
}
