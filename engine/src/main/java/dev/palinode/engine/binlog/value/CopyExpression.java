package dev.palinode.engine.binlog.value;

import dev.palinode.engine.schema.ColumnDef;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a column's value gets from the source to the target, so that copied, applied and altered values are the same.
 * Mostly the plain column and the plain literal are right; the exceptions were found by comparing with ALTER TABLE.
 */
public final class CopyExpression {
    private static final Set<String> BLOBS =
            Set.of("tinytext", "text", "mediumtext", "longtext", "tinyblob", "blob", "mediumblob", "longblob");
    private static final Set<String> STRINGS = Stream.concat(
                    BLOBS.stream(), Stream.of("char", "varchar", "binary", "varbinary"))
            .collect(Collectors.toUnmodifiableSet());
    private static final Set<String> NUMBERS =
            Set.of("tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "float", "double", "bit");
    private static final Pattern WIDTH = Pattern.compile("\\((\\d+)(?:,(\\d+))?\\)");

    private CopyExpression() {}

    /**
     * The expression by which the copy's INSERT … SELECT reads the column. INSERT … SELECT moves numbers as numbers
     * where ALTER TABLE takes their text, which for some types is not that of the number.
     *
     * @param sourceExpr the source column, quoted and qualified
     * @return empty where the column itself is right
     */
    public static Optional<String> select(ColumnDef source, ColumnDef target, String sourceExpr) {
        if (becomesJson(source, target)) {
            return Optional.of(utf8(sourceExpr));
        }
        return hasOwnText(source) && STRINGS.contains(target.dataType())
                ? Optional.of("CONCAT(" + sourceExpr + ")")
                : Optional.empty();
    }

    /** The expression that the applier writes for the literal of a row image. */
    public static String apply(ColumnDef source, ColumnDef target, String literal) {
        if (literal.equals("NULL")) {
            return literal;
        }
        if (becomesJson(source, target)) {
            return utf8(literal);
        }
        if (source.isEnumOrSet() && NUMBERS.contains(target.dataType())) {
            return number(source, literal);
        }
        if (source.dataType().equals("bit") && BLOBS.contains(target.dataType())) {
            return bytes(source, literal);
        }
        if (MariaDbTypes.isOne(source.dataType()) && isBinary(target)) {
            return "CAST(" + literal + " AS BINARY(" + MariaDbTypes.bytes(source.dataType()) + "))";
        }
        return hasOwnText(source) && STRINGS.contains(target.dataType()) ? text(source, literal) : literal;
    }

    /** ALTER TABLE parses the text of a value, which an INSERT wants as such. */
    private static boolean becomesJson(ColumnDef source, ColumnDef target) {
        return target.dataType().equals("json")
                && !source.dataType().equals("json")
                && !STRINGS.contains(source.dataType());
    }

    private static String utf8(String expression) {
        return "CONVERT(" + expression + " USING utf8mb4)";
    }

    private static boolean hasOwnText(ColumnDef column) {
        return isZerofill(column)
                || column.dataType().equals("year")
                || column.dataType().equals("float")
                || (column.dataType().equals("double") && column.columnType().contains("("));
    }

    private static boolean isZerofill(ColumnDef column) {
        return column.columnType().contains("zerofill");
    }

    private static boolean isBinary(ColumnDef column) {
        return STRINGS.contains(column.dataType()) && column.charset().isEmpty();
    }

    /** TEXT and BLOB take the bits as bytes; all other strings take their number. */
    private static String bytes(ColumnDef source, String literal) {
        Matcher width = WIDTH.matcher(source.columnType());
        int bits = width.find() ? Integer.parseInt(width.group(1)) : 1;
        byte[] all = ByteBuffer.allocate(Long.BYTES)
                .putLong(Long.parseUnsignedLong(literal))
                .array();
        int count = (bits + 7) / 8;
        return SqlText.string("binary", all, Long.BYTES - count, count);
    }

    private static String text(ColumnDef source, String literal) {
        Matcher width = WIDTH.matcher(source.columnType());
        boolean sized = width.find();
        if (source.dataType().equals("year")) {
            return literal;
        }
        if (source.isFloat() && !sized) {
            return "CONCAT(CAST(" + literal + " AS FLOAT))";
        }
        String digits = source.isFloat() ? fixed(literal, Integer.parseInt(width.group(2))) : literal;
        int places = sized && isZerofill(source) ? Integer.parseInt(width.group(1)) : 0;
        int point = digits.contains(".") && !source.isFloat() ? 1 : 0;
        return "'" + "0".repeat(Math.max(0, places + point - digits.length())) + digits + "'";
    }

    private static String fixed(String literal, int scale) {
        String plain = new BigDecimal(Double.parseDouble(literal))
                .setScale(scale, RoundingMode.HALF_EVEN)
                .toPlainString();
        return literal.startsWith("-") && !plain.startsWith("-") ? "-" + plain : plain;
    }

    /** An ENUM's or SET's number from its label; numbers of SETs are bitmaps. */
    private static String number(ColumnDef source, String literal) {
        if (!literal.startsWith("_")) {
            return literal;
        }
        int hex = literal.indexOf("0x");
        String label =
                hex < 0 ? "" : new String(HexFormat.of().parseHex(literal.substring(hex + 2)), StandardCharsets.UTF_8);
        if (source.dataType().equals("enum")) {
            return Integer.toString(source.labels().indexOf(label) + 1);
        }
        BigInteger bits = BigInteger.ZERO;
        for (String part : label.isEmpty() ? new String[0] : label.split(",", -1)) {
            bits = bits.setBit(source.labels().indexOf(part));
        }
        return bits.toString();
    }
}
