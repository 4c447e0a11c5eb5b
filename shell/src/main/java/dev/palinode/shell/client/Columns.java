package dev.palinode.shell.client;

import dev.palinode.shell.client.Column.Kind;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Reads what JDBC says about columns, and values as the server sent them: no date is ever parsed and printed again. */
final class Columns {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Columns() {}

    static List<Column> of(ResultSetMetaData meta) throws SQLException {
        List<Column> columns = new ArrayList<>(meta.getColumnCount());
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            columns.add(new Column(meta.getColumnLabel(i), kind(meta.getColumnType(i))));
        }
        return List.copyOf(columns);
    }

    private static Kind kind(int jdbcType) {
        return switch (jdbcType) {
            case Types.TINYINT,
                    Types.SMALLINT,
                    Types.INTEGER,
                    Types.BIGINT,
                    Types.DECIMAL,
                    Types.NUMERIC,
                    Types.REAL,
                    Types.FLOAT,
                    Types.DOUBLE -> Kind.NUMBER;
            case Types.BIT -> Kind.BIT;
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> Kind.BINARY;
            default -> Kind.TEXT;
        };
    }

    static String text(Column column, byte[] value) {
        return switch (column.kind()) {
            case TEXT, NUMBER -> new String(value, StandardCharsets.UTF_8);
            case BINARY -> value.length == 0 ? "" : "0x" + HEX.formatHex(value);
            case BIT -> new BigInteger(1, value).toString();
        };
    }
}
