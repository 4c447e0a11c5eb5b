package dev.palinode.engine.stream.verify;

import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.ColumnDef;
import dev.palinode.engine.stream.plan.ColumnPair;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** SQL expressions that make one value of a whole row: the same for the same values, and for nothing else. */
final class RowText {
    /** The length of a {@link #digest}. */
    static final int DIGITS = 64;

    private RowText() {}

    /** A 64-digit hash of the source side of the shared columns. */
    static String ofSource(List<ColumnPair> columns, String alias) {
        return hash(columns, alias, ColumnPair::source);
    }

    /** A 64-digit hash of the target side of the shared columns. */
    static String ofTarget(List<ColumnPair> columns, String alias) {
        return hash(columns, alias, ColumnPair::target);
    }

    /** The condition that two values of a column are the same, NULL or not. */
    static String same(ColumnDef column, String one, String other) {
        return text(column, one) + " <=> " + text(column, other);
    }

    /** {@link #DIGITS} characters that are the same for the same values of a column, and for no others. */
    static String digest(ColumnDef column, String reference) {
        return "SHA2(COALESCE(" + text(column, reference) + ", '~'), 256)";
    }

    /** The sum, over the rows of a range, of a checksum of the source side. */
    static String sumOfSource(List<ColumnPair> columns, String alias) {
        return sum(columns, alias, ColumnPair::source);
    }

    /** The sum, over the rows of a range, of a checksum of the target side. */
    static String sumOfTarget(List<ColumnPair> columns, String alias) {
        return sum(columns, alias, ColumnPair::target);
    }

    /**
     * The CRC-32 of the CRC-32, as decimal digits, of a row; summed. CRC-32 is what pt-table-checksum and Spirit take
     * as well: SHA2 of each row was most of the time of a verification. It is linear, so that the same change of two
     * rows would cancel itself out in an exclusive or of their checksums; of the digits and in a sum it does not. A range
     * with wrong rows passes by chance once in 4,000,000,000 times.
     */
    private static String sum(List<ColumnPair> columns, String alias, Function<ColumnPair, ColumnDef> side) {
        return "SUM(CRC32(CRC32(" + row(columns, alias, side) + ")))";
    }

    private static String hash(List<ColumnPair> columns, String alias, Function<ColumnPair, ColumnDef> side) {
        return "SHA2(" + row(columns, alias, side) + ", 256)";
    }

    private static String row(List<ColumnPair> columns, String alias, Function<ColumnPair, ColumnDef> side) {
        return columns.stream()
                .map(side)
                .map(column -> text(column, alias + "." + TableName.quote(column.name())))
                .map(text -> "COALESCE(" + text + ", '~')")
                .collect(Collectors.joining(", ", "CONCAT_WS(',', ", ")"));
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
