package dev.palinode.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Puts frames' headers around payloads that we write ourselves. */
public final class Packets {
    private Packets() {}

    /** Begins a frame; returns its start, to be given to {@link #end}. */
    public static int begin(ByteBuf out, int sequence) {
        int start = out.writerIndex();
        out.writeMediumLE(0).writeByte(sequence);
        return start;
    }

    /**
     * Ends a frame by filling in its length.
     *
     * @throws WireException if the payload needs more than one frame; nothing that we write does
     */
    public static void end(ByteBuf out, int start) {
        int length = out.writerIndex() - start - FrameDecoder.HEADER;
        if (length >= FrameDecoder.MAX_PAYLOAD) {
            throw new WireException("a packet of our own of " + length + " bytes");
        }
        out.setMediumLE(start, length);
    }

    /** One frame around a payload. */
    public static ByteBuf of(ByteBufAllocator allocator, int sequence, byte[] payload) {
        ByteBuf out = allocator.buffer(FrameDecoder.HEADER + payload.length);
        out.writeMediumLE(payload.length).writeByte(sequence).writeBytes(payload);
        return out;
    }

    /** A command of one byte and its argument. */
    public static ByteBuf command(ByteBufAllocator allocator, int command, byte[] argument) {
        ByteBuf out = allocator.buffer(FrameDecoder.HEADER + 1 + argument.length);
        out.writeMediumLE(argument.length + 1).writeByte(0);
        return out.writeByte(command).writeBytes(argument);
    }
}
