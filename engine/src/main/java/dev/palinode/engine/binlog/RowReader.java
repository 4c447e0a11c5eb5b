package dev.palinode.engine.binlog;

import dev.palinode.engine.binlog.event.BinlogEvent;
import dev.palinode.engine.binlog.event.ByteCursor;
import dev.palinode.engine.binlog.event.ColumnType;
import dev.palinode.engine.binlog.event.Inflated;
import dev.palinode.engine.binlog.event.TableMap;
import dev.palinode.engine.binlog.value.CodecChoice;
import dev.palinode.engine.binlog.value.ValueCodec;
import dev.palinode.engine.schema.ColumnDef;
import dev.palinode.engine.schema.TableDef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Knows by which numbers the row events mean the one table that matters, and reads its rows. Not thread-safe. */
final class RowReader {
    private static final int ID_AND_FLAGS = 8;
    private static final ValueCodec HASH = ValueCodec.Fixed.of(Long.BYTES, (data, from) -> "NULL");
    private static final int V2_KINDS = BinlogEvent.WRITE_ROWS;

    private final TableDef table;
    private final Map<Long, Boolean> ours = new HashMap<>();
    private List<ValueCodec> codecs = List.of();
    private List<TableMap.Column> known = List.of();

    /** What happens to rows. */
    private enum Kind {
        WRITE,
        UPDATE,
        DELETE
    }

    /** Takes the rows of an event one by one; may wait. */
    @FunctionalInterface
    interface Sink {
        /** Whether more rows are wanted. */
        boolean row(Optional<RowImage> before, Optional<RowImage> after) throws InterruptedException;
    }

    RowReader(TableDef table) {
        this.table = table;
    }

    /** Numbers are given anew in each statement; those of a transaction that ended mean nothing any more. */
    void forget() {
        ours.clear();
    }

    /** Whether the number means our table. A number that no table map has named cannot be judged and is wanted. */
    boolean wants(long tableId) {
        return ours.getOrDefault(tableId, true);
    }

    void tableMap(byte[] body) throws StreamFailure {
        boolean mine = TableMap.nameOf(body).equals(table.name());
        ours.put(TableMap.idOf(body), mine);
        if (mine) {
            learn(TableMap.read(body));
        }
    }

    private void learn(TableMap map) throws StreamFailure {
        if (map.columns().equals(known)) {
            return;
        }
        List<ColumnDef> columns = table.columns();
        int more = map.columns().size() - columns.size();
        if (more != 0 && !areHashes(map.columns(), columns.size())) {
            throw changed("it has " + map.columns().size() + " columns in the binlog instead of " + columns.size());
        }
        List<ValueCodec> found = new ArrayList<>(columns.size());
        try {
            for (int i = 0; i < columns.size(); i++) {
                found.add(CodecChoice.of(columns.get(i), map.columns().get(i)));
            }
        } catch (IllegalArgumentException e) {
            throw changed(String.valueOf(e.getMessage()));
        }
        found.addAll(Collections.nCopies(more, HASH));
        known = map.columns();
        codecs = List.copyOf(found);
    }

    /**
     * MariaDB has a hidden last column for each unique key that is too long for an index, and shows such a key as USING
     * HASH.
     */
    private boolean areHashes(List<TableMap.Column> stored, int from) {
        int keys = table.createStatement().split(" USING HASH", -1).length - 1;
        return stored.size() > from
                && stored.size() - from <= keys
                && stored.stream().skip(from).allMatch(column -> column.type() == ColumnType.LONGLONG);
    }

    private StreamFailure changed(String how) {
        return StreamFailure.definite("the table " + table.name() + " was changed under the migration: " + how);
    }

    /** Reads the rows of an event for our table; false when the sink wants no more. */
    boolean rows(BinlogEvent event, Sink sink) throws StreamFailure, InterruptedException {
        long id = ByteCursor.le(event.body(), 0, 6);
        if (!ours.containsKey(id)) {
            throw StreamFailure.definite("rows of an unknown table " + id + " in the binlog");
        }
        Kind kind = kind(event.type());
        ByteCursor in = new ByteCursor(event.body());
        in.skip(ID_AND_FLAGS);
        if (isSecondVersion(event.type())) {
            in.skip((int) in.le(2) - 2);
        }
        int columns = Math.toIntExact(in.packed());
        boolean full = columns == codecs.size() && in.allSet(columns) && (kind != Kind.UPDATE || in.allSet(columns));
        if (!full) {
            throw StreamFailure.definite("the binlog does not hold whole rows of " + table.name()
                    + "; binlog_row_image must be FULL in all sessions");
        }
        boolean compressed = event.type() >= BinlogEvent.WRITE_ROWS_COMPRESSED_V1;
        return each(compressed ? new ByteCursor(Inflated.read(in)) : in, kind, sink);
    }

    private boolean each(ByteCursor in, Kind kind, Sink sink) throws StreamFailure, InterruptedException {
        while (in.remaining() > 0) {
            Optional<RowImage> first = Optional.of(image(in));
            boolean more = switch (kind) {
                case WRITE -> sink.row(Optional.empty(), first);
                case UPDATE -> sink.row(first, Optional.of(image(in)));
                case DELETE -> sink.row(first, Optional.empty());
            };
            if (!more) {
                return false;
            }
        }
        return true;
    }

    private RowImage image(ByteCursor in) throws StreamFailure {
        int begin = in.position();
        int nulls = in.skip((codecs.size() + 7) / 8);
        int[] offsets = new int[codecs.size()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = RowImage.NULL;
            if (!ByteCursor.bit(in.data(), nulls, i)) {
                int at = in.position();
                ValueCodec codec = codecs.get(i);
                in.skip(codec.length(in.data(), at));
                offsets[i] = at;
                check(codec, in.data(), at, i);
            }
        }
        return new RowImage(codecs, in.data(), offsets, in.position() - begin);
    }

    private void check(ValueCodec codec, byte[] data, int at, int column) throws StreamFailure {
        try {
            codec.check(data, at);
        } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
            String name = table.columns().get(column).name();
            throw StreamFailure.definite("a value of column " + name + " cannot be read: " + e, e);
        }
    }

    private Kind kind(int type) throws StreamFailure {
        int offset = offset(type);
        if (offset < 0) {
            throw StreamFailure.definite("an event of type " + type + " for " + table.name()
                    + " does not hold whole rows; binlog_row_value_options must be empty in all sessions");
        }
        return Kind.values()[offset];
    }

    private static int offset(int type) {
        int[] firsts = {
            BinlogEvent.WRITE_ROWS_V1,
            V2_KINDS,
            BinlogEvent.WRITE_ROWS_COMPRESSED_V1,
            BinlogEvent.WRITE_ROWS_COMPRESSED_V1 + Kind.values().length
        };
        for (int first : firsts) {
            if (type >= first && type < first + Kind.values().length) {
                return type - first;
            }
        }
        return -1;
    }

    private static boolean isSecondVersion(int type) {
        return (type >= V2_KINDS && type <= BinlogEvent.DELETE_ROWS)
                || type >= BinlogEvent.WRITE_ROWS_COMPRESSED_V1 + Kind.values().length;
    }
}
