package dev.palinode.engine.schema.notes;

import dev.palinode.engine.schema.ColumnDef;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbers by which one column's type holds more than another's.
 *
 * @param length characters, bytes or bits of a type that is declared with them; else 0
 * @param integerBytes of a whole number; else 0
 * @param precision all digits of a DECIMAL; else 0
 * @param scale digits behind the point, of a DECIMAL or of seconds
 * @param blobRank 1 to 4 for TINY-, plain, MEDIUM- and LONG- TEXT or BLOB; else 0
 */
record ColumnRange(int length, int integerBytes, int precision, int scale, int blobRank) {
    private static final Pattern NUMBERS = Pattern.compile("\\w+\\((\\d+)(?:,(\\d+))?\\).*", Pattern.DOTALL);
    private static final Set<String> WITH_LENGTH = Set.of("char", "varchar", "binary", "varbinary", "bit");
    private static final Set<String> WITH_FRACTION = Set.of("time", "datetime", "timestamp");
    private static final List<String> BLOB_SIZES = List.of("tiny", "", "medium", "long");
    private static final int DECIMAL_DIGITS = 10;

    static ColumnRange of(ColumnDef column) {
        String type = column.dataType();
        Matcher numbers = NUMBERS.matcher(column.columnType());
        boolean found = !column.isEnumOrSet() && numbers.matches();
        int first = found ? number(numbers.group(1)) : 0;
        int second = found && numbers.group(2) != null ? number(numbers.group(2)) : 0;
        boolean decimal = type.equals("decimal");
        return new ColumnRange(
                WITH_LENGTH.contains(type) ? Math.max(1, first) : 0,
                column.isInteger() ? integerBytes(column) : 0,
                decimal ? (found ? first : DECIMAL_DIGITS) : 0,
                decimal ? second : WITH_FRACTION.contains(type) ? first : 0,
                blobRank(type));
    }

    private static int integerBytes(ColumnDef column) {
        return column.dataType().equals("mediumint") ? 3 : column.integerBytes();
    }

    private static int number(String digits) {
        return digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }

    private static int blobRank(String type) {
        String size = type.replaceFirst("(text|blob)$", "");
        return size.equals(type) ? 0 : BLOB_SIZES.indexOf(size) + 1;
    }

    /** Digits in front of the point of a DECIMAL. */
    int integerDigits() {
        return precision - scale;
    }
}
