package dev.palinode.proxy.auth;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The SHA-256 variant of crypt(3) as Ulrich Drepper specified it, with the one difference that MySQL makes: salts of up
 * to 20 bytes, of any value. The comments name the steps of that specification.
 */
final class Sha256Crypt {
    private static final int LENGTH = 32;
    private static final String DIGITS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private Sha256Crypt() {}

    /** The hash in crypt's own base 64, 43 characters. */
    static String hash(byte[] password, byte[] salt, int rounds) {
        MessageDigest digest = sha256();
        // Steps 4 to 8.
        digest.update(password);
        digest.update(salt);
        byte[] other = digest.digest(password);
        // Steps 1 to 3, and 9 to 12.
        digest.update(password);
        digest.update(salt);
        digest.update(repeated(other, password.length));
        for (int bits = password.length; bits > 0; bits >>= 1) {
            digest.update((bits & 1) == 1 ? other : password);
        }
        byte[] sum = digest.digest();
        byte[] p = repeated(ofCopies(digest, password, password.length), password.length);
        byte[] s = repeated(ofCopies(digest, salt, 16 + (sum[0] & 0xFF)), salt.length);
        for (int round = 0; round < rounds; round++) {
            sum = round(digest, round, sum, p, s);
        }
        return text(sum);
    }

    /** Step 21. */
    private static byte[] round(MessageDigest digest, int round, byte[] sum, byte[] p, byte[] s) {
        boolean odd = round % 2 == 1;
        digest.update(odd ? p : sum);
        if (round % 3 != 0) {
            digest.update(s);
        }
        if (round % 7 != 0) {
            digest.update(p);
        }
        return digest.digest(odd ? sum : p);
    }

    /** Steps 13 to 15, and 17 to 19. */
    private static byte[] ofCopies(MessageDigest digest, byte[] bytes, int copies) {
        for (int i = 0; i < copies; i++) {
            digest.update(bytes);
        }
        return digest.digest();
    }

    private static byte[] repeated(byte[] block, int length) {
        byte[] out = new byte[length];
        for (int at = 0; at < length; at += LENGTH) {
            System.arraycopy(block, 0, out, at, Math.min(LENGTH, length - at));
        }
        return out;
    }

    /** Step 22: three bytes to four digits, in an order that turns by one byte from group to group. */
    private static String text(byte[] sum) {
        StringBuilder out = new StringBuilder(43);
        int a = 0;
        int b = 10;
        int c = 20;
        for (int group = 0; group < 10; group++) {
            digits(out, (sum[a] & 0xFF) << 16 | (sum[b] & 0xFF) << 8 | (sum[c] & 0xFF), 4);
            int last = c;
            c = b + 1;
            b = a + 1;
            a = last + 1;
        }
        digits(out, (sum[31] & 0xFF) << 8 | (sum[30] & 0xFF), 3);
        return out.toString();
    }

    private static void digits(StringBuilder out, int value, int count) {
        int rest = value;
        for (int i = 0; i < count; i++) {
            out.append(DIGITS.charAt(rest & 0x3F));
            rest >>= 6;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}
