package dev.palinode.engine.stream.plan;

import dev.palinode.engine.schema.ColumnDef;

/**
 * A column that both sides of a stream have.
 *
 * @param index the 0-based place of the source column in its table, which is its place in a row image
 * @param source as the source defines it
 * @param target as the target defines it
 */
public record ColumnPair(int index, ColumnDef source, ColumnDef target) {

    /** Whether a value means the same bytes, and sorts the same, on both sides. */
    public boolean sameType() {
        return source.columnType().equals(target.columnType())
                && source.charset().equals(target.charset())
                && source.collation().equals(target.collation());
    }
}
