package dev.palinode.proxy.wire.reply;

import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.ServerStatus;
import io.netty.buffer.ByteBuf;

/**
 * The answer to COM_STMT_PREPARE for a statement of our own: parameters of any type, and columns that are told at
 * execution, as servers do for SHOW.
 *
 * @param statementId unsigned, in 32 bits
 * @param parameters how many
 * @param capabilities those negotiated
 */
public record PrepareOk(int statementId, int parameters, long capabilities) {
    /** Writes the frames; the first has this sequence id. */
    public void write(ByteBuf out, int sequence) {
        int next = sequence;
        int start = Packets.begin(out, next++);
        out.writeByte(OkPacket.HEADER).writeIntLE(statementId);
        out.writeShortLE(0).writeShortLE(parameters).writeByte(0).writeShortLE(0);
        Packets.end(out, start);
        for (int i = 0; i < parameters; i++) {
            ColumnDefinition.parameter().write(out, next++, capabilities);
        }
        if (parameters > 0 && !Capability.has(capabilities, Capability.DEPRECATE_EOF)) {
            new EofPacket(ServerStatus.AUTOCOMMIT).write(out, next);
        }
    }
}
