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
                text(column.charset().orElse("binary"), reference);
            case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" ->
                "CONCAT('X''', HEX(" + reference + "), '''')";
            default -> text("utf8mb4", "CAST(" + reference + " AS CHAR CHARACTER SET utf8mb4)");
        };
    }

    /**
     * An expression that yields a literal for a value of the target which means the same on the source: an ENUM may have
     * other numbers there.
     *
     * @param reference how the statement names the target's column
     */
    public static String ofTarget(ColumnPair pair, String reference) {
        boolean renumbered = pair.target().dataType().equals("enum") && !pair.sameType();
        return renumbered ? text("utf8mb4", "CONVERT(" + reference + " USING utf8mb4)") : of(pair.target(), reference);
    }

    private static String text(String charset, String expression) {
        return "CONCAT('_" + charset + " X''', HEX(" + expression + "), '''')";
    }
}
