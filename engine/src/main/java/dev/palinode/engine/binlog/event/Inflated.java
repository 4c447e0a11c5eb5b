package dev.palinode.engine.binlog.event;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** What MariaDB compressed in the binlog (log_bin_compress): a byte with the length's size, the length, zlib data. */
public final class Inflated {
    private static final int SIZE_BITS = 7;
    private static final int ALGORITHM_BITS = 0x70;

    private Inflated() {}

    /** The rest of the cursor, inflated. */
    public static byte[] read(ByteCursor in) {
        int first = in.u8();
        int size = first & SIZE_BITS;
        if ((first & ALGORITHM_BITS) != 0 || size < 1 || size > 4) {
            throw new IllegalArgumentException("an event is compressed in an unknown way");
        }
        int length = Math.toIntExact(ByteCursor.be(in.data(), in.skip(size), size));
        byte[] out = new byte[length];
        Inflater inflater = new Inflater();
        try {
            int from = in.position();
            inflater.setInput(in.data(), from, in.remaining());
            int count = inflater.inflate(out);
            if (count != length) {
                throw new IllegalArgumentException("a compressed event ends too soon");
            }
            return out;
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("a compressed event is broken", e);
        } finally {
            inflater.end();
        }
    }
}
