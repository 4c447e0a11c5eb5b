package dev.palinode.engine.stream.plan;

import dev.palinode.engine.schema.ColumnDef;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

    /** Of those in MariaDB. */
    private static final Pattern NO_PAD_OF_MARIADB = Pattern.compile("_nopad_");

    /** Accents and the like, as they stand apart from their letters. */
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");

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
            case "varchar", "tinytext", "text", "mediumtext", "longtext" -> isText(target) && !losesSpaces();
            case "enum" -> isText(target) || (target.dataType().equals("enum") && labelsStayApart());
            case "date", "datetime", "timestamp" -> target.isMoment() && digits(target) >= digits(source);
            case "time" -> target.dataType().equals("time") && digits(target) >= digits(source);
            case "year" -> target.isInteger();
            case "binary", "varbinary" -> target.dataType().equals("varbinary");
            default -> false;
        };
    }

    /** The pair of a stream the other way; its index means nothing. */
    ColumnPair turned() {
        return new ColumnPair(index, /* source= */ target, /* target= */ source);
    }

    /**
     * Whether values that are different in the source may be equal in the target, since it compares text in another way:
     * there {@code 'Bob'} may be {@code 'bob'}. Then equality in the target does not tell which row it is, and values are
     * compared by their bytes as well: {@link #exact}.
     */
    public boolean mayMerge() {
        return isText(target)
                && source.charset().isPresent()
                && !(source.charset().equals(target.charset())
                        && source.collation().equals(target.collation()));
    }

    /**
     * What is the same for a value of the source and its copy in the target, and for no two different values. By way of
     * utf8mb4, which has a place for every character, where a smaller character set would make all that it lacks one.
     *
     * @param expression a value of either side, or its literal
     */
    public String exact(String expression) {
        String kept = target.dataType().equals("char") || shortens() ? "RTRIM(" + expression + ")" : expression;
        return "CAST(CONVERT(" + kept + " USING utf8mb4) AS BINARY)";
    }

    /** The condition that the target's column has the value, as the source tells values apart. */
    public String has(String column, String value) {
        String equal = column + " = " + value;
        return mayMerge() ? equal + " AND " + exact(column) + " = " + exact(value) : equal;
    }

    /** A CHAR drops the spaces at the end of a value, which then is another one by a collation that does not pad. */
    private boolean losesSpaces() {
        return target.dataType().equals("char") && (isNoPad(source) || isNoPad(target));
    }

    /**
     * Whether a value may lose spaces at its end that count: those that are too many for a shorter VARCHAR MariaDB cuts off
     * in strict mode, too.
     */
    boolean cutsSpaces() {
        return shortens()
                && Stream.of(source, target)
                        .flatMap(column -> column.collation().stream())
                        .anyMatch(NO_PAD_OF_MARIADB.asPredicate());
    }

    private boolean shortens() {
        return target.dataType().equals("varchar")
                && isText(source)
                && !(digits(source) <= digits(target) && digits(source) > 0);
    }

    private static boolean isNoPad(ColumnDef column) {
        return column.collation().filter(NO_PAD.asPredicate()).isPresent();
    }

    /** No two labels of the source become one of the target, which may take 'A' for 'a'. */
    private boolean labelsStayApart() {
        boolean sameCollation =
                source.charset().equals(target.charset()) && source.collation().equals(target.collation());
        return sameCollation
                || target.labels().containsAll(source.labels())
                || source.labels().stream().map(ColumnPair::folded).distinct().count()
                        == source.labels().size();
    }

    private static String folded(String label) {
        String letters =
                MARKS.matcher(Normalizer.normalize(label, Normalizer.Form.NFKD)).replaceAll("");
        return letters.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    private static boolean isText(ColumnDef column) {
        return column.charset().isPresent() && !column.isEnumOrSet();
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

    /**
     * Whether the target may hold values of which the source can only give an image: one that is rounded, cut, padded or
     * computed. Where that is not sure, it is assumed.
     */
    public boolean finer() {
        boolean strings = List.of("char", "varchar", "varbinary").contains(source.dataType());
        boolean enough = bothIntegers() || (strings && sameText() && digits(source) >= digits(target));
        return source.generated() || !(sameType() || enough);
    }

    /** Whether both sides are whole numbers, so that equal values are equal literals, in the same order. */
    public boolean bothIntegers() {
        return source.isInteger() && target.isInteger();
    }

    private static boolean isPadded(ColumnDef column) {
        return column.columnType().contains("zerofill");
    }
}
