package dev.palinode.engine.stream.plan;

import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.ColumnDef;
import java.util.Optional;

/**
 * A new column that is NOT NULL and has no default: a native ALTER gives the rows that are there the implicit default of
 * the type ("Data Type Default Values" in MySQL's manual), which an INSERT in strict mode would refuse to do by itself.
 *
 * @param column the name, quoted
 * @param literal the value
 */
record ImplicitDefault(String column, String literal) {
    /**
     * That of a column; empty when the column has another value of its own, or when the type has none that every server
     * takes (JSON, spatial types): then the insert fails and says so.
     */
    static Optional<ImplicitDefault> of(ColumnDef column) {
        return hasItsOwn(column)
                ? Optional.empty()
                : literal(column.dataType()).map(value -> new ImplicitDefault(TableName.quote(column.name()), value));
    }

    /**
     * NULL for an ENUM, which no server takes there. For every other type it is an error of its own that nobody gives a
     * value; to an ENUM both servers give the first label, in strict mode too.
     */
    static Optional<ImplicitDefault> refused(ColumnDef column) {
        return column.dataType().equals("enum") && !hasItsOwn(column)
                ? Optional.of(new ImplicitDefault(TableName.quote(column.name()), "NULL"))
                : Optional.empty();
    }

    private static boolean hasItsOwn(ColumnDef column) {
        return column.nullable()
                || column.generated()
                || column.autoIncrement()
                || column.defaultValue().isPresent();
    }

    /** Whether a row can have no value in it that nobody has given. */
    static boolean isMissing(ColumnDef column) {
        return !hasItsOwn(column) && literal(column.dataType()).isEmpty();
    }

    private static Optional<String> literal(String type) {
        return switch (type) {
            case "tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "float", "double", "bit", "year" ->
                Optional.of("0");
            case "enum" -> Optional.of("1");
            case "time" -> Optional.of("'00:00:00'");
            case "date" -> Optional.of("'0000-00-00'");
            case "datetime", "timestamp" -> Optional.of("'0000-00-00 00:00:00'");
            case "uuid" -> Optional.of("'00000000-0000-0000-0000-000000000000'");
            case "inet4" -> Optional.of("'0.0.0.0'");
            case "inet6" -> Optional.of("'::'");
            case "char",
                    "varchar",
                    "tinytext",
                    "text",
                    "mediumtext",
                    "longtext",
                    "binary",
                    "varbinary",
                    "tinyblob",
                    "blob",
                    "mediumblob",
                    "longblob",
                    "set" -> Optional.of("''");
            default -> Optional.empty();
        };
    }
}
