package dev.palinode.proxy.wire.reply;

import dev.palinode.engine.model.RowSet;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.WireStrings;
import io.netty.buffer.ByteBuf;

/**
 * The definition of one column of a result of our own.
 *
 * @param name the label
 * @param kind how clients read its values
 * @param decimals digits of a fraction that a client shall show
 */
record ColumnDefinition(String name, Kind kind, int decimals) {
    private static final int UTF8MB4_GENERAL_CI = 45;
    private static final int BINARY = 63;
    private static final int FLAG_BINARY = 0x80;
    private static final int FIXED_FIELDS = 0x0c;

    /** The definition of a column of these rows, by its index. */
    static ColumnDefinition of(RowSet rows, int index) {
        RowSet.Column column = rows.columns().get(index);
        Kind kind = Kind.of(column.type());
        int decimals = kind == Kind.TIMESTAMP
                ? rows.rows().stream()
                        .flatMap(row -> row.get(index).stream())
                        .mapToInt(ColumnDefinition::fractionDigits)
                        .max()
                        .orElse(0)
                : kind.decimals;
        return new ColumnDefinition(column.name(), kind, decimals);
    }

    /** The definition of a parameter. */
    static ColumnDefinition parameter() {
        return new ColumnDefinition("?", Kind.TEXT, 0);
    }

    private static int fractionDigits(String time) {
        int point = time.indexOf('.');
        return point < 0 ? 0 : Math.min(6, time.length() - point - 1);
    }

    /** The wire types that we use (MySQL manual, "Field Types"), with length in bytes and decimals. */
    enum Kind {
        TEXT(0xFD, UTF8MB4_GENERAL_CI, 65_535, 0, 0),
        INTEGER(0x08, BINARY, 21, FLAG_BINARY, 0),
        DOUBLE(0x05, BINARY, 22, FLAG_BINARY, 31),
        TIMESTAMP(0x0c, BINARY, 26, FLAG_BINARY, 0);

        private final int code;
        private final int collation;
        private final int length;
        private final int flags;
        private final int decimals;

        Kind(int code, int collation, int length, int flags, int decimals) {
            this.code = code;
            this.collation = collation;
            this.length = length;
            this.flags = flags;
            this.decimals = decimals;
        }

        static Kind of(RowSet.Type type) {
            return switch (type) {
                case INTEGER -> INTEGER;
                case DOUBLE -> DOUBLE;
                case TIMESTAMP -> TIMESTAMP;
                case TEXT -> TEXT;
            };
        }
    }

    void write(ByteBuf out, int sequence, long capabilities) {
        int start = Packets.begin(out, sequence);
        WireStrings.writeLenenc(out, "def");
        WireStrings.writeLenenc(out, "");
        WireStrings.writeLenenc(out, "");
        WireStrings.writeLenenc(out, "");
        WireStrings.writeLenenc(out, name);
        WireStrings.writeLenenc(out, "");
        if (Capability.has(capabilities, Capability.MARIADB_EXTENDED_METADATA)) {
            // There is nothing more to say about our types.
            WireStrings.writeLenenc(out, "");
        }
        out.writeByte(FIXED_FIELDS).writeShortLE(kind.collation).writeIntLE(kind.length);
        out.writeByte(kind.code).writeShortLE(kind.flags).writeByte(decimals).writeShortLE(0);
        Packets.end(out, start);
    }
}
