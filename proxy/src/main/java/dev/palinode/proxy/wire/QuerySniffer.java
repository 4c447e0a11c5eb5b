package dev.palinode.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/**
 * Says of a statement, where it lies and without allocation, whether it may be one of ours. It errs on one side only: a
 * statement of ours is always seen, and one that is not may get a closer look for nothing.
 *
 * <p>Keywords are compared as numbers: up to eight small letters, one per byte.
 */
public final class QuerySniffer {
    /** A first word that is no keyword of up to eight letters. */
    public static final long NONE = 0;

    public static final long KILL = keyword("kill");
    public static final long USE = keyword("use");
    public static final long CALL = keyword("call");
    public static final long EXECUTE = keyword("execute");

    public static final long SET = keyword("set");
    public static final long LOCK = keyword("lock");
    public static final long UNLOCK = keyword("unlock");
    private static final long ALTER = keyword("alter");
    public static final long CREATE = keyword("create");
    private static final long DROP = keyword("drop");
    private static final long RENAME = keyword("rename");
    private static final long TRUNCATE = keyword("truncate");
    private static final long REVERT = keyword("revert");
    private static final long SHOW = keyword("show");
    private static final long VTCTL = keyword("vtctl");
    private static final long EXPLAIN = keyword("explain");

    private QuerySniffer() {}

    /** The number that stands for a word of one to eight letters. */
    static long keyword(String word) {
        long packed = 0;
        for (int i = 0; i < word.length(); i++) {
            packed = packed << 8 | word.charAt(i);
        }
        return packed;
    }

    /**
     * Whether the text may hold a statement of ours.
     *
     * @param in where the text lies
     * @param index where it begins
     * @param length bytes
     */
    public static boolean maybeOurs(ByteBuf in, int index, int length) {
        int end = index + length;
        return isOurs(firstKeyword(in, index, length)) || namesOurs(in, index, end) || hasOursLater(in, index, end);
    }

    private static boolean isOurs(long word) {
        return word == SET
                || word == ALTER
                || word == CREATE
                || word == DROP
                || word == RENAME
                || word == TRUNCATE
                || word == REVERT
                || word == SHOW
                || word == USE
                || word == VTCTL
                || word == EXPLAIN
                || word == KILL;
    }

    /** The first word of the text, past blanks, semicolons and comments; {@link #NONE} if it is no keyword. */
    public static long firstKeyword(ByteBuf in, int index, int length) {
        int end = index + length;
        return wordAt(in, skipToWord(in, index, end), end);
    }

    private static long wordAt(ByteBuf in, int start, int end) {
        long packed = 0;
        for (int i = start; i < end; i++) {
            int lower = in.getByte(i) | 0x20;
            if (lower < 'a' || lower > 'z') {
                return isWordByte(in.getByte(i)) ? NONE : packed;
            }
            if (i - start == 8) {
                return NONE;
            }
            packed = packed << 8 | lower;
        }
        return packed;
    }

    private static boolean isWordByte(byte b) {
        int lower = b | 0x20;
        return (lower >= 'a' && lower <= 'z') || (b >= '0' && b <= '9') || b == '_' || b == '$' || b < 0;
    }

    private static int skipToWord(ByteBuf in, int start, int end) {
        int i = start;
        while (i < end) {
            byte b = in.getByte(i);
            if (b == ';' || b == '*' || isBlank(b)) {
                i++;
            } else if (b == '/' && i + 1 < end && in.getByte(i + 1) == '*') {
                i = afterComment(in, i + 2, end);
            } else if (b == '/') {
                i++;
            } else if (b == '#' || (b == '-' && i + 1 < end && in.getByte(i + 1) == '-')) {
                int eol = in.indexOf(i, end, (byte) '\n');
                i = eol < 0 ? end : eol + 1;
            } else {
                return i;
            }
        }
        return end;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || (b >= 9 && b <= 13);
    }

    /** Past the comment whose opening ends here; an executable one is entered, past its version number. */
    private static int afterComment(ByteBuf in, int start, int end) {
        int mark = start < end && in.getByte(start) == 'M' ? start + 1 : start;
        if (mark < end && in.getByte(mark) == '!') {
            int i = mark + 1;
            while (i < end && in.getByte(i) >= '0' && in.getByte(i) <= '9') {
                i++;
            }
            return i;
        }
        for (int i = start; i + 1 < end; i++) {
            i = in.indexOf(i, end - 1, (byte) '*');
            if (i < 0) {
                return end;
            }
            if (in.getByte(i + 1) == '/') {
                return i + 2;
            }
        }
        return end;
    }

    /** The names of our own that a statement of any kind may mention; each is told by its underscore. */
    private static boolean namesOurs(ByteBuf in, int start, int end) {
        for (int i = in.indexOf(start, end, (byte) '_'); i >= 0; i = in.indexOf(i + 1, end, (byte) '_')) {
            if (around(in, start, end, i, "ddl", "strategy")
                    || around(in, start, end, i, "migration", "context")
                    || around(in, start, end, i, "session", "uuid")
                    || around(in, start, end, i, "vitess", "")) {
                return true;
            }
        }
        return false;
    }

    private static boolean around(ByteBuf in, int start, int end, int underscore, String before, String after) {
        return underscore - before.length() >= start
                && underscore + after.length() < end
                && matches(in, underscore - before.length(), before)
                && matches(in, underscore + 1, after);
    }

    private static boolean matches(ByteBuf in, int index, String word) {
        for (int i = 0; i < word.length(); i++) {
            if ((in.getByte(index + i) | 0x20) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether one of our keywords stands anywhere after a semicolon that is not the last thing in the text. */
    private static boolean hasOursLater(ByteBuf in, int start, int end) {
        int semicolon = in.indexOf(start, end, (byte) ';');
        if (semicolon < 0 || in.forEachByte(semicolon, end - semicolon, AFTER_END) < 0) {
            return false;
        }
        boolean inWord = false;
        for (int i = semicolon; i < end; i++) {
            boolean wordByte = isWordByte(in.getByte(i));
            if (wordByte && !inWord && isOurs(wordAt(in, i, end))) {
                return true;
            }
            inWord = wordByte;
        }
        return false;
    }

    private static final ByteProcessor AFTER_END = b -> b == ';' || isBlank(b);
}
