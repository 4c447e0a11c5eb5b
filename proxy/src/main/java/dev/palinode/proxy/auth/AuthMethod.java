package dev.palinode.proxy.auth;

import dev.palinode.proxy.wire.Octets;
import dev.palinode.proxy.wire.login.HandshakePacket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/** How a password is proven without being sent: MySQL's authentication plugins that the proxy knows. */
enum AuthMethod {
    /** {@code SHA1(p) XOR SHA1(nonce, SHA1(SHA1(p)))}. */
    NATIVE("mysql_native_password", "SHA-1", 20) {
        @Override
        byte[] mixed(MessageDigest digest, byte[] twice, byte[] nonce) {
            digest.update(nonce, 0, HandshakePacket.NONCE);
            return digest.digest(twice);
        }
    },
    /** {@code SHA256(p) XOR SHA256(SHA256(SHA256(p)), nonce)}. */
    CACHING_SHA2("caching_sha2_password", "SHA-256", 32) {
        @Override
        byte[] mixed(MessageDigest digest, byte[] twice, byte[] nonce) {
            digest.update(twice);
            digest.update(nonce, 0, HandshakePacket.NONCE);
            return digest.digest();
        }
    };

    private final String plugin;
    private final String algorithm;
    private final int proofLength;

    AuthMethod(String plugin, String algorithm, int proofLength) {
        this.plugin = plugin;
        this.algorithm = algorithm;
        this.proofLength = proofLength;
    }

    abstract byte[] mixed(MessageDigest digest, byte[] twice, byte[] nonce);

    /** The plugin's name in the protocol. */
    String plugin() {
        return plugin;
    }

    /** Bytes of a proof of a password that is not empty. */
    int proofLength() {
        return proofLength;
    }

    static Optional<AuthMethod> ofPlugin(String name) {
        for (AuthMethod method : values()) {
            if (method.plugin.equals(name)) {
                return Optional.of(method);
            }
        }
        return Optional.empty();
    }

    /** The proof of a password; empty for the empty password. */
    Octets proof(String password, byte[] nonce) {
        if (password.isEmpty()) {
            return Octets.NONE;
        }
        MessageDigest digest = digest();
        byte[] once = digest.digest(password.getBytes(StandardCharsets.UTF_8));
        byte[] twice = digest.digest(once);
        return Octets.of(xor(once, mixed(digest, twice, nonce)));
    }

    /** The hash of the hash of a password, by which a proof can be checked, and none be made. */
    byte[] twice(String password) {
        MessageDigest digest = digest();
        return digest.digest(digest.digest(password.getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether a proof was made with the password of which this is the hash of the hash. */
    boolean isProof(byte[] proof, byte[] twice, byte[] nonce) {
        if (proof.length != proofLength) {
            return false;
        }
        MessageDigest digest = digest();
        byte[] once = xor(proof, mixed(digest, twice, nonce));
        return MessageDigest.isEqual(digest.digest(once), twice);
    }

    private MessageDigest digest() {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no " + algorithm, e);
        }
    }

    /** Bytes combined with a key, which is repeated as often as needed. */
    static byte[] xor(byte[] bytes, byte[] key) {
        byte[] out = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            out[i] = (byte) (bytes[i] ^ key[i % key.length]);
        }
        return out;
    }
}
