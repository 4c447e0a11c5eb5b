package dev.palinode.engine.binlog.event;

import dev.palinode.engine.model.TableName;
import java.util.ArrayList;
import java.util.List;

/**
 * A TABLE_MAP event: what the row events that follow mean by a table's number.
 *
 * @param id the number
 * @param name the table
 * @param columns type and metadata of each column
 */
public record TableMap(long id, TableName name, List<Column> columns) {
    private static final int ID_BYTES = 6;
    private static final int FLAG_BYTES = 2;

    /**
     * A column's type.
     *
     * @param type code of {@link ColumnType}
     * @param first first byte of the metadata, or 0
     * @param second second byte of the metadata, or 0
     */
    public record Column(int type, int first, int second) {}

    /** The names alone are read for every table, the columns only for the one that matters. */
    public static TableName nameOf(byte[] body) {
        ByteCursor in = new ByteCursor(body);
        in.skip(ID_BYTES + FLAG_BYTES);
        return readName(in);
    }

    /** The number by which the events of rows name the table. */
    public static long idOf(byte[] body) {
        return ByteCursor.le(body, 0, ID_BYTES);
    }

    /** The whole map with all columns. */
    public static TableMap read(byte[] body) {
        ByteCursor in = new ByteCursor(body);
        long id = in.le(ID_BYTES);
        in.skip(FLAG_BYTES);
        TableName name = readName(in);
        int count = Math.toIntExact(in.packed());
        byte[] types = in.bytes(count);
        ByteCursor metadata = new ByteCursor(in.bytes(Math.toIntExact(in.packed())));
        List<Column> columns = new ArrayList<>(count);
        for (byte code : types) {
            int type = code & 0xff;
            int length = ColumnType.metadataLength(type);
            int first = length > 0 ? metadata.u8() : 0;
            columns.add(new Column(type, first, length > 1 ? metadata.u8() : 0));
        }
        return new TableMap(id, name, List.copyOf(columns));
    }

    private static TableName readName(ByteCursor in) {
        String schema = in.utf8(in.u8());
        in.skip(1);
        String table = in.utf8(in.u8());
        in.skip(1);
        return new TableName(schema, table);
    }
}
