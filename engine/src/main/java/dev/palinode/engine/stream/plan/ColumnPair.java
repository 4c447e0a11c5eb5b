package dev.palinode.engine.stream.plan;

import dev.palinode.engine.schema.ColumnDef;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column that both sides of a stream have.
 *
 * @param index the 0-based place of the source column in its table, which is its place in a row image
 * @param source as the source defines it
 * @param target as the target defines it
 */
public record ColumnPair(int index, ColumnDef source, ColumnDef target) {
    private static final Pattern DIGITS = Pattern.compile("(\\d+)\\)");

    /** Collations to which spaces at the end count: those of UCA 9.0.0 in MySQL, and those that say so in MariaDB. */
    private static final Pattern NO_PAD = Pattern.compile("_0900_|_nopad_");

    /**
     * Whether a row is found in the target by its value in the source. Not so where values are rounded, cut or padded on
     * their way, or where the labels of a SET are put in another order: then a row could neither be changed nor deleted.
     */
    public boolean findable() {
        if (sameType()) {
            return true;
        }
        return switch (source.dataType()) {
            case "tinyint", "smallint", "mediumint", "int", "bigint" ->
                target.isInteger() || target.dataType().equals("decimal");
            case "decimal" -> target.dataType().equals("decimal") && digits(target) >= digits(source);
            case "char" -> isText(target);
            case "varchar", "tinytext", "text", "mediumtext", "longtext" -> isText(target) && !losesSpaces(target);
            case "enum" -> isText(target) || target.dataType().equals("enum");
            case "date", "datetime", "timestamp" -> isMoment(target) && digits(target) >= digits(source);
            case "time" -> target.dataType().equals("time") && digits(target) >= digits(source);
            case "year" -> target.isInteger();
            case "binary", "varbinary" -> target.dataType().equals("varbinary");
            default -> false;
        };
    }

    /** A CHAR drops the spaces at the end of a value, which then is another one by a collation that does not pad. */
    private static boolean losesSpaces(ColumnDef column) {
        return column.dataType().equals("char")
                && column.collation().filter(NO_PAD.asPredicate()).isPresent();
    }

    private static boolean isText(ColumnDef column) {
        return column.charset().isPresent() && !column.isEnumOrSet();
    }

    private static boolean isMoment(ColumnDef column) {
        return column.dataType().equals("datetime") || column.dataType().equals("timestamp");
    }

    /** Digits behind the point, or of the fraction of a second. */
    private static int digits(ColumnDef column) {
        Matcher matcher = DIGITS.matcher(column.columnType());
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** Whether a value means the same bytes, and sorts the same, on both sides. */
    public boolean sameType() {
        return source.columnType().equals(target.columnType())
                && source.charset().equals(target.charset())
                && source.collation().equals(target.collation());
    }

    /**
     * Whether equal values have equal texts on both sides, so that rows can be compared as they are: where the types are
     * the same, and where one only has room for more. Numbers are padded with zeros by ZEROFILL, BINARY by its length.
     */
    public boolean sameText() {
        boolean numbers = bothIntegers() && !isPadded(source) && !isPadded(target);
        boolean texts = List.of("char", "varchar", "varbinary").contains(source.dataType())
                && source.dataType().equals(target.dataType())
                && source.charset().equals(target.charset())
                && source.collation().equals(target.collation());
        return sameType() || numbers || texts;
    }

    /** Whether both sides are whole numbers, so that equal values are equal literals, in the same order. */
    public boolean bothIntegers() {
        return source.isInteger() && target.isInteger();
    }

    private static boolean isPadded(ColumnDef column) {
        return column.columnType().contains("zerofill");
    }
}
