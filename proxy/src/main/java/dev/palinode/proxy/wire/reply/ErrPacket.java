package dev.palinode.proxy.wire.reply;

import dev.palinode.proxy.wire.Packets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * An ERR packet.
 *
 * @param errno MySQL's error number
 * @param sqlState five characters
 * @param message what the user reads
 */
public record ErrPacket(int errno, String sqlState, String message) {
    /** First byte of an ERR packet. */
    public static final int HEADER = 0xFF;

    /** The number in MariaDB's reports of progress, which look like errors and have the true answer behind them. */
    static final int PROGRESS = 0xFFFF;

    /** Writes the frame. */
    public void write(ByteBuf out, int sequence) {
        int start = Packets.begin(out, sequence);
        out.writeByte(HEADER).writeShortLE(errno).writeByte('#');
        out.writeCharSequence(sqlState, StandardCharsets.US_ASCII);
        out.writeCharSequence(message, StandardCharsets.UTF_8);
        Packets.end(out, start);
    }

    /** The frame alone. */
    public ByteBuf toFrame(ByteBufAllocator allocator, int sequence) {
        ByteBuf out = allocator.buffer();
        write(out, sequence);
        return out;
    }

    /** The frame in place of a greeting: the client has no capabilities yet, so there is no SQLSTATE in it. */
    public ByteBuf toFrameBeforeGreeting(ByteBufAllocator allocator) {
        ByteBuf out = allocator.buffer();
        int start = Packets.begin(out, 0);
        out.writeByte(HEADER).writeShortLE(errno);
        out.writeCharSequence(message, StandardCharsets.UTF_8);
        Packets.end(out, start);
        return out;
    }

    /** Reads a payload; one without SQLSTATE, as before a greeting, gets HY000. */
    public static ErrPacket read(ByteBuf payload) {
        payload.skipBytes(1);
        int errno = payload.readUnsignedShortLE();
        String state = "HY000";
        if (payload.readableBytes() >= 6 && payload.getByte(payload.readerIndex()) == '#') {
            payload.skipBytes(1);
            state = payload.readCharSequence(5, StandardCharsets.US_ASCII).toString();
        }
        return new ErrPacket(errno, state, payload.toString(StandardCharsets.UTF_8));
    }
}
