package dev.palinode.proxy.wire.reply;

import dev.palinode.proxy.wire.FrameDecoder;
import io.netty.buffer.ByteBuf;

/**
 * Joins the answers to several commands into one: the frames are numbered on, and the end of each answer says that more
 * results follow. Frames are changed where they lie.
 */
public final class Stitch {
    private final boolean deprecateEof;
    private int sequence;
    private int rest;

    /**
     * Begins.
     *
     * @param deprecateEof whether the connection has DEPRECATE_EOF
     * @param sequence id of the first frame
     */
    public Stitch(boolean deprecateEof, int sequence) {
        this.deprecateEof = deprecateEof;
        this.sequence = sequence;
    }

    /** The sequence id of the next frame. */
    public int sequence() {
        return sequence;
    }

    /**
     * Numbers the frames of a piece, which begins and ends anywhere but within a frame's header.
     *
     * @param more whether the last frame here, which is whole and no error, is the end of an answer that others follow
     */
    public void join(ByteBuf run, boolean more) {
        int end = run.writerIndex();
        int at = run.readerIndex() + Math.min(rest, run.readableBytes());
        rest -= at - run.readerIndex();
        int last = at;
        while (at < end) {
            last = at;
            run.setByte(at + 3, sequence);
            sequence = sequence + 1 & 0xFF;
            int next = at + FrameDecoder.HEADER + run.getUnsignedMediumLE(at);
            rest = Math.max(0, next - end);
            at = Math.min(next, end);
        }
        if (more) {
            StatusFlags.setMoreResults(run, last + FrameDecoder.HEADER, run.getUnsignedMediumLE(last), deprecateEof);
        }
    }
}
