package dev.palinode.engine.stream;

import java.util.List;

/** One row as the binlog has it, all columns. Immutable. */
public final class RowImage {
    private final List<String> literals;
    private final int bytes;

    RowImage(List<String> literals, int bytes) {
        this.literals = literals;
        this.bytes = bytes;
    }

    /**
     * The value as an SQL expression: inserted into a column of the same definition, on a session in strict mode, UTC
     * and utf8mb4, it gives the very value. {@code NULL} for NULL.
     *
     * @param column 0-based index in {@code TableDef.columns()}
     */
    public String literal(int column) {
        return literals.get(column);
    }

    /** About how many bytes the row takes. */
    public int bytes() {
        return bytes;
    }
}
