package dev.palinode.proxy.wire.reply;

import dev.palinode.proxy.wire.ServerStatus;
import io.netty.buffer.ByteBuf;

/** The status flags in the packet that ends an answer, where it lies. */
public final class StatusFlags {
    private StatusFlags() {}

    /**
     * Says in an OK or EOF packet that more results follow.
     *
     * @param in where it lies
     * @param payload index of its payload
     * @param length of its payload
     * @param deprecateEof whether the connection has DEPRECATE_EOF
     */
    public static void setMoreResults(ByteBuf in, int payload, int length, boolean deprecateEof) {
        boolean eof = in.getUnsignedByte(payload) == EofPacket.HEADER && !(deprecateEof && length > 5);
        int index = eof ? payload + 3 : OkPacket.statusIndex(in, payload);
        in.setShortLE(index, in.getUnsignedShortLE(index) | ServerStatus.MORE_RESULTS_EXISTS);
    }
}
