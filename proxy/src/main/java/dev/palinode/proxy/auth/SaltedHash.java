package dev.palinode.proxy.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;

/**
 * A password as MySQL stores it for caching_sha2_password: <code>$A$ROUNDS$</code>, 20 bytes of salt, 43 characters of
 * hash; ROUNDS is three hexadecimal digits that count thousands.
 *
 * <p>Checking a password takes some milliseconds, on purpose.
 */
public final class SaltedHash {
    private static final int SALT = 20;
    private static final int HASH = 43;
    private static final String PREFIX = "$A$";
    private static final int HEAD = PREFIX.length() + 4;
    private static final int THOUSAND = 1000;

    /** What MySQL 9 makes. */
    private static final int OWN_THOUSANDS = 10;

    private static final String SALT_CHARACTERS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /** A hash of nothing that anybody could type, for a check whose time shall tell nothing. */
    static final SaltedHash OF_NOBODY =
            new SaltedHash(OWN_THOUSANDS, new byte[SALT], "-".repeat(HASH).getBytes(StandardCharsets.US_ASCII));

    private final int thousands;
    private final byte[] salt;
    private final byte[] hash;

    private SaltedHash(int thousands, byte[] salt, byte[] hash) {
        this.thousands = thousands;
        this.salt = salt;
        this.hash = hash;
    }

    /** Makes a hash, with a salt of printable characters. */
    public static SaltedHash of(String password, SecureRandom random) {
        byte[] salt = new byte[SALT];
        for (int i = 0; i < SALT; i++) {
            salt[i] = (byte) SALT_CHARACTERS.charAt(random.nextInt(SALT_CHARACTERS.length()));
        }
        return new SaltedHash(OWN_THOUSANDS, salt, compute(password, salt, OWN_THOUSANDS));
    }

    /** Reads MySQL's text, also in the form 0x… of {@code print_identified_with_as_hex}; empty if it is neither. */
    public static Optional<SaltedHash> parse(String text) {
        Objects.requireNonNull(text, "text");
        if (text.startsWith("0x")) {
            try {
                byte[] bytes = HexFormat.of().parseHex(text, 2, text.length());
                return ofText(new String(bytes, StandardCharsets.ISO_8859_1));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
        return ofText(text);
    }

    private static Optional<SaltedHash> ofText(String text) {
        if (text.length() != HEAD + SALT + HASH || !text.matches("(?s)\\$A\\$[0-9A-Fa-f]{3}\\$[\\x00-\\xFF]*")) {
            return Optional.empty();
        }
        int thousands = Integer.parseInt(text.substring(PREFIX.length(), HEAD - 1), 16);
        if (thousands == 0) {
            return Optional.empty();
        }
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        byte[] salt = Arrays.copyOfRange(bytes, HEAD, HEAD + SALT);
        return Optional.of(new SaltedHash(thousands, salt, Arrays.copyOfRange(bytes, HEAD + SALT, bytes.length)));
    }

    private static byte[] compute(String password, byte[] salt, int thousands) {
        return Sha256Crypt.hash(password.getBytes(StandardCharsets.UTF_8), salt, thousands * THOUSAND)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether it is the hash of this password. */
    boolean matches(String password) {
        return MessageDigest.isEqual(hash, compute(password, salt, thousands));
    }

    /** The text for a users file, which MySQL takes as well. */
    public String text() {
        return PREFIX + String.format("%03X", thousands) + "$" + new String(salt, StandardCharsets.ISO_8859_1)
                + new String(hash, StandardCharsets.US_ASCII);
    }

    /** Without salt and hash. */
    @Override
    public String toString() {
        return "SaltedHash";
    }
}
