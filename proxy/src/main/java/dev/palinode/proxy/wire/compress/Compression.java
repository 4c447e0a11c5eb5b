package dev.palinode.proxy.wire.compress;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.palinode.proxy.wire.WireException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** A way to compress; one per connection, confined to its thread, and closed with it. */
public interface Compression extends AutoCloseable {
    /** Compresses; the result may be longer than the input. */
    byte[] compress(byte[] plain);

    /**
     * Decompresses.
     *
     * @param size bytes that must come out
     * @throws WireException if they do not
     */
    byte[] decompress(byte[] packed, int size);

    @Override
    void close();

    /** zlib, at its default level. */
    static Compression zlib() {
        return new Zlib();
    }

    /**
     * zstd.
     *
     * @param level 1 to 22; others are brought into these bounds
     */
    static Compression zstd(int level) {
        return new Zstd(Math.max(1, Math.min(22, level)));
    }

    /** By the JDK. */
    final class Zlib implements Compression {
        private final Deflater deflater = new Deflater();
        private final Inflater inflater = new Inflater();

        private Zlib() {}

        @Override
        public byte[] compress(byte[] plain) {
            deflater.reset();
            deflater.setInput(plain);
            deflater.finish();
            // The bound of zlib's own compressBound().
            byte[] out = new byte[plain.length + (plain.length >> 10) + 64];
            int length = 0;
            while (!deflater.finished() && length < out.length) {
                length += deflater.deflate(out, length, out.length - length);
            }
            return deflater.finished() ? Arrays.copyOf(out, length) : plain;
        }

        @Override
        public byte[] decompress(byte[] packed, int size) {
            inflater.reset();
            inflater.setInput(packed);
            byte[] out = new byte[size];
            try {
                int length = 0;
                int step = 1;
                while (length < size && step > 0) {
                    step = inflater.inflate(out, length, size - length);
                    length += step;
                }
                if (length < size) {
                    throw new WireException("a compressed packet of " + length + " bytes instead of " + size);
                }
                return out;
            } catch (DataFormatException e) {
                throw new WireException("a packet that zlib cannot read");
            }
        }

        @Override
        public void close() {
            deflater.end();
            inflater.end();
        }
    }

    /** By the zstd library. */
    final class Zstd implements Compression {
        private final ZstdCompressCtx packer = new ZstdCompressCtx();
        private final ZstdDecompressCtx unpacker = new ZstdDecompressCtx();

        private Zstd(int level) {
            packer.setLevel(level);
        }

        @Override
        public byte[] compress(byte[] plain) {
            return packer.compress(plain);
        }

        @Override
        public byte[] decompress(byte[] packed, int size) {
            try {
                byte[] out = unpacker.decompress(packed, size);
                if (out.length != size) {
                    throw new WireException("a compressed packet of " + out.length + " bytes instead of " + size);
                }
                return out;
            } catch (ZstdException e) {
                throw new WireException("a packet that zstd cannot read");
            }
        }

        @Override
        public void close() {
            packer.close();
            unpacker.close();
        }
    }
}
