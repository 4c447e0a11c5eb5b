package dev.palinode.proxy.session.command;

import dev.palinode.proxy.gate.IdentifierFilter;
import dev.palinode.proxy.wire.QuerySniffer;
import io.netty.buffer.ByteBuf;

/** Tells from a text that is not looked at any closer whether it may leave something in its session. Errs towards yes. */
public final class StateSigns {
    private static final long GET_LOCK = IdentifierFilter.bits("get_lock");
    private static final long RELEASE_ALL_LOCKS = IdentifierFilter.bits("release_all_locks");

    /** A BEGIN that is longer than this may begin a block. */
    private static final int LONGEST_BEGIN = 32;

    private StateSigns() {}

    /**
     * Whether the text should be read.
     *
     * @param filter of its words
     */
    public static boolean areIn(ByteBuf in, int index, int length, long filter) {
        return isState(QuerySniffer.firstKeyword(in, index, length), length)
                || mayLock(filter)
                || QuerySniffer.mayAssign(in, index, index + length)
                || QuerySniffer.isSeveral(in, index, index + length);
    }

    /** Whether a text with the words of a filter may call GET_LOCK or release all such locks. */
    public static boolean mayLock(long filter) {
        return IdentifierFilter.mayContain(filter, GET_LOCK) || IdentifierFilter.mayContain(filter, RELEASE_ALL_LOCKS);
    }

    private static boolean isState(long word, int length) {
        return word == QuerySniffer.LOCK
                || word == QuerySniffer.UNLOCK
                || word == QuerySniffer.FLUSH
                || word == QuerySniffer.BACKUP
                || word == QuerySniffer.HANDLER
                || word == QuerySniffer.XA
                || word == QuerySniffer.CALL
                || word == QuerySniffer.LOAD
                || word == QuerySniffer.NONE
                || isBlock(word)
                || (word == QuerySniffer.BEGIN && length > LONGEST_BEGIN);
    }

    private static boolean isBlock(long word) {
        return word == QuerySniffer.IF
                || word == QuerySniffer.CASE
                || word == QuerySniffer.LOOP
                || word == QuerySniffer.WHILE
                || word == QuerySniffer.REPEAT
                || word == QuerySniffer.FOR
                || word == QuerySniffer.DECLARE;
    }
}
