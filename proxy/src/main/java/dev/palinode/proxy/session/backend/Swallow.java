package dev.palinode.proxy.session.backend;

import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.function.Consumer;

/** The answer to a command of the proxy's own: kept from the client, all but its error. */
public final class Swallow implements BackendLink.Answer {
    private static final ErrPacket LOST =
            new ErrPacket(1105, "HY000", "the connection to the server behind the proxy was lost");

    private final Consumer<Optional<ErrPacket>> done;
    private boolean begun;
    private Optional<ErrPacket> error = Optional.empty();

    /**
     * An answer that is awaited.
     *
     * @param done gets the error, if it was one
     */
    public Swallow(Consumer<Optional<ErrPacket>> done) {
        this.done = done;
    }

    @Override
    public void bytes(ByteBuf run) {
        try {
            int payload = run.readerIndex() + FrameDecoder.HEADER;
            if (!begun && run.getUnsignedByte(payload) == ErrPacket.HEADER) {
                int length = run.getUnsignedMediumLE(run.readerIndex());
                error = Optional.of(ErrPacket.read(run.slice(payload, length)));
            }
            begun = true;
        } finally {
            run.release();
        }
    }

    @Override
    public void ended() {
        done.accept(error);
    }

    @Override
    public void lost() {
        done.accept(Optional.of(LOST));
    }
}
