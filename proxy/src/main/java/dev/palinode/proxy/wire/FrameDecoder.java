package dev.palinode.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;

/**
 * Finds the frames in a stream of bytes, without copying and without waiting for a frame that may pass in pieces.
 *
 * <p>The caller feeds buffers as they are read, looks at each frame in turn ({@link #next}) and accepts it; accepted
 * frames add up to a run, headers included, which is taken as one buffer. A frame of which only the beginning has
 * arrived may be accepted as well: the rest of it joins the run as it is fed. So what is buffered here is never more
 * than what was read, or what the caller declines to accept.
 *
 * <p>Confined to one thread. Every buffer fed is owned by this object, every run taken by the caller.
 */
public final class FrameDecoder {
    /** Bytes of a frame's header: length (3, little endian) and sequence id (1). */
    public static final int HEADER = 4;

    /** A payload of this length is continued by the next frame. */
    public static final int MAX_PAYLOAD = 0xFFFFFF;

    private ByteBuf pile = Unpooled.EMPTY_BUFFER;
    private int position;
    private int missing;
    private int length;

    /** Adds bytes; they belong to this object from now on. */
    public void feed(ByteBufAllocator allocator, ByteBuf bytes) {
        int accepted = position - pile.readerIndex();
        pile = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, pile, bytes);
        position = pile.readerIndex() + accepted;
        int arrived = Math.min(missing, pile.writerIndex() - position);
        position += arrived;
        missing -= arrived;
    }

    /** Whether the next frame can be looked at: its header and the first byte of its payload, if it has any. */
    public boolean next() {
        int available = pile.writerIndex() - position;
        if (missing > 0 || available < HEADER) {
            return false;
        }
        length = pile.getUnsignedMediumLE(position);
        return length == 0 || available > HEADER;
    }

    /** Payload length of the frame that {@link #next} found. */
    public int length() {
        return length;
    }

    /** Sequence id of the frame that {@link #next} found. */
    public int sequence() {
        return pile.getUnsignedByte(position + 3);
    }

    /** The first byte of the payload, or -1 if the frame is empty. */
    public int first() {
        return length == 0 ? -1 : pile.getUnsignedByte(position + HEADER);
    }

    /** How many bytes of the frame's payload are here. */
    public int visible() {
        return Math.min(length, pile.writerIndex() - position - HEADER);
    }

    /** Whether the frame is here to its end. */
    public boolean whole() {
        return visible() == length;
    }

    /** The buffer in which the frame lies; to be read by absolute index only, and not to be kept. */
    public ByteBuf buffer() {
        return pile;
    }

    /** Index of the frame's payload in {@link #buffer}. */
    public int payload() {
        return position + HEADER;
    }

    /** Adds the frame to the run; what has not arrived of it will follow. */
    public void accept() {
        int end = position + HEADER + length;
        position = Math.min(end, pile.writerIndex());
        missing = end - position;
    }

    /** Whether the last accepted frame has not arrived to its end. */
    public boolean incomplete() {
        return missing > 0;
    }

    /** Whether accepted bytes wait to be taken. */
    public boolean hasRun() {
        return position > pile.readerIndex();
    }

    /** Takes the accepted bytes; the caller owns the buffer. */
    public ByteBuf takeRun() {
        if (position < pile.writerIndex()) {
            return pile.readRetainedSlice(position - pile.readerIndex());
        }
        ByteBuf run = pile;
        pile = Unpooled.EMPTY_BUFFER;
        position = 0;
        return run;
    }

    /** Drops the accepted bytes. */
    public void dropRun() {
        if (hasRun()) {
            takeRun().release();
        }
    }

    /** Puts a frame in front of what is here, as if it had just come; nothing that was accepted may be here. */
    public void putBack(ByteBufAllocator allocator, ByteBuf frame) {
        pile = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, frame, takeRest());
        position = pile.readerIndex();
        missing = 0;
    }

    /** Whether bytes are here that have not been accepted. */
    public boolean hasMore() {
        return position < pile.writerIndex();
    }

    /** Takes what has not been accepted, when it is no frames but the beginning of something else. */
    public ByteBuf takeRest() {
        dropRun();
        ByteBuf rest = pile;
        pile = Unpooled.EMPTY_BUFFER;
        position = 0;
        return rest;
    }

    /** Drops everything. */
    public void release() {
        pile.release();
        pile = Unpooled.EMPTY_BUFFER;
        position = 0;
        missing = 0;
    }
}
