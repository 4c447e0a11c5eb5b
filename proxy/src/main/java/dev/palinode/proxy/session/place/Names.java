package dev.palinode.proxy.session.place;

import io.netty.buffer.ByteBuf;

/** Looks for a name in a text where it lies. */
final class Names {
    private Names() {}

    /** Whether the bytes hold the name, in whatever case of ASCII letters; a name of other letters is always found. */
    static boolean contain(ByteBuf in, int start, int end, String name) {
        int length = name.length();
        for (int k = 0; k < length; k++) {
            if (name.charAt(k) >= 0x80) {
                return true;
            }
        }
        byte first = lower((byte) name.charAt(0));
        for (int i = start; i <= end - length; i++) {
            if (lower(in.getByte(i)) == first && matches(in, i, name)) {
                return true;
            }
        }
        return false;
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
