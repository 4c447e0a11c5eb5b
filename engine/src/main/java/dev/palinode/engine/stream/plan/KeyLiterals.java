package dev.palinode.engine.stream.plan;

import dev.palinode.engine.schema.ColumnDef;

/** SQL expressions whose value is the text of a literal for a column's value, exact to the byte. */
public final class KeyLiterals {
    private KeyLiterals() {}

    /**
     * An expression that yields the literal.
     *
     * @param column the column
     * @param reference how the statement names it
     */
    public static String of(ColumnDef column, String reference) {
        return switch (column.dataType()) {
            case "tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "year" ->
                "CAST(" + reference + " AS CHAR)";
            case "bit", "enum", "set" -> "CAST(" + reference + " + 0 AS CHAR)";
            case "date", "time", "datetime", "timestamp" -> "CONCAT('''', " + reference + ", '''')";
            case "char", "varchar", "tinytext", "text", "mediumtext", "longtext" ->
                "CONCAT('_" + column.charset().orElse("binary") + " X''', HEX(" + reference + "), '''')";
            case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" ->
                "CONCAT('X''', HEX(" + reference + "), '''')";
            default -> "CONCAT('_utf8mb4 X''', HEX(CAST(" + reference + " AS CHAR CHARACTER SET utf8mb4)), '''')";
        };
    }
}
