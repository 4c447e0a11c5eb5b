package dev.palinode.engine.binlog.event;

/** Type codes of columns in the binlog: enum_field_types in the servers' sources. */
public final class ColumnType {
    public static final int TINY = 1;
    public static final int SHORT = 2;
    public static final int LONG = 3;
    public static final int FLOAT = 4;
    public static final int DOUBLE = 5;
    public static final int TIMESTAMP = 7;
    public static final int LONGLONG = 8;
    public static final int INT24 = 9;
    public static final int DATE = 10;
    public static final int TIME = 11;
    public static final int DATETIME = 12;
    public static final int YEAR = 13;
    public static final int VARCHAR = 15;
    public static final int BIT = 16;
    public static final int TIMESTAMP2 = 17;
    public static final int DATETIME2 = 18;
    public static final int TIME2 = 19;
    public static final int BLOB_COMPRESSED = 140;
    public static final int VARCHAR_COMPRESSED = 141;
    public static final int VECTOR = 242;
    public static final int JSON = 245;
    public static final int NEWDECIMAL = 246;
    public static final int ENUM = 247;
    public static final int SET = 248;
    public static final int TINY_BLOB = 249;
    public static final int MEDIUM_BLOB = 250;
    public static final int LONG_BLOB = 251;
    public static final int BLOB = 252;
    public static final int VAR_STRING = 253;
    public static final int STRING = 254;
    public static final int GEOMETRY = 255;

    private ColumnType() {}

    /** How many bytes of metadata a column of that type has in a table map event. */
    static int metadataLength(int type) {
        return switch (type) {
            case TINY, SHORT, LONG, LONGLONG, INT24, DATE, TIME, DATETIME, TIMESTAMP, YEAR -> 0;
            case FLOAT, DOUBLE, TIMESTAMP2, DATETIME2, TIME2, BLOB, BLOB_COMPRESSED, JSON, VECTOR, GEOMETRY -> 1;
            case VARCHAR, VAR_STRING, VARCHAR_COMPRESSED, BIT, NEWDECIMAL, STRING -> 2;
            default -> throw new IllegalArgumentException("a column of unknown type " + type);
        };
    }
}
