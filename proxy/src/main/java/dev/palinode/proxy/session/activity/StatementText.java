package dev.palinode.proxy.session.activity;

import dev.palinode.proxy.accesslog.Digest;
import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** The beginning of the statement that a session runs, and those of its prepared statements. */
final class StatementText {
    /** Bytes of a statement that are kept while it runs. */
    private static final int MAX_TEXT = 4096;

    /** Bytes of each prepared statement that are kept, and of how many: 25 KB per session at most. */
    private static final int MAX_PREPARED_TEXT = 256;

    private static final int MAX_PREPARED = 100;
    private static final int SMALLEST = 128;

    private final IntObjectMap<byte[]> prepared = new IntObjectHashMap<>(4);
    private byte[] own = {};
    private byte[] text = own;
    private int length;
    private boolean cut;
    private int unknown;

    void clear() {
        length = 0;
        cut = false;
        unknown = 0;
    }

    void set(ByteBuf in, int index, int size) {
        length = Math.min(size, MAX_TEXT);
        cut = size > length;
        if (own.length < length) {
            own = new byte[Math.max(SMALLEST, Integer.highestOneBit(length - 1) << 1)];
        }
        text = own;
        in.getBytes(index, own, 0, length);
    }

    /** What runs is the prepared statement. */
    void setPrepared(int id) {
        byte[] known = prepared.get(id);
        if (known == null) {
            unknown = id;
            length = 0;
        } else {
            text = known;
            length = known.length;
            cut = length == MAX_PREPARED_TEXT;
        }
    }

    /** What runs has been prepared under this id. */
    void remember(int id) {
        if (prepared.size() < MAX_PREPARED) {
            prepared.put(id, Arrays.copyOf(text, Math.min(length, MAX_PREPARED_TEXT)));
        }
    }

    void forget(int id) {
        prepared.remove(id);
    }

    void forgetAll() {
        prepared.clear();
    }

    /** Whether the text has the word in it, in any case of letters; it is in small letters. */
    boolean mentions(String word) {
        return new String(text, 0, length, StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT)
                .contains(word);
    }

    String digest(boolean noBackslashEscapes) {
        if (unknown != 0) {
            return "prepared statement " + Integer.toUnsignedLong(unknown);
        }
        return Digest.of(text, length, noBackslashEscapes) + (cut ? " …" : "");
    }
}
