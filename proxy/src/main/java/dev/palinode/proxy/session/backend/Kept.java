package dev.palinode.proxy.session.backend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;

/** The answer to a command of the proxy's own: kept as it came, to be changed before the client gets it. */
public final class Kept implements BackendLink.Answer {
    /** On the heap, since nobody tells of a session that ends meanwhile. */
    private final ByteBuf all = Unpooled.buffer();

    private final Consumer<ByteBuf> done;

    /**
     * An answer that is awaited.
     *
     * @param done gets its packets; not all of them if the connection was lost
     */
    public Kept(Consumer<ByteBuf> done) {
        this.done = done;
    }

    @Override
    public void bytes(ByteBuf run) {
        try {
            all.writeBytes(run);
        } finally {
            run.release();
        }
    }

    @Override
    public void ended() {
        done.accept(all);
    }

    @Override
    public void lost() {
        done.accept(all);
    }
}
