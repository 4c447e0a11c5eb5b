package dev.palinode.proxy.wire.reply;

import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.ServerStatus;
import io.netty.buffer.ByteBuf;

/**
 * An EOF packet of our own, for clients without DEPRECATE_EOF.
 *
 * @param status {@link ServerStatus}
 */
public record EofPacket(int status) {
    /** First byte of an EOF packet, and of the OK packet that replaces it. */
    public static final int HEADER = 0xFE;

    /** Writes the frame. */
    public void write(ByteBuf out, int sequence) {
        int start = Packets.begin(out, sequence);
        out.writeByte(HEADER).writeShortLE(0).writeShortLE(status);
        Packets.end(out, start);
    }

    /** The status flags of an EOF packet whose payload begins at the index. */
    static int status(ByteBuf in, int payload) {
        return in.getUnsignedShortLE(payload + 3);
    }
}
