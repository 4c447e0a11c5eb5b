package dev.palinode.proxy.wire.reply;

import dev.palinode.engine.model.RowSet;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.ServerStatus;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * The answer to COM_STMT_PREPARE for a statement of our own: parameters of any type, and columns as far as they are known;
 * the execution tells them again.
 *
 * @param statementId unsigned, in 32 bits
 * @param parameters how many
 * @param columns none if only the execution can tell
 * @param capabilities those negotiated
 */
public record PrepareOk(int statementId, int parameters, List<RowSet.Column> columns, long capabilities) {
    /** Writes the frames; the first has this sequence id. */
    public void write(ByteBuf out, int sequence) {
        int next = sequence;
        int start = Packets.begin(out, next++);
        out.writeByte(OkPacket.HEADER).writeIntLE(statementId);
        out.writeShortLE(columns.size()).writeShortLE(parameters).writeByte(0).writeShortLE(0);
        Packets.end(out, start);
        boolean eof = !Capability.has(capabilities, Capability.DEPRECATE_EOF);
        for (int i = 0; i < parameters; i++) {
            ColumnDefinition.parameter().write(out, next++, capabilities);
        }
        if (parameters > 0 && eof) {
            new EofPacket(ServerStatus.AUTOCOMMIT).write(out, next++);
        }
        RowSet described = new RowSet(columns, List.of());
        for (int i = 0; i < columns.size(); i++) {
            ColumnDefinition.of(described, i).write(out, next++, capabilities);
        }
        if (!columns.isEmpty() && eof) {
            new EofPacket(ServerStatus.AUTOCOMMIT).write(out, next);
        }
    }

    /** How many parameters a server's answer tells, which lies at the beginning of the buffer with its frame. */
    public static int parameters(ByteBuf answer) {
        return answer.getUnsignedShortLE(answer.readerIndex() + FrameDecoder.HEADER + 1 + 4 + 2);
    }

    /** Puts another statement's id into a server's answer. */
    public static void rename(ByteBuf answer, int statementId) {
        answer.setIntLE(answer.readerIndex() + FrameDecoder.HEADER + 1, statementId);
    }
}
