package dev.palinode.engine.binlog.value;

import dev.palinode.engine.binlog.event.ColumnType;
import dev.palinode.engine.binlog.event.TableMap;
import dev.palinode.engine.schema.ColumnDef;
import java.util.Locale;
import java.util.Set;

/**
 * Finds the codec of a column. A column whose type in the binlog is not that of its definition has no codec: then the
 * table was changed, and the definition is not the one that the rows were written with.
 */
public final class CodecChoice {
    /** Above this many bytes the length of a string takes two bytes. */
    private static final int ONE_BYTE_LENGTH = 255;

    private static final Set<String> BLOBS =
            Set.of("tinyblob", "blob", "mediumblob", "longblob", "tinytext", "text", "mediumtext", "longtext");
    private static final Set<String> GEOMETRIES = Set.of(
            "geometry",
            "point",
            "linestring",
            "polygon",
            "multipoint",
            "multilinestring",
            "multipolygon",
            "geometrycollection",
            "geomcollection");
    private static final Set<String> FIXED_STRINGS = Set.of("char", "binary");

    private final ColumnDef column;
    private final TableMap.Column stored;

    private CodecChoice(ColumnDef column, TableMap.Column stored) {
        this.column = column;
        this.stored = stored;
    }

    /** The codec of a column, by what the schema and the binlog say about it. */
    public static ValueCodec of(ColumnDef column, TableMap.Column stored) {
        return new CodecChoice(column, stored).choose();
    }

    private ValueCodec choose() {
        return switch (stored.type()) {
            case ColumnType.TINY -> integer("tinyint", 1);
            case ColumnType.SHORT -> integer("smallint", 2);
            case ColumnType.INT24 -> integer("mediumint", 3);
            case ColumnType.LONG -> integer("int", 4);
            case ColumnType.LONGLONG -> integer("bigint", 8);
            case ColumnType.FLOAT -> when(is("float"), NumberCodecs.floating(true));
            case ColumnType.DOUBLE -> when(is("double"), NumberCodecs.floating(false));
            case ColumnType.NEWDECIMAL -> when(is("decimal"), NumberCodecs.decimal(stored.first(), stored.second()));
            case ColumnType.BIT -> when(is("bit"), NumberCodecs.bit(stored.second() + (stored.first() > 0 ? 1 : 0)));
            case ColumnType.YEAR -> when(is("year"), NumberCodecs.year());
            case ColumnType.JSON -> when(is("json"), new JsonCodec(stored.first()));
            case ColumnType.VECTOR -> when(is("vector"), bytes(stored.first()));
            case ColumnType.GEOMETRY -> when(GEOMETRIES.contains(column.dataType()), bytes(stored.first()));
            case ColumnType.BLOB -> when(BLOBS.contains(column.dataType()), text(stored.first()));
            case ColumnType.VARCHAR, ColumnType.VAR_STRING ->
                when(is("varchar") || is("varbinary"), text(prefix(stored.first() | stored.second() << 8)));
            case ColumnType.STRING -> fixedString();
            case ColumnType.BLOB_COMPRESSED, ColumnType.VARCHAR_COMPRESSED ->
                throw new IllegalArgumentException(
                        "column " + column.name() + " is COMPRESSED, which cannot be read from the binlog");
            default -> temporal();
        };
    }

    private ValueCodec temporal() {
        boolean whole = !column.columnType().contains("(");
        return switch (stored.type()) {
            case ColumnType.DATE -> when(is("date"), TimeCodecs.date());
            case ColumnType.DATETIME2 -> when(is("datetime"), TimeCodecs.datetime(stored.first()));
            case ColumnType.TIMESTAMP2 -> when(is("timestamp"), TimeCodecs.timestamp(stored.first()));
            case ColumnType.TIME2 -> when(is("time"), TimeCodecs.time(stored.first()));
            case ColumnType.DATETIME -> when(is("datetime") && whole, TimeCodecs.oldDatetime());
            case ColumnType.TIMESTAMP -> when(is("timestamp") && whole, TimeCodecs.oldTimestamp());
            case ColumnType.TIME -> when(is("time") && whole, TimeCodecs.oldTime());
            default -> throw mismatch();
        };
    }

    /**
     * CHAR, BINARY, ENUM, SET and MariaDB's types of fixed size. The metadata holds the real type and the length; two
     * bits of a length above 255 are kept, inverted, in the type.
     */
    private ValueCodec fixedString() {
        boolean isLong = (stored.first() & 0x30) != 0x30;
        int type = isLong ? stored.first() | 0x30 : stored.first();
        int length = isLong ? stored.second() | ((stored.first() & 0x30) ^ 0x30) << 4 : stored.second();
        return switch (type) {
            case ColumnType.ENUM -> when(is("enum"), new LabelCodec(length, column.labels(), false));
            case ColumnType.SET -> when(is("set"), new LabelCodec(length, column.labels(), true));
            case ColumnType.STRING ->
                MariaDbTypes.isOne(column.dataType())
                        ? MariaDbTypes.codec(column.dataType())
                        : when(FIXED_STRINGS.contains(column.dataType()), padded(length));
            default -> throw mismatch();
        };
    }

    private ValueCodec padded(int length) {
        return new StringCodec(prefix(length), charset(), is("binary") ? length : 0);
    }

    private ValueCodec integer(String dataType, int bytes) {
        return when(is(dataType), NumberCodecs.integer(bytes, column));
    }

    private ValueCodec text(int prefix) {
        return new StringCodec(prefix, charset(), 0);
    }

    private static ValueCodec bytes(int prefix) {
        return new StringCodec(prefix, "binary", 0);
    }

    private static int prefix(int maxLength) {
        return maxLength > ONE_BYTE_LENGTH ? 2 : 1;
    }

    private String charset() {
        return column.charset().orElse("binary").toLowerCase(Locale.ROOT);
    }

    private boolean is(String dataType) {
        return column.dataType().equals(dataType);
    }

    private ValueCodec when(boolean right, ValueCodec codec) {
        if (!right) {
            throw mismatch();
        }
        return codec;
    }

    private IllegalArgumentException mismatch() {
        return new IllegalArgumentException("column " + column.name() + " is " + column.columnType()
                + ", but the binlog has type " + stored.type() + " for it");
    }
}
