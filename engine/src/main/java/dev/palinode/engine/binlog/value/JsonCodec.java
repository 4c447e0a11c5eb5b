package dev.palinode.engine.binlog.value;

import dev.palinode.engine.binlog.event.ByteCursor;

/** A JSON column of MySQL. */
record JsonCodec(int prefix) implements ValueCodec {
    @Override
    public int length(byte[] data, int from) {
        return from + prefix > data.length ? prefix : Math.toIntExact(prefix + ByteCursor.le(data, from, prefix));
    }

    @Override
    public String literal(byte[] data, int from) {
        int start = from + prefix;
        return JsonValue.read(data, start, from + length(data, from)).sql();
    }

    @Override
    public void check(byte[] data, int from) {
        literal(data, from);
    }
}
