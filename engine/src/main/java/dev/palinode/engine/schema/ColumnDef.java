package dev.palinode.engine.schema;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One column as {@code information_schema.columns} describes it.
 *
 * @param name as stored
 * @param position 1-based place in the table
 * @param dataType the type's word in lower case, such as {@code bigint}
 * @param columnType the whole type in lower case words, such as {@code bigint(20) unsigned} or {@code enum('a','b')}
 * @param nullable whether NULL is allowed
 * @param charset the character set of a textual column; empty for all others
 * @param collation the collation of a textual column; empty for all others
 * @param generated whether the value is computed, stored or virtual
 * @param stored the expression of a generated column that is stored; empty for all others
 * @param autoIncrement whether the server numbers the rows
 * @param defaultValue the default's text; empty when there is none (or it is NULL)
 * @param labels the labels of an ENUM or SET in order; empty for all others
 */
public record ColumnDef(
        String name,
        int position,
        String dataType,
        String columnType,
        boolean nullable,
        Optional<String> charset,
        Optional<String> collation,
        boolean generated,
        Optional<String> stored,
        boolean autoIncrement,
        Optional<String> defaultValue,
        List<String> labels) {

    public ColumnDef {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(dataType, "dataType");
        Objects.requireNonNull(columnType, "columnType");
        labels = List.copyOf(labels);
    }

    /** Whether the type is a whole number. */
    public boolean isInteger() {
        return switch (dataType) {
            case "tinyint", "smallint", "mediumint", "int", "bigint" -> true;
            default -> false;
        };
    }

    /** Whether the type is FLOAT or DOUBLE, whose equality cannot be relied on. */
    public boolean isFloat() {
        return dataType.equals("float") || dataType.equals("double");
    }

    /** Whether the type is DATETIME or TIMESTAMP, which the server may set by itself. */
    public boolean isMoment() {
        return dataType.equals("datetime") || dataType.equals("timestamp");
    }

    /** Whether numbers below zero are excluded. */
    public boolean isUnsigned() {
        return columnType.contains("unsigned");
    }

    /** Whether the type is ENUM or SET. */
    public boolean isEnumOrSet() {
        return dataType.equals("enum") || dataType.equals("set");
    }

    /** Bytes that an integer takes, to prefer narrow keys; 8 for what is not an integer. */
    public int integerBytes() {
        return switch (dataType) {
            case "tinyint" -> 1;
            case "smallint" -> 2;
            case "mediumint" -> 3;
            case "int" -> 4;
            default -> 8;
        };
    }
}
