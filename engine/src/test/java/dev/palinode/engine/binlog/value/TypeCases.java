package dev.palinode.engine.binlog.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;

/** Types with their edges and with seeded values. */
final class TypeCases {
    private static final String[] INTS = {"0", "1", "-1", "42", "-128", "127"};

    private TypeCases() {}

    static List<TypeCase> numbers() {
        return List.of(
                TypeCase.of("TINYINT", "BIGINT", INTS),
                TypeCase.of("TINYINT UNSIGNED", "INT", "0", "255", "128"),
                TypeCase.of("SMALLINT", "VARCHAR(20)", "-32768", "32767", "0"),
                TypeCase.of("SMALLINT UNSIGNED", "INT UNSIGNED", "65535", "32768"),
                TypeCase.of("MEDIUMINT", "DECIMAL(20,3)", "-8388608", "8388607", "-1"),
                TypeCase.of("MEDIUMINT UNSIGNED", "BIGINT UNSIGNED", "16777215", "8388608"),
                TypeCase.of("INT", "DOUBLE", "-2147483648", "2147483647"),
                TypeCase.of("INT UNSIGNED", "BIGINT", "4294967295", "2147483648"),
                TypeCase.of("INT", "TEXT", INTS),
                TypeCase.of("INT", "ENUM('a','b','c')", "1", "2", "3"),
                TypeCase.of("INT(7) ZEROFILL", "VARCHAR(20)", "0", "42", "12345678"),
                TypeCase.of("INT(7) ZEROFILL", "BIGINT", "0", "42"),
                TypeCase.of("BIGINT", "DECIMAL(30,2)", "-9223372036854775808", "9223372036854775807"),
                TypeCase.of("BIGINT UNSIGNED", "VARCHAR(30)", "18446744073709551615", "9223372036854775808", "0"),
                TypeCase.of("BIGINT UNSIGNED", "DECIMAL(20,0)", "18446744073709551615"),
                decimals("DECIMAL(10,3)", "DECIMAL(20,5)", 10, 3),
                decimals("DECIMAL(10,3)", "VARCHAR(40)", 10, 3),
                decimals("DECIMAL(18,9)", "DOUBLE", 18, 9),
                decimals("DECIMAL(65,30)", "DECIMAL(65,30)", 65, 30),
                decimals("DECIMAL(9,0)", "BIGINT", 9, 0),
                decimals("DECIMAL(5,5)", "DECIMAL(6,5)", 5, 5),
                TypeCase.of("DECIMAL(8,2) ZEROFILL", "VARCHAR(20)", "0", "1.5", "123456.78"),
                floats("FLOAT", "DOUBLE"),
                floats("FLOAT", "VARCHAR(60)"),
                floats("FLOAT", "DECIMAL(65,10)", "0", "1", "-1.5", "0.1", "3.14159", "16777217"),
                floats("DOUBLE", "VARCHAR(60)", "0", "1.5", "-0.1", "1e300", "5e-324", "3.141592653589793", "-0e0"),
                doubles(),
                TypeCase.of("FLOAT(10,2)", "VARCHAR(60)", "0", "1.5", "0.10", "12345678.9"),
                TypeCase.of("DOUBLE(10,3)", "TEXT", "0", "1.5", "-0.0005", "1234567.8915"),
                TypeCase.of("DOUBLE", "INT", "0", "0.5", "1.5", "2.5", "-2.5", "3.49999"),
                TypeCase.of("FLOAT", "INT", "0", "0.5", "1.5", "2.5", "-2.5"),
                TypeCase.of("DECIMAL(10,3)", "INT", "0", "0.5", "1.5", "2.5", "-2.5"),
                TypeCase.of("DECIMAL(10,3)", "FLOAT", "0", "0.1", "1234567.891"),
                TypeCase.of("DOUBLE", "DECIMAL(20,3)", "0.1", "2.0005", "-12345678.9876"),
                TypeCase.of("INT", "FLOAT", "16777217", "-5"),
                TypeCase.of("INT", "BIT(40)", "5", "65535"),
                TypeCase.of("INT", "YEAR", "2020", "0", "1999"),
                TypeCase.of("BIGINT", "DATETIME", "20200131101112", "19990101000000"),
                TypeCase.of("INT", "DATE", "20200131", "990101"),
                TypeCase.of("BIT(16)", "VARCHAR(20)", "24930", "1"),
                TypeCase.of("BIT(9)", "BLOB", "300", "1"),
                TypeCase.of("BIT(16)", "TEXT", "24930", "1"),
                TypeCase.of("BIT(1)", "INT", "0", "1"),
                TypeCase.of("BIT(10)", "BIGINT UNSIGNED", "0", "1023", "5", "256"),
                TypeCase.of("BIT(10)", "BIT(20)", "0", "1023", "5", "256"),
                TypeCase.of("BIT(64)", "BIT(64)", "18446744073709551615", "0", "9223372036854775808"),
                TypeCase.of("BIT(16)", "VARBINARY(10)", "24930", "65535", "1"));
    }

