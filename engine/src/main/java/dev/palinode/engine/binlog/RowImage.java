package dev.palinode.engine.binlog;

import dev.palinode.engine.binlog.value.ValueCodec;
import java.util.Arrays;
import java.util.List;

/** One row as the binlog has it, all columns. Immutable; values are turned into SQL when they are asked for. */
public final class RowImage {
    static final int NULL = -1;

    private final List<ValueCodec> codecs;
    private final byte[] data;
    private final int[] offsets;
    private final int bytes;

    RowImage(List<ValueCodec> codecs, byte[] data, int[] offsets, int bytes) {
        this.codecs = codecs;
        this.data = data;
        this.offsets = offsets;
        this.bytes = bytes;
    }

    /**
     * The value as an SQL expression: inserted into a column of the same definition, on a session in strict mode, UTC
     * and utf8mb4, it gives the very value. {@code NULL} for NULL.
     *
     * @param column 0-based index in {@code TableDef.columns()}
     */
    public String literal(int column) {
        return offsets[column] == NULL ? "NULL" : codecs.get(column).literal(data, offsets[column]);
    }

    /** Whether another image of the table has the same bytes of the value. */
    public boolean hasSame(RowImage other, int column) {
        int from = offsets[column];
        int there = other.offsets[column];
        if (from == NULL || there == NULL) {
            return from == there;
        }
        int to = from + codecs.get(column).length(data, from);
        int thereTo = there + other.codecs.get(column).length(other.data, there);
        return Arrays.equals(data, from, to, other.data, there, thereTo);
    }

    /** About how many bytes the row takes. */
    public int bytes() {
        return bytes + Integer.BYTES * offsets.length;
    }
}
