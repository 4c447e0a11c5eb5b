package dev.palinode.proxy.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;

/**
 * The key with which clients without TLS send a password for caching_sha2_password's full exchange, and the use of a
 * server's such key. Making one takes some 0.2 s.
 */
public final class RsaKeys {
    private static final int BITS = 2048;

    /** What MySQL uses: OAEP with SHA-1 for both of its hashes. */
    private static final String CIPHER = "RSA/ECB/OAEPWithSHA-1AndMGF1Padding";

    private static final String PEM_BEGIN = "-----BEGIN PUBLIC KEY-----\n";
    private static final String PEM_END = "\n-----END PUBLIC KEY-----\n";

    private final KeyPair pair;

    private RsaKeys(KeyPair pair) {
        this.pair = pair;
    }

    /** Makes a new key. */
    public static RsaKeys generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            return new RsaKeys(generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot make RSA keys", e);
        }
    }

    /** The public key as PEM. */
    byte[] publicPem() {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(pair.getPublic().getEncoded());
        return (PEM_BEGIN + body + PEM_END).getBytes(StandardCharsets.US_ASCII);
    }

    /** The password in what a client sent; empty if it was not made with our key. */
    Optional<String> decrypt(byte[] secret, byte[] nonce) {
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.DECRYPT_MODE, pair.getPrivate());
            byte[] clear = AuthMethod.xor(cipher.doFinal(secret), nonce);
            int end = clear.length > 0 && clear[clear.length - 1] == 0 ? clear.length - 1 : clear.length;
            return Optional.of(new String(clear, 0, end, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /**
     * A password for a server, under the server's key.
     *
     * @throws GeneralSecurityException if the PEM holds no RSA key
     */
    static byte[] encrypt(byte[] pem, String password, byte[] nonce) throws GeneralSecurityException {
        String body = new String(pem, StandardCharsets.US_ASCII).replaceAll("-----[A-Z ]+-----", "");
        PublicKey key;
        try {
            key = KeyFactory.getInstance("RSA")
                    .generatePublic(
                            new X509EncodedKeySpec(Base64.getMimeDecoder().decode(body)));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("not a PEM", e);
        }
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(Cipher.ENCRYPT_MODE, key);
        byte[] clear = (password + "\0").getBytes(StandardCharsets.UTF_8);
        return cipher.doFinal(AuthMethod.xor(clear, nonce));
    }
}
