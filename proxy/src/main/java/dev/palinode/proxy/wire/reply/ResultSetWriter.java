package dev.palinode.proxy.wire.reply;

import dev.palinode.engine.model.RowSet;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.ServerStatus;
import dev.palinode.proxy.wire.WireInts;
import dev.palinode.proxy.wire.WireStrings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.Optional;

/**
 * Writes a result set of our own as packets.
 *
 * @param capabilities those negotiated
 * @param status {@link ServerStatus} for the end of the rows
 */
public record ResultSetWriter(long capabilities, int status) {
    /** Rows as a COM_QUERY gets them; the first packet has this sequence id. */
    public ByteBuf text(ByteBufAllocator allocator, RowSet rows, int sequence) {
        return write(allocator, rows, sequence, ResultSetWriter::textRow);
    }

    /** Rows as a COM_STMT_EXECUTE gets them; the first packet has this sequence id. */
    public ByteBuf binary(ByteBufAllocator allocator, RowSet rows, int sequence) {
        return write(allocator, rows, sequence, BinaryRow::write);
    }

    private interface RowFormat {
        void write(ByteBuf out, List<RowSet.Column> columns, List<Optional<String>> row);
    }

    private ByteBuf write(ByteBufAllocator allocator, RowSet rows, int sequence, RowFormat format) {
        boolean deprecateEof = Capability.has(capabilities, Capability.DEPRECATE_EOF);
        ByteBuf out = allocator.buffer();
        try {
            int next = sequence;
            int start = Packets.begin(out, next++);
            WireInts.writeLenenc(out, rows.columns().size());
            Packets.end(out, start);
            for (int i = 0; i < rows.columns().size(); i++) {
                ColumnDefinition.of(rows, i).write(out, next++, capabilities);
            }
            if (!deprecateEof) {
                new EofPacket(status).write(out, next++);
            }
            for (List<Optional<String>> row : rows.rows()) {
                int rowStart = Packets.begin(out, next++);
                format.write(out, rows.columns(), row);
                Packets.end(out, rowStart);
            }
            if (deprecateEof) {
                new OkPacket(0, status).write(out, next, EofPacket.HEADER);
            } else {
                new EofPacket(status).write(out, next);
            }
            return out;
        } catch (RuntimeException e) {
            out.release();
            throw e;
        }
    }

    private static void textRow(ByteBuf out, List<RowSet.Column> columns, List<Optional<String>> row) {
        for (Optional<String> value : row) {
            value.ifPresentOrElse(text -> WireStrings.writeLenenc(out, text), () -> out.writeByte(WireInts.NULL));
        }
    }
}
