package dev.palinode.proxy.session.backend;

import dev.palinode.engine.model.RowSet;
import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.WireInts;
import dev.palinode.proxy.wire.WireStrings;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The answer to a question of the proxy's own: read as rows of text and kept from the client. */
public final class Capture implements BackendLink.Answer {
    private static final ErrPacket LOST =
            new ErrPacket(1105, "HY000", "the connection to the server behind the proxy was lost");
    private static final ErrPacket TOO_LONG =
            new ErrPacket(1105, "HY000", "the server's answer to the proxy is longer than the proxy takes");

    /** Bytes of an answer that are kept. */
    private static final int LIMIT = 1 << 20;

    private static final RowSet NOTHING = new RowSet(List.of(), List.of());

    /** On the heap, since nobody tells of a session that ends meanwhile. */
    private final ByteBuf all = Unpooled.buffer();

    private final BiConsumer<RowSet, Optional<ErrPacket>> done;
    private final boolean deprecateEof;
    private boolean tooLong;
    private Optional<ErrPacket> failure = Optional.empty();

    /**
     * An answer that is awaited.
     *
     * @param deprecateEof whether the connection has DEPRECATE_EOF
     * @param done gets the rows, or the error
     */
    public Capture(boolean deprecateEof, BiConsumer<RowSet, Optional<ErrPacket>> done) {
        this.deprecateEof = deprecateEof;
        this.done = done;
    }

    @Override
    public void bytes(ByteBuf run) {
        try {
            tooLong |= all.readableBytes() + run.readableBytes() > LIMIT;
            if (!tooLong) {
                all.writeBytes(run);
            }
        } finally {
            run.release();
        }
    }

    @Override
    public void ended() {
        if (tooLong) {
            done.accept(NOTHING, Optional.of(TOO_LONG));
            return;
        }
        ByteBuf first = frame();
        if (first.getUnsignedByte(first.readerIndex()) == ErrPacket.HEADER) {
            done.accept(NOTHING, Optional.of(ErrPacket.read(first)));
            return;
        }
        RowSet rows = rows((int) WireInts.readLenenc(first));
        done.accept(failure.isPresent() ? NOTHING : rows, failure);
    }

    private ByteBuf frame() {
        int length = all.readUnsignedMediumLE();
        all.skipBytes(1);
        return all.readSlice(length);
    }

    private RowSet rows(int count) {
        List<RowSet.Column> columns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ByteBuf definition = frame();
            for (int field = 0; field < 4; field++) {
                WireStrings.readLenenc(definition);
            }
            columns.add(new RowSet.Column(WireStrings.readLenenc(definition), RowSet.Type.TEXT));
        }
        if (!deprecateEof && count > 0) {
            frame();
        }
        List<List<Optional<String>>> rows = new ArrayList<>();
        while (count > 0 && all.readableBytes() > FrameDecoder.HEADER) {
            ByteBuf row = frame();
            // The last frame is the end of the rows, or an error in place of the rest of them.
            if (all.isReadable()) {
                rows.add(values(row, count));
            } else if (row.getUnsignedByte(row.readerIndex()) == ErrPacket.HEADER) {
                failure = Optional.of(ErrPacket.read(row));
            }
        }
        return new RowSet(columns, rows);
    }

    private static List<Optional<String>> values(ByteBuf row, int count) {
        List<Optional<String>> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (row.getUnsignedByte(row.readerIndex()) == WireInts.NULL) {
                row.skipBytes(1);
                values.add(Optional.empty());
            } else {
                values.add(Optional.of(WireStrings.readLenenc(row)));
            }
        }
        return values;
    }

    @Override
    public void lost() {
        done.accept(NOTHING, Optional.of(LOST));
    }
}
