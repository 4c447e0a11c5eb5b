package dev.palinode.engine.binlog.value;

import java.util.List;

/**
 * A type, what it is changed to, and values of it.
 *
 * @param from the column's type
 * @param to the type after the migration
 * @param values SQL expressions
 */
record TypeCase(String from, String to, List<String> values) {
    static TypeCase of(String from, String to, String... values) {
        return new TypeCase(from, to, List.of(values));
    }

    /** The same values in a column that stays as it is. */
    TypeCase unchanged() {
        return new TypeCase(from, from, values);
    }

    @Override
    public String toString() {
        return from + " -> " + to;
    }
}