    private static TypeCase decimals(String from, String to, int precision, int scale) {
        Random random = new Random(precision * 100L + scale);
        String nines = "9".repeat(precision - scale) + (scale == 0 ? "" : "." + "9".repeat(scale));
        List<String> values = new ArrayList<>(List.of("0", nines, "-" + nines));
        for (int i = 0; i < 20; i++) {
            StringBuilder digits = new StringBuilder(random.nextBoolean() ? "-" : "");
            int whole = random.nextInt(precision - scale + 1);
            digits.append(whole == 0 ? "0" : "");
            random.ints(whole, 0, 10).forEach(digits::append);
            digits.append(scale == 0 ? "" : ".");
            random.ints(scale, 0, 10).forEach(digits::append);
            values.add(digits.toString());
        }
        return new TypeCase(from, to, values);
    }

    private static TypeCase floats(String from, String to, String... values) {
        return values.length > 0
                ? TypeCase.of(from, to, values)
                : TypeCase.of(
                        from, to, "0", "-0e0", "1.5", "0.1", "-3.4028234e38", "1.4e-45", "16777216", "1e10", "1e-10");
    }

    private static TypeCase doubles() {
        Random random = new Random(7);
        List<String> values = new ArrayList<>(List.of("1.7976931348623157e308", "2.2250738585072014e-308", "1e23"));
        for (int i = 0; i < 50; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            values.add(Double.isFinite(value) ? value + (Double.toString(value).contains("E") ? "" : "E0") : "0");
        }
        return new TypeCase("DOUBLE", "DOUBLE", values);
    }

