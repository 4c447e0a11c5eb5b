package dev.palinode.engine.binlog.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** JSON of MySQL: every type of value, alone, in an array and in an object. */
final class JsonCases {
    private static final List<String> SCALARS = List.of(
            "CAST('null' AS JSON)",
            "CAST('true' AS JSON)",
            "CAST('false' AS JSON)",
            "CAST('0' AS JSON)",
            "CAST('-32769' AS JSON)",
            "CAST('3000000000' AS JSON)",
            "CAST('5000000000' AS JSON)",
            "CAST(5000000000 AS JSON)",
            "CAST(9223372036854775807 AS JSON)",
            "CAST(-9223372036854775808 AS JSON)",
            "CAST(18446744073709551615 AS JSON)",
            "CAST(CAST(5 AS UNSIGNED) AS JSON)",
            "CAST(CAST(70000 AS UNSIGNED) AS JSON)",
            "CAST('1.0' AS JSON)",
            "CAST('-0.0' AS JSON)",
            "CAST('0.1' AS JSON)",
            "CAST('1e300' AS JSON)",
            "CAST(5.10 AS JSON)",
            "CAST(-123456789012345678901234567890.123456789 AS JSON)",
            "CAST(DATE'2020-01-31' AS JSON)",
            "CAST(TIMESTAMP'2020-01-31 10:11:12.000013' AS JSON)",
            "CAST(TIMESTAMP'0000-00-00 00:00:00' AS JSON)",
            "CAST(TIME'-12:34:56.789' AS JSON)",
            "CAST(TIME'838:59:59' AS JSON)",
            "CAST(_binary 0x00ff61 AS JSON)",
            "JSON_QUOTE('it''s \\\\ \"q\" é😀 / \\n\\t\\0 \u2028')",
            "JSON_QUOTE('')",
            "JSON_QUOTE(REPEAT('x', 200))",
            "JSON_QUOTE(REPEAT('y', 70000))",
            typed("TIMESTAMP(6)", "'2020-01-31 10:11:12.5'"),
            typed("BLOB", "_binary 0x00ff"),
            typed("TINYBLOB", "_binary 0x01"),
            typed("MEDIUMBLOB", "_binary 0x01"),
            typed("LONGBLOB", "_binary 0x01"),
            typed("BINARY(3)", "_binary 0x01"),
            typed("BIT(10)", "5"));

    private JsonCases() {}

    static List<TypeCase> all() {
        List<String> values =
                new ArrayList<>(List.of("'{}'", "'[]'", "'[[],{}]'", "'{\"\": 1, \"bb\": [], \"a\": {}}'"));
        for (String scalar : SCALARS) {
            values.add(scalar);
            values.add("JSON_ARRAY(" + scalar + ", 1, 'x')");
            values.add("JSON_OBJECT('b', 1, 'a', " + scalar + ")");
        }
        values.add("JSON_ARRAY(REPEAT('x', 70000), DATE'2020-01-01', 3000000, CAST(7 AS UNSIGNED))");
        values.add(
                "JSON_OBJECT('k', JSON_OBJECT('it''s', JSON_ARRAY(1, 2.5, TIME'10:00:00')), 'p', CAST('[1]' AS JSON))");
        Random random = new Random(11);
        for (int i = 0; i < 40; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            values.add("JSON_ARRAY(" + (Double.isFinite(value) ? SqlText.number(value) : "0") + ")");
        }
        TypeCase json = new TypeCase("JSON", "LONGTEXT", values);
        return List.of(
                json,
                TypeCase.of("TEXT", "JSON", "'{\"b\":1,\"a\":[1.0,5000000000]}'", "'null'", "'\"é\"'"),
                TypeCase.of("VARCHAR(60) CHARACTER SET latin1", "JSON", "_latin1 0x22e922", "'[1, 2]'"));
    }

    private static String typed(String type, String value) {
        return "CAST((SELECT v FROM JSON_TABLE(JSON_ARRAY(" + value + "), '$[*]' COLUMNS (v " + type
                + " PATH '$')) t) AS JSON)";
    }
}
