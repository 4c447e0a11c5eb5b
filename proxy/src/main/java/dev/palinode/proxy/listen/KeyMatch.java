package dev.palinode.proxy.listen;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a certificate and a key belong together. Netty takes any two; and who renews both writes one after the other,
 * so that between the two every handshake would fail.
 */
final class KeyMatch {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----", Pattern.DOTALL);
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    private KeyMatch() {}

    /**
     * Has the key sign something that the certificate must recognise. A key of a kind that is not known here passes.
     *
     * @throws TlsFault if they do not belong together, or cannot be read
     */
    static void check(ListenerTls.Files files) throws TlsFault {
        try {
            PublicKey certified = certified(files.cert());
            String algorithm = SIGNATURES.get(certified.getAlgorithm());
            Matcher key = KEY.matcher(Files.readString(files.key(), StandardCharsets.ISO_8859_1));
            if (algorithm != null && key.find() && !match(certified, algorithm, key.group(1))) {
                throw mismatch(files);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new TlsFault("cannot read " + files.cert() + " and " + files.key() + ": " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new TlsFault(mismatch(files).getMessage() + " (" + e.getMessage() + ")", e);
        }
    }

    private static TlsFault mismatch(ListenerTls.Files files) {
        return new TlsFault(
                "the certificate " + files.cert() + " and the key " + files.key() + " do not belong together");
    }

    /** The key of the first certificate, which is the server's own. */
    private static PublicKey certified(Path file) throws IOException, GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)))
                .getPublicKey();
    }

    private static boolean match(PublicKey certified, String algorithm, String key) throws GeneralSecurityException {
        byte[] encoded = Base64.getMimeDecoder().decode(key);
        byte[] probe = "palinode".getBytes(StandardCharsets.US_ASCII);
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(
                KeyFactory.getInstance(certified.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(encoded)));
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(probe);
        return signature.verify(signed);
    }
}