    static List<TypeCase> strings() {
        String[] texts = {"''", "' '", "'a'", "'a  '", "_latin1 0xe9", "'it''s \\\\ \"'", "'a\\0b'", "'0x41'", "'12'"};
        String[] bytes = {"''", "0x00", "0x0000", "0x6100", "0x2020", "0xff00fe", "0x005c27", "'ab '"};
        return Stream.of(
                        TypeCase.of("VARCHAR(20) CHARACTER SET latin1", "VARCHAR(20) CHARACTER SET utf8mb4", texts),
                        TypeCase.of("VARCHAR(20) CHARACTER SET latin1", "VARCHAR(400) CHARACTER SET latin1", texts),
                        TypeCase.of("VARCHAR(20) CHARACTER SET latin1", "VARBINARY(40)", texts),
                        TypeCase.of("VARCHAR(20) CHARACTER SET utf8mb4", "CHAR(30) CHARACTER SET utf8mb4", texts),
                        TypeCase.of("VARCHAR(300) CHARACTER SET utf8mb4", "TEXT CHARACTER SET utf8mb4", texts),
                        TypeCase.of("VARCHAR(20) CHARACTER SET ascii", "VARCHAR(20) CHARACTER SET ucs2", "'a'", "''"),
                        TypeCase.of("VARCHAR(20) CHARACTER SET utf16", "VARCHAR(20) CHARACTER SET utf8mb4", texts),
                        TypeCase.of("VARCHAR(20) CHARACTER SET ucs2", "TEXT CHARACTER SET utf32", texts),
                        TypeCase.of("VARCHAR(20) CHARACTER SET sjis", "TEXT CHARACTER SET utf8mb4", "'日本'", "'a'"),
                        TypeCase.of("VARCHAR(20) CHARACTER SET utf8mb4", "INT", "'12'", "'-7'", "'0'"),
                        TypeCase.of("VARCHAR(20) CHARACTER SET latin1", "DATE", "'2020-02-29'", "'1999-12-31'"),
                        TypeCase.of("VARCHAR(20) CHARACTER SET latin1", "ENUM('a','1','x')", "'a'", "'1'", "'x'"),
                        TypeCase.of("CHAR(10) CHARACTER SET latin1", "VARCHAR(10) CHARACTER SET utf8mb4", texts),
                        TypeCase.of("CHAR(255) CHARACTER SET utf8mb4", "VARCHAR(255) CHARACTER SET utf8mb4", texts),
                        TypeCase.of("CHAR(100) CHARACTER SET utf8mb4", "TEXT CHARACTER SET utf8mb4", texts),
                        TypeCase.of("TINYTEXT CHARACTER SET latin1", "LONGTEXT CHARACTER SET utf8mb4", texts),
                        TypeCase.of("TEXT CHARACTER SET utf8mb4", "VARCHAR(100) CHARACTER SET utf8mb4", "'€😀'", "''"),
                        TypeCase.of("MEDIUMTEXT CHARACTER SET utf8mb3", "LONGTEXT CHARACTER SET utf8mb4", texts),
                        TypeCase.of("LONGTEXT", "LONGTEXT", "REPEAT('x', 100000)", "REPEAT('é', 1000)"),
                        TypeCase.of("BINARY(3)", "BINARY(5)", "''", "0x00", "0x6100", "0xff00fe", "'ab '", "0x2020"),
                        TypeCase.of("BINARY(3)", "VARBINARY(10)", "''", "0x00", "0x6100", "0xff00fe", "'ab '"),
                        TypeCase.of("BINARY(255)", "VARBINARY(255)", bytes),
                        TypeCase.of("VARBINARY(10)", "BLOB", bytes),
                        TypeCase.of("VARCHAR(20)", "DECIMAL(10,2)", "'12.345'", "'-7'", "'1e3'"),
                        TypeCase.of("VARCHAR(20)", "DOUBLE", "'12.345'", "'-7'", "'1e3'"),
                        TypeCase.of("VARCHAR(30)", "DATETIME(3)", "'2020-02-29 10:11:12.5'", "'1999-12-31'"),
                        TypeCase.of("VARCHAR(20)", "TIME(2)", "'10:11:12.5'", "'-30:00'"),
                        TypeCase.of("VARCHAR(20)", "SET('a','b c')", "'a'", "'a,b c'", "''"),
                        TypeCase.of("VARBINARY(300)", "VARBINARY(10)", bytes),
                        TypeCase.of("VARBINARY(10)", "INT", "'12'", "'7'"),
                        TypeCase.of("VARBINARY(10)", "VARCHAR(10) CHARACTER SET latin1", "'12'", "0xe9"),
                        TypeCase.of("TINYBLOB", "MEDIUMBLOB", bytes),
                        TypeCase.of("LONGBLOB", "BLOB", bytes))
                .toList();
    }

