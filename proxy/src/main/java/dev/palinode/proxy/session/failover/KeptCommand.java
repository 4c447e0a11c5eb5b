package dev.palinode.proxy.session.failover;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** The frame of a command, kept until it ends in case that it has to begin again. Confined to the session's event loop. */
public final class KeptCommand {
    private ByteBuf kept = Unpooled.EMPTY_BUFFER;

    /** Keeps a frame instead of the one before, which may be the same that begins again; takes over the buffer. */
    public void keep(ByteBuf frame) {
        drop();
        kept = frame;
    }

    /** Whether one is kept. */
    public boolean isPresent() {
        return kept.isReadable();
    }

    /** Gives it away. */
    public ByteBuf take() {
        ByteBuf frame = kept;
        kept = Unpooled.EMPTY_BUFFER;
        return frame;
    }

    /** It is needed no more. */
    void drop() {
        if (isPresent()) {
            take().release();
        }
    }
}
