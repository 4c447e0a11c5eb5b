package dev.palinode.proxy.auth;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the proxy knows of a user's password: the password itself, or hashes, of which one has to match (two while a
 * password is being changed). Safe for many threads. Never printed.
 *
 * <p>A hash with salt cannot check the short proof of caching_sha2_password; it learns to by the first password that
 * it has seen to be right, as MySQL's cache does.
 */
public final class Credential {
    private static final Pattern NATIVE = Pattern.compile("\\*[0-9A-Fa-f]{40}");
    private static final Pattern SHA2 = Pattern.compile("[0-9A-Fa-f]{64}");

    private final List<Stored> alternatives;
    private final boolean empty;
    private final boolean nobody;

    private Credential(List<Stored> alternatives, boolean empty, boolean nobody) {
        this.alternatives = List.copyOf(alternatives);
        this.empty = empty;
        this.nobody = nobody;
    }

    /** The password itself is known; it may be empty. */
    public static Credential ofPassword(String password) {
        Stored all = new Stored(
                Optional.of(AuthMethod.NATIVE.twice(password)),
                Optional.of(AuthMethod.CACHING_SHA2.twice(password)),
                Optional.empty());
        return new Credential(List.of(all), password.isEmpty(), false);
    }

    /**
     * Only hashes are known: {@code $A$…} or its hexadecimal form, {@code *} and 40 hexadecimal digits
     * (mysql_native_password), or 64 hexadecimal digits (SHA-256 of SHA-256).
     *
     * @throws IllegalArgumentException if one of them is no hash; its text is not in the message
     */
    public static Credential ofHashes(List<String> hashes) {
        return new Credential(hashes.stream().map(Credential::stored).toList(), false, false);
    }

    private static Stored stored(String hash) {
        if (NATIVE.matcher(hash).matches()) {
            return new Stored(
                    Optional.of(HexFormat.of().parseHex(hash.substring(1))), Optional.empty(), Optional.empty());
        }
        if (SHA2.matcher(hash).matches()) {
            return new Stored(Optional.empty(), Optional.of(HexFormat.of().parseHex(hash)), Optional.empty());
        }
        return SaltedHash.parse(hash)
                .map(salted -> new Stored(Optional.empty(), Optional.empty(), Optional.of(salted)))
                .orElseThrow(() -> new IllegalArgumentException("not a hash of a password"));
    }

    /** One that nobody has, and that answers in the same steps as this one. */
    public Credential ofNobody() {
        return new Credential(alternatives, false, true);
    }

    /** Whether the password is known to be empty. */
    boolean isEmpty() {
        return empty;
    }

    /** Whether a proof by this method that is not right is certainly wrong. */
    boolean decides(AuthMethod method) {
        return alternatives.stream().allMatch(stored -> stored.given(method).isPresent());
    }

    /** Whether the proof was made with the password. */
    boolean isProof(AuthMethod method, byte[] proof, byte[] nonce) {
        boolean right = false;
        for (Stored stored : alternatives) {
            Optional<byte[]> twice = stored.twice(method);
            right |= twice.isPresent() && method.isProof(proof, twice.get(), nonce);
        }
        return right && !nobody;
    }

    /** Whether it is the password. Takes some milliseconds, whatever is known of it. */
    boolean isPassword(String given) {
        boolean right = false;
        boolean salted = false;
        for (Stored stored : alternatives) {
            salted |= stored.salted.isPresent();
            right |= stored.matches(given) && !nobody && stored.learn(given);
        }
        if (!salted) {
            right |= SaltedHash.OF_NOBODY.matches(given);
        }
        return right;
    }

    @Override
    public String toString() {
        return "Credential";
    }

    /** One form in which the password is known. */
    private static final class Stored {
        private final Optional<byte[]> nativeTwice;
        private final Optional<byte[]> sha2Twice;
        private final Optional<SaltedHash> salted;
        private volatile Optional<byte[]> learnt = Optional.empty();

        Stored(Optional<byte[]> nativeTwice, Optional<byte[]> sha2Twice, Optional<SaltedHash> salted) {
            this.nativeTwice = nativeTwice;
            this.sha2Twice = sha2Twice;
            this.salted = salted;
        }

        Optional<byte[]> given(AuthMethod method) {
            return method == AuthMethod.NATIVE ? nativeTwice : sha2Twice;
        }

        Optional<byte[]> twice(AuthMethod method) {
            return method == AuthMethod.CACHING_SHA2 ? sha2Twice.or(() -> learnt) : nativeTwice;
        }

        boolean matches(String password) {
            if (salted.isPresent()) {
                return salted.get().matches(password);
            }
            AuthMethod method = sha2Twice.isPresent() ? AuthMethod.CACHING_SHA2 : AuthMethod.NATIVE;
            return MessageDigest.isEqual(twice(method).orElseThrow(), method.twice(password));
        }

        boolean learn(String password) {
            learnt = Optional.of(AuthMethod.CACHING_SHA2.twice(password));
            return true;
        }
    }
}