    static List<TypeCase> times() {
        String[] days = {"'2020-02-29'", "'1000-01-01'", "'9999-12-31'", "'0000-00-00'"};
        String[] partial = {"'2020-00-00'", "'2020-05-00'", "'0000-00-00'"};
        Function<String, String[]> clocks = fraction -> new String[] {
            "'2020-02-29 23:59:59" + fraction + "'", "'1970-01-01 00:00:01" + fraction + "'", "'2038-01-01 00:00:00'"
        };
        String[] spans = {"'0'", "'-12:34:56.789'", "'838:59:59'", "'-838:59:59'", "'-00:00:00.5'", "'25:00:00.000001'"
        };
        List<TypeCase> all = new ArrayList<>(List.of(
                TypeCase.of("DATE", "DATETIME", days),
                TypeCase.of("DATE", "VARCHAR(30)", days),
                TypeCase.of("DATE", "INT", "'2020-02-29'", "'1999-01-01'"),
                TypeCase.of("DATE", "DATE", partial),
                TypeCase.of("DATETIME", "DATETIME(6)", partial),
                TypeCase.of("DATETIME(6)", "DATE", clocks.apply(".000000")),
                TypeCase.of("DATETIME", "BIGINT", clocks.apply("")),
                TypeCase.of("DATETIME", "TIMESTAMP", clocks.apply("")),
                TypeCase.of("DATETIME(6)", "DATETIME(3)", clocks.apply(".999499")),
                TypeCase.of("DATETIME(3)", "VARCHAR(40)", clocks.apply(".120")),
                TypeCase.of("DATETIME", "TIME", clocks.apply("")),
                TypeCase.of("TIMESTAMP", "DATETIME", clocks.apply("")),
                TypeCase.of("TIMESTAMP(3)", "BIGINT", "'2020-02-29 23:59:59'", "'0000-00-00'"),
                TypeCase.of("TIME", "VARCHAR(30)", spans),
                TypeCase.of("TIME(6)", "TIME(6)", spans),
                TypeCase.of("TIME(3)", "INT", "'10:11:12'", "'-10:11:12'"),
                TypeCase.of("TIMESTAMP(2)", "VARCHAR(30)", clocks.apply(".25")),
                TypeCase.of("TIMESTAMP(2)", "DATE", clocks.apply(".25")),
                TypeCase.of("DATETIME(3)", "DECIMAL(20,3)", clocks.apply(".120")),
                TypeCase.of("DATETIME(3)", "DOUBLE", clocks.apply(".120")),
                TypeCase.of("TIME(3)", "DECIMAL(20,3)", spans),
                TypeCase.of("YEAR", "INT", "0", "1901", "2155", "2020"),
                TypeCase.of("YEAR", "VARCHAR(4)", "0", "1901", "2155", "2020"),
                TypeCase.of("YEAR", "SMALLINT", "0", "2020")));
        for (int digits = 0; digits <= 6; digits++) {
            String fraction = digits == 0 ? "" : "." + "123456".substring(0, digits);
            all.add(TypeCase.of("DATETIME(" + digits + ")", "DATETIME(6)", clocks.apply(fraction)));
            all.add(TypeCase.of("TIMESTAMP(" + digits + ")", "TIMESTAMP(6)", clocks.apply(fraction)));
            all.add(TypeCase.of("TIMESTAMP(" + digits + ")", "DATETIME(6)", "'0000-00-00'", "'2001-02-03 04:05:06'"));
            all.add(TypeCase.of("TIME(" + digits + ")", "TIME(6)", spans));
        }
        return all;
    }

