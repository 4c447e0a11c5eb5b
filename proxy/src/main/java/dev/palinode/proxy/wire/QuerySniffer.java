package dev.palinode.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/**
 * Says of a statement, where it lies and without allocation, whether it may be one of ours. It errs on one side only: a
 * statement of ours is always seen, and one that is not may get a closer look for nothing.
 *
 * <p>Keywords are compared as numbers: their last eight letters, small ones, one per byte.
 */
public final class QuerySniffer {
    /** A first word that is no keyword. */
    public static final long NONE = 0;

    public static final long KILL = keyword("kill");
    public static final long USE = keyword("use");
    public static final long CALL = keyword("call");
    public static final long EXECUTE = keyword("execute");

    public static final long SET = keyword("set");
    public static final long LOCK = keyword("lock");
    public static final long UNLOCK = keyword("unlock");
    public static final long HANDLER = keyword("handler");
    public static final long XA = keyword("xa");
    public static final long FLUSH = keyword("flush");
    public static final long BACKUP = keyword("backup");
    public static final long LOAD = keyword("load");
    public static final long BEGIN = keyword("begin");
    public static final long IF = keyword("if");
    public static final long CASE = keyword("case");
    public static final long LOOP = keyword("loop");
    public static final long WHILE = keyword("while");
    public static final long REPEAT = keyword("repeat");
    public static final long FOR = keyword("for");
    public static final long DECLARE = keyword("declare");
    public static final long COMMIT = keyword("commit");
    public static final long ROLLBACK = keyword("rollback");
    public static final long SELECT = keyword("select");
    public static final long INSERT = keyword("insert");
    public static final long UPDATE = keyword("update");
    public static final long DELETE = keyword("delete");
    public static final long REPLACE = keyword("replace");
    public static final long WITH = keyword("with");
    public static final long START = keyword("start");
    public static final long ALTER = keyword("alter");
    public static final long CREATE = keyword("create");
    public static final long DROP = keyword("drop");
    private static final long RENAME = keyword("rename");
    private static final long TRUNCATE = keyword("truncate");
    private static final long REVERT = keyword("revert");
    public static final long SHOW = keyword("show");
    public static final long VTCTL = keyword("vtctl");
    private static final long EXPLAIN = keyword("explain");
    private static final long PREPARE = keyword("prepare");
    private static final long DEALLOCATE = keyword("deallocate");

    private QuerySniffer() {}

    /** The number that stands for a word of letters. */
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
                || word == KILL
                || word == PREPARE
                || word == EXECUTE
                || word == DEALLOCATE;
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

    /** Whether a statement stands behind another one. */
    public static boolean isSeveral(ByteBuf in, int start, int end) {
        int semicolon = in.indexOf(start, end, (byte) ';');
        return semicolon >= 0 && in.forEachByte(semicolon, end - semicolon, AFTER_END) >= 0;
    }

    /**
     * Whether a text may assign to a user variable without SET; whatever stands in quotes counts as well, and so does what may
     * be a comment in front of the variable.
     */
    public static boolean mayAssign(ByteBuf in, int start, int end) {
        if (in.indexOf(start, end, (byte) '@') < 0) {
            return false;
        }
        for (int i = in.indexOf(start, end, (byte) ':'); i >= 0; i = in.indexOf(i + 1, end, (byte) ':')) {
            if (i + 1 < end && in.getByte(i + 1) == '=') {
                return true;
            }
        }
        for (int i = in.indexOf(start, end, (byte) '@'); i >= 0; i = in.indexOf(i + 1, end, (byte) '@')) {
            int before = i;
            boolean newline = false;
            while (before > start && isBlank(in.getByte(before - 1))) {
                before--;
                newline |= in.getByte(before) == '\n';
            }
            boolean comment = newline || (before > start && in.getByte(before - 1) == '/');
            if (comment || (before - 4 >= start && matches(in, before - 4, "into"))) {
                return true;
            }
        }
        return false;
    }

    private static final ByteProcessor AFTER_END = b -> b == ';' || isBlank(b);
}
