package dev.palinode.proxy.wire.reply;

import dev.palinode.proxy.wire.Packets;
import io.netty.buffer.ByteBuf;

/**
 * The answer to COM_STMT_PREPARE for a statement of our own: no parameters, and columns that are told at execution, as
 * servers do for SHOW.
 *
 * @param statementId unsigned, in 32 bits
 */
public record PrepareOk(int statementId) {
    /** Writes the frame. */
    public void write(ByteBuf out, int sequence) {
        int start = Packets.begin(out, sequence);
        out.writeByte(OkPacket.HEADER).writeIntLE(statementId);
        out.writeShortLE(0).writeShortLE(0).writeByte(0).writeShortLE(0);
        Packets.end(out, start);
    }
}
