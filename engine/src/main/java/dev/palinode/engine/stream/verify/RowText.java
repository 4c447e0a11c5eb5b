package dev.palinode.engine.stream.verify;

import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.ColumnDef;
import dev.palinode.engine.stream.plan.ColumnPair;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** SQL expressions that make one hash of a whole row, the same for the same values and for nothing else. */
final class RowText {
    private RowText() {}

    /** A 64-digit hash of the source side of the shared columns. */
    static String ofSource(List<ColumnPair> columns, String alias) {
        return hash(columns, alias, ColumnPair::source);
    }

    /** A 64-digit hash of the target side of the shared columns. */
    static String ofTarget(List<ColumnPair> columns, String alias) {
        return hash(columns, alias, ColumnPair::target);
    }

    /** A 64-bit number from the hash, for sums over many rows. */
    static String number(String hash) {
        return "CAST(CONV(LEFT(" + hash + ", 16), 16, 10) AS UNSIGNED)";
    }

    private static String hash(List<ColumnPair> columns, String alias, Function<ColumnPair, ColumnDef> side) {
        return columns.stream()
                .map(side)
                .map(column -> text(column, alias + "." + TableName.quote(column.name())))
                .map(text -> "COALESCE(" + text + ", '~')")
                .collect(Collectors.joining(", ", "SHA2(CONCAT_WS(',', ", "), 256)"));
    }

    /** Text without commas and tildes that differs whenever the value does, in bits and not just in collation. */
    private static String text(ColumnDef column, String reference) {
        return switch (column.dataType()) {
            case "tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "year" -> reference;
            case "date", "time", "datetime", "timestamp" -> reference;
            case "bit" -> reference + " + 0";
            case "float", "double" -> "CAST(" + reference + " + 0E0 AS CHAR)";
            case "char", "varchar", "binary", "varbinary", "enum", "set" -> "HEX(" + reference + ")";
            case "json" -> "SHA2(CAST(" + reference + " AS CHAR), 256)";
            default -> "SHA2(" + reference + ", 256)";
        };
    }
}
