package dev.palinode.proxy.wire.reply;

import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.ServerStatus;
import dev.palinode.proxy.wire.WireInts;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An OK packet of our own; and reading of the server's where it lies.
 *
 * @param affectedRows rows changed
 * @param status {@link ServerStatus}
 */
public record OkPacket(long affectedRows, int status) {
    /** First byte of an OK packet. */
    public static final int HEADER = 0x00;

    private static final int TRACK_SCHEMA = 1;

    /**
     * Writes the frame.
     *
     * @param header {@link #HEADER}, or {@link EofPacket#HEADER} where it ends rows
     */
    public void write(ByteBuf out, int sequence, int header) {
        int start = Packets.begin(out, sequence);
        out.writeByte(header);
        WireInts.writeLenenc(out, affectedRows);
        out.writeByte(0);
        out.writeShortLE(status).writeShortLE(0);
        Packets.end(out, start);
    }

    /** The status flags of an OK packet whose payload begins at the index. */
    static int status(ByteBuf in, int payload) {
        return in.getUnsignedShortLE(statusIndex(in, payload));
    }

    static int statusIndex(ByteBuf in, int payload) {
        int index = payload + 1;
        index += WireInts.sizeByPrefix(in.getUnsignedByte(index));
        return index + WireInts.sizeByPrefix(in.getUnsignedByte(index));
    }

    /**
     * The new current schema, if the session state changes that the packet reports hold one. Only for sessions with
     * SESSION_TRACK.
     */
    static Optional<String> trackedSchema(ByteBuf in, int payload, int length) {
        ByteBuf rest = in.slice(payload, length);
        rest.readerIndex(statusIndex(in, payload) - payload + 4);
        skipString(rest);
        if (!rest.isReadable()) {
            return Optional.empty();
        }
        WireInts.readLenenc(rest);
        while (rest.isReadable()) {
            int type = rest.readUnsignedByte();
            int size = (int) WireInts.readLenenc(rest);
            if (type == TRACK_SCHEMA) {
                ByteBuf entry = rest.readSlice(size);
                return Optional.of(entry.toString(
                        entry.readerIndex() + WireInts.sizeByPrefix(entry.getUnsignedByte(entry.readerIndex())),
                        (int) WireInts.getLenenc(entry, entry.readerIndex()),
                        StandardCharsets.UTF_8));
            }
            rest.skipBytes(size);
        }
        return Optional.empty();
    }

    private static void skipString(ByteBuf in) {
        if (in.isReadable()) {
            in.skipBytes((int) WireInts.readLenenc(in));
        }
    }
}
