package dev.palinode.proxy.session.activity;

import dev.palinode.proxy.accesslog.Digest;
import dev.palinode.proxy.wire.QuerySniffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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

    private final IntObjectMap<FirstWord> firstWords = new IntObjectHashMap<>(4);

    private byte[] own = {};
    private byte[] text = own;
    private int length;
    private boolean cut;
    private boolean several;
    private int unknown;

    void clear() {
        length = 0;
        cut = false;
        several = false;
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
        several = QuerySniffer.isSeveral(in, index, index + size);
    }

    /** What runs is the prepared statement; returns its first word. */
    FirstWord setPrepared(int id) {
        byte[] known = prepared.get(id);
        if (known == null) {
            unknown = id;
            length = 0;
            return FirstWord.OTHER;
        }
        text = known;
        length = text.length;
        cut = length == MAX_PREPARED_TEXT;
        FirstWord word = firstWords.get(id);
        return word == null ? FirstWord.OTHER : word;
    }

    /** What runs has been prepared under this id. */
    void remember(int id, FirstWord word) {
        if (prepared.size() < MAX_PREPARED) {
            prepared.put(id, Arrays.copyOf(text, Math.min(length, MAX_PREPARED_TEXT)));
            firstWords.put(id, word);
        }
    }

    void forget(int id) {
        prepared.remove(id);
        firstWords.remove(id);
    }

    void forgetAll() {
        prepared.clear();
        firstWords.clear();
    }

    /** Whether the text has the word in it, in any case of letters; it is in small letters. */
    boolean mentions(String word) {
        return new String(text, 0, length, StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT)
                .contains(word);
    }

    /** The first word; none if nothing is known of the text, or if it holds several statements. */
    long onlyWord() {
        return several || length == 0
                ? QuerySniffer.NONE
                : QuerySniffer.firstKeyword(Unpooled.wrappedBuffer(text, 0, length), 0, length);
    }

    String digest(boolean noBackslashEscapes) {
        if (unknown != 0) {
            return "prepared statement " + Integer.toUnsignedLong(unknown);
        }
        return Digest.of(text, length, noBackslashEscapes) + (cut ? " …" : "");
    }
}
