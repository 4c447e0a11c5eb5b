package dev.palinode.proxy.session.command;

import dev.palinode.proxy.gate.IdentifierFilter;
import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/**
 * Makes the {@link IdentifierFilter} of a statement where it lies. Every word counts, wherever it stands, and so does
 * whatever stands between two quotes of the kinds that names may have; so a name is never missed, whatever the quoting.
 * One per session: it keeps its state in fields so that nothing is allocated.
 */
public final class WordFilter implements ByteProcessor {
    private long filter;
    private int word;
    private boolean inWord;
    private final Quoted backquoted = new Quoted();
    private final Quoted quoted = new Quoted();

    /** What stands between two quotes, hashed. */
    private static final class Quoted {
        private int hash;
        private int size;
        private boolean seen;

        void reset() {
            hash = 0;
            size = 0;
            seen = false;
        }
    }

    /** The filter of a text. */
    public long of(ByteBuf in, int index, int length) {
        filter = 0;
        word = 0;
        inWord = false;
        backquoted.reset();
        quoted.reset();
        in.forEachByte(index, length, this);
        endWord();
        return filter;
    }

    @Override
    public boolean process(byte b) {
        if (isWordByte(b)) {
            word = IdentifierFilter.step(word, b);
            inWord = true;
        } else {
            endWord();
        }
        if (b == '`') {
            quote(backquoted, IdentifierFilter.EVERYTHING);
        } else if (backquoted.seen) {
            add(backquoted, b);
        }
        if (b == '"') {
            quote(quoted, 0);
        } else if (quoted.seen) {
            add(quoted, b);
        }
        return filter != IdentifierFilter.EVERYTHING;
    }

    private void endWord() {
        if (inWord) {
            filter |= IdentifierFilter.bits(word);
            word = 0;
            inWord = false;
        }
    }

    private static void add(Quoted open, byte b) {
        open.hash = IdentifierFilter.step(open.hash, b);
        open.size++;
    }

    /** A quote right after a quote may be one within a name, which is then not hashed as a whole. */
    private void quote(Quoted open, long ifDoubled) {
        if (open.seen) {
            filter |= open.size == 0 ? ifDoubled : IdentifierFilter.bits(open.hash);
        }
        open.hash = 0;
        open.size = 0;
        open.seen = true;
    }

    private static boolean isWordByte(byte b) {
        int lower = b | 0x20;
        return (lower >= 'a' && lower <= 'z') || (b >= '0' && b <= '9') || b == '_' || b == '$' || b < 0;
    }
}
