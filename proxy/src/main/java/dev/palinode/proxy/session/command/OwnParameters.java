package dev.palinode.proxy.session.command;

import dev.palinode.proxy.intercept.form.Parameters.Value;
import dev.palinode.proxy.wire.BinaryValue;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.WireException;
import dev.palinode.proxy.wire.WireInts;
import dev.palinode.proxy.wire.WireStrings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of a prepared statement of ours: their types, which a client tells once, and what it sends ahead. */
public final class OwnParameters {
    /** Bytes of the values sent ahead that are kept. */
    private static final int LIMIT = 1 << 20;

    private static final int HEAD = 1 + 4 + 1 + 4;
    private static final int PARAMETER_COUNT_AVAILABLE = 8;

    private final int count;
    private final int[] types;
    private final Map<Integer, ByteArrayOutputStream> ahead = new HashMap<>();
    private boolean typed;
    private boolean tooLong;

    public OwnParameters(int count) {
        this.count = count;
        this.types = new int[count];
    }

    /** How many there are. */
    public int count() {
        return count;
    }

    /** Forgets the values sent ahead, as COM_STMT_RESET does. */
    public void reset() {
        ahead.clear();
        tooLong = false;
    }

    /** A COM_STMT_SEND_LONG_DATA, its payload. */
    public void sendAhead(ByteBuf payload) {
        payload.skipBytes(1 + 4);
        int index = payload.readUnsignedShortLE();
        int kept = ahead.values().stream().mapToInt(ByteArrayOutputStream::size).sum();
        if (index >= count || kept + payload.readableBytes() > LIMIT) {
            tooLong = true;
            return;
        }
        ahead.computeIfAbsent(index, i -> new ByteArrayOutputStream()).writeBytes(ByteBufUtil.getBytes(payload));
    }

    /**
     * The values of a COM_STMT_EXECUTE; those sent ahead are used up.
     *
     * @param payload all of it
     * @param capabilities those negotiated
     * @return strings hold their bytes as Latin-1; empty if they cannot be had
     * @throws WireException if the packet is malformed
     */
    public Optional<List<Value>> read(ByteBuf payload, long capabilities) {
        try {
            return tooLong ? Optional.empty() : readValues(payload, capabilities);
        } finally {
            reset();
        }
    }

    private Optional<List<Value>> readValues(ByteBuf in, long capabilities) {
        if (count == 0) {
            return Optional.of(List.of());
        }
        boolean attributes = Capability.has(capabilities, Capability.QUERY_ATTRIBUTES);
        int flags = in.getUnsignedByte(in.readerIndex() + 5);
        in.skipBytes(HEAD);
        int told = count;
        if (attributes && (flags & PARAMETER_COUNT_AVAILABLE) != 0) {
            told = (int) WireInts.readLenenc(in);
        }
        if (told < count || told > 0xFFFF) {
            return Optional.empty();
        }
        ByteBuf nulls = in.readSlice((told + 7) / 8);
        if (in.readByte() != 0) {
            readTypes(in, told, attributes);
        }
        if (!typed) {
            return Optional.empty();
        }
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean isNull = (nulls.getByte(nulls.readerIndex() + i / 8) >> i % 8 & 1) != 0;
            ByteArrayOutputStream sent = ahead.get(i);
            values.add(
                    sent != null
                            ? new Value(Optional.of(sent.toString(StandardCharsets.ISO_8859_1)), true)
                            : isNull
                                    ? new Value(Optional.empty(), false)
                                    : BinaryValue.read(in, types[i])
                                            .map((text, quoted) -> new Value(Optional.of(text), quoted)));
        }
        return Optional.of(values);
    }

    private void readTypes(ByteBuf in, int told, boolean attributes) {
        for (int i = 0; i < told; i++) {
            int type = in.readUnsignedShortLE();
            if (i < count) {
                types[i] = type;
            }
            if (attributes) {
                WireStrings.skipLenenc(in);
            }
        }
        typed = true;
    }
}
