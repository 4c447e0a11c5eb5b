package dev.palinode.engine.binlog;

import dev.palinode.engine.binlog.value.ValueCodec;
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

    /** About how many bytes the row takes. */
    public int bytes() {
        return bytes + Integer.BYTES * offsets.length;
    }
}
