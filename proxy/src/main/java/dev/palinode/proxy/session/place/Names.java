package dev.palinode.proxy.session.place;

import io.netty.buffer.ByteBuf;

/** Looks for a name in a text where it lies. */
final class Names {
    private Names() {}

    /** Bytes of a text above which a name has to stand in front of a dot: who reads it wholly holds up other sessions. */
    private static final int LONG = 1 << 16;

    /**
     * Whether the bytes hold the name as a word, in whatever case of ASCII letters; a name of other letters is always found. In
     * a long text a table's has to follow.
     */
    static boolean contain(ByteBuf in, int start, int end, String name) {
        int length = name.length();
        for (int k = 0; k < length; k++) {
            if (name.charAt(k) >= 0x80) {
                return true;
            }
        }
        byte first = lower((byte) name.charAt(0));
        boolean qualifies = end - start > LONG;
        for (int i = start; i <= end - length; i++) {
            if (lower(in.getByte(i)) == first
                    && matches(in, i, name)
                    && (i == start || !isPart(in.getByte(i - 1)))
                    && isEnd(in, i + length, end, qualifies)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEnd(ByteBuf in, int behind, int end, boolean qualifies) {
        int i = behind;
        if (i == end || isPart(in.getByte(i))) {
            return i == end && !qualifies;
        }
        while (qualifies && i < end && (in.getByte(i) == '`' || in.getByte(i) == '"' || isBlank(in.getByte(i)))) {
            i++;
        }
        // A comment may stand in front of the dot.
        return !qualifies || (i < end && "./-#".indexOf(in.getByte(i)) >= 0);
    }

    private static boolean isBlank(byte b) {
        return b >= 0 && b <= ' ';
    }

    private static boolean isPart(byte b) {
        byte small = lower(b);
        return (small >= 'a' && small <= 'z') || (b >= '0' && b <= '9') || b == '_' || b == '$' || b < 0;
    }

    private static boolean matches(ByteBuf in, int at, String name) {
        for (int k = 1; k < name.length(); k++) {
            if (lower(in.getByte(at + k)) != lower((byte) name.charAt(k))) {
                return false;
            }
        }
        return true;
    }

    private static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }
}