    static List<TypeCase> labels() {
        String abc = "ENUM('a','b','it''s','','x\\\\y','é')";
        String[] values = {"'a'", "'b'", "'it''s'", "''", "'x\\\\y'", "'é'"};
        String seven = "SET('1','2','3','4','5','6','x y')";
        String[] sets = {"''", "'1'", "'1,x y'", "127", "'2,3,4'"};
        String many = "SET("
                + String.join(
                        ",",
                        Stream.iterate(1, i -> i + 1)
                                .limit(64)
                                .map(i -> "'l" + i + "'")
                                .toList()) + ")";
        String large = "ENUM("
                + String.join(
                        ",",
                        Stream.iterate(1, i -> i + 1)
                                .limit(300)
                                .map(i -> "'l" + i + "'")
                                .toList()) + ")";
        return List.of(
                TypeCase.of(abc, "ENUM('é','x\\\\y','','it''s','b','a','new')", values),
                TypeCase.of(abc, "VARCHAR(20)", values),
                TypeCase.of(abc, "INT", values),
                TypeCase.of(abc, "DECIMAL(5,1)", values),
                TypeCase.of(abc + " CHARACTER SET latin1", abc + " CHARACTER SET utf8mb4", values),
                TypeCase.of(large, "VARCHAR(10)", "'l1'", "'l300'", "255", "256"),
                TypeCase.of(seven, "SET('x y','6','5','4','3','2','1')", sets),
                TypeCase.of(seven, "VARCHAR(60)", sets),
                TypeCase.of(seven, "BIGINT UNSIGNED", sets),
                TypeCase.of(many, many, "''", "'l1,l64'", "18446744073709551615", "'l33'"));
    }

    static List<TypeCase> shapes() {
        return List.of(
                TypeCase.of(
                        "POINT", "GEOMETRY", "ST_GeomFromText('POINT(1 2)')", "ST_GeomFromText('POINT(-1.5 0)', 4326)"),
                TypeCase.of(
                        "GEOMETRY",
                        "GEOMETRY",
                        "ST_GeomFromText('LINESTRING(0 0,1 1,2 3)')",
                        "ST_GeomFromText('POLYGON((0 0,1 0,1 1,0 0))')",
                        "ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(0 0,1 1))')"),
                TypeCase.of("POLYGON", "LONGBLOB", "ST_GeomFromText('POLYGON((0 0,1 0,1 1,0 0))')"));
    }

    /** MariaDB's JSON is a text. */
    static List<TypeCase> jsonText() {
        String[] values = {"'{\"a\":  [1, 2.50]}'", "'null'", "'\"é\"'"};
        return List.of(TypeCase.of("JSON", "LONGTEXT", values), TypeCase.of("LONGTEXT", "JSON", values));
    }

    static List<TypeCase> mariaDb() {
        String[] uuids = {
            "'123e4567-e89b-12d3-a456-426655440000'",
            "'123e4567-e89b-62d3-a456-426655440000'",
            "'123e4567-e89b-72d3-8456-426655440000'",
            "'00000000-0000-0000-0000-000000000000'",
            "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
            "'00000000-0000-0000-8000-000000000001'",
            "'123e4567-e89b-02d3-a456-426655440000'",
            "'123e4567-e89b-52d3-2456-426655440000'",
            "'123e4567-e89b-f2d3-a456-426655440000'"
        };
        return List.of(
                TypeCase.of("UUID", "VARCHAR(40)", uuids),
                TypeCase.of("UUID", "BINARY(16)", uuids),
                TypeCase.of("UUID", "VARBINARY(40)", uuids),
                TypeCase.of("UUID", "BLOB", uuids),
                TypeCase.of("UUID", "TEXT", uuids),
                TypeCase.of("INET4", "BLOB", "'1.2.3.4'", "'0.0.0.0'"),
                TypeCase.of("INET6", "BINARY(16)", "'::1'", "'2001::'"),
                TypeCase.of("INET6", "VARCHAR(60)", "'::1'", "'2001:db8::ff00:42:8329'", "'::ffff:1.2.3.4'", "'::'"),
                TypeCase.of("INET4", "INET6", "'1.2.3.4'", "'0.0.0.0'", "'255.255.255.255'"),
                TypeCase.of("INET4", "VARCHAR(60)", "'1.2.3.4'", "'0.0.0.0'"));
    }

    static List<TypeCase> mySql() {
        return List.of(
                TypeCase.of("VECTOR(3)", "VECTOR(5)", "STRING_TO_VECTOR('[1,2,3]')", "STRING_TO_VECTOR('[-1.5]')"),
                TypeCase.of("VARCHAR(20) CHARACTER SET gb18030", "TEXT CHARACTER SET utf8mb4", "'日本'", "'a'"));
    }
}
