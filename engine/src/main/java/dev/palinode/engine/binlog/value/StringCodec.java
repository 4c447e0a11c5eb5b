package dev.palinode.engine.binlog.value;

import dev.palinode.engine.binlog.event.ByteCursor;

/**
 * Strings and bytes behind a length.
 *
 * @param prefix bytes of the length
 * @param charset the character set, {@code binary} for bytes
 * @param padTo bytes of a BINARY, whose trailing zeros the binlog leaves out; 0 for all others
 */
record StringCodec(int prefix, String charset, int padTo) implements ValueCodec {
    @Override
    public int length(byte[] data, int from) {
        return from + prefix > data.length ? prefix : Math.toIntExact(prefix + ByteCursor.le(data, from, prefix));
    }

    @Override
    public String literal(byte[] data, int from) {
        int length = length(data, from) - prefix;
        String text = SqlText.string(charset, data, from + prefix, length);
        if (length >= padTo) {
            return text;
        }
        return (length == 0 ? "_binary 0x" : text) + "00".repeat(padTo - length);
    }
}
