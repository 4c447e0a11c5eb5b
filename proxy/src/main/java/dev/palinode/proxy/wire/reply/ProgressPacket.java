package dev.palinode.proxy.wire.reply;

import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.WireStrings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * MariaDB's report of progress (MariaDB's documentation, "ERR_Packet"): an error with the number 0xFFFF, behind which other
 * reports follow and then the answer. Only for clients with {@link dev.palinode.proxy.wire.Capability#MARIADB_PROGRESS}.
 *
 * @param stage from 1 to 255
 * @param stages at most 255
 * @param percent of the stage
 * @param info what is being done; a longer one is cut
 */
public record ProgressPacket(int stage, int stages, double percent, String info) {
    /** Parts of a stage that the protocol counts, for one percent. */
    private static final int PARTS = 1000;

    private static final int STRINGS = 1;

    /** The server cuts at about as much. */
    private static final int LONGEST = 150;

    /** The frame. */
    public ByteBuf toFrame(ByteBufAllocator allocator, int sequence) {
        ByteBuf out = allocator.buffer();
        int start = Packets.begin(out, sequence);
        out.writeByte(ErrPacket.HEADER).writeShortLE(ErrPacket.PROGRESS);
        out.writeByte(STRINGS).writeByte(stage).writeByte(stages);
        out.writeMediumLE((int) Math.round(percent * PARTS));
        WireStrings.writeLenenc(out, info.length() <= LONGEST ? info : info.substring(0, LONGEST));
        Packets.end(out, start);
        return out;
    }
}
