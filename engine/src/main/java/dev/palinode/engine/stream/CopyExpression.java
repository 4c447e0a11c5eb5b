package dev.palinode.engine.stream;

import dev.palinode.engine.schema.ColumnDef;
import java.util.Optional;

/** How a column's value gets from the source to the target, so that copied, applied and altered values are the same. */
final class CopyExpression {
    private CopyExpression() {}

    /**
     * The expression by which the copy's INSERT … SELECT reads the column.
     *
     * @param sourceExpr the source column, quoted and qualified
     * @return empty where the column itself is right
     */
    static Optional<String> select(ColumnDef source, ColumnDef target, String sourceExpr) {
        return Optional.empty();
    }

    /** The expression that the applier writes for the literal of a row image. */
    static String apply(ColumnDef source, ColumnDef target, String literal) {
        return literal;
    }
}
