package dev.palinode.engine.schema;

import java.util.List;
import java.util.Objects;

/**
 * One index.
 *
 * @param name {@code PRIMARY} for the primary key
 * @param unique whether two rows may not share a value
 * @param columns names in key order; an expression is an empty string
 * @param prefixed whether any part indexes only the beginning of its column
 * @param hidden whether the optimizer may not use it: INVISIBLE in MySQL, IGNORED in MariaDB; it is unique all the same
 */
public record IndexDef(String name, boolean unique, List<String> columns, boolean prefixed, boolean hidden) {
    public IndexDef {
        Objects.requireNonNull(name, "name");
        columns = List.copyOf(columns);
    }

    /** Whether this is the primary key. */
    public boolean isPrimary() {
        return name.equals("PRIMARY");
    }

    /** Whether any part is an expression. */
    public boolean hasExpression() {
        return columns.contains("");
    }
}
