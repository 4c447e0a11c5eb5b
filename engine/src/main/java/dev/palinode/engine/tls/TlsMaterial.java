package dev.palinode.engine.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** The certificates and keys of {@link TlsSettings}, in the forms that the JDK and the JDBC driver know. */
public final class TlsMaterial {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----", Pattern.DOTALL);
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
    private static final Map<String, String> SIGNATURES = Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");

    private final TlsSettings settings;
    private final Optional<KeyStore> trusted;
    private final Optional<KeyStore> own;
    private final char[] password;

    private TlsMaterial(TlsSettings settings, Optional<KeyStore> trusted, Optional<KeyStore> own, char[] password) {
        this.settings = settings;
        this.trusted = trusted;
        this.own = own;
        this.password = password;
    }

    /**
     * Reads the files; blocks.
     *
     * @throws IOException if one cannot be used; the message says which and why
     */
    public static TlsMaterial read(TlsSettings settings) throws IOException {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        char[] password = Base64.getEncoder().encodeToString(random).toCharArray();
        Optional<KeyStore> trusted = Optional.empty();
        Optional<KeyStore> own = Optional.empty();
        if (settings.ca().isPresent()) {
            trusted = Optional.of(authorities(settings.ca().get()));
        }
        if (settings.client().isPresent()) {
            own = Optional.of(keyAndChain(settings.client().get(), password));
        }
        return new TlsMaterial(settings, trusted, own, password);
    }

    private static KeyStore authorities(Path file) throws IOException {
        try {
            KeyStore store = empty();
            int number = 0;
            for (Certificate certificate : certificates(file)) {
                store.setCertificateEntry("ca" + number++, certificate);
            }
            return store;
        } catch (GeneralSecurityException e) {
            throw new IOException("no certificates in " + file + ": " + e.getMessage(), e);
        }
    }

    private static KeyStore keyAndChain(TlsSettings.Client files, char[] password) throws IOException {
        try {
            KeyStore store = empty();
            requirePair(files.cert(), files.key());
            Certificate[] chain = certificates(files.cert()).toArray(Certificate[]::new);
            store.setKeyEntry("client", key(files.key()), password, chain);
            return store;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use " + files.cert() + " with " + files.key() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Has a key sign something that the certificate must recognise. Nothing else notices two that do not belong
     * together, and who renews both writes one after the other.
     *
     * @param cert PEM; the first certificate counts
     * @param key PEM, in PKCS#8 without a password
     * @throws IOException if they do not belong together, or cannot be read
     */
    public static void requirePair(Path cert, Path key) throws IOException {
        try {
            PublicKey certified = certificates(cert).iterator().next().getPublicKey();
            PrivateKey secret = key(key);
            String algorithm = SIGNATURES.getOrDefault(secret.getAlgorithm(), secret.getAlgorithm());
            if (!certified.getAlgorithm().equals(secret.getAlgorithm()) || !signs(secret, certified, algorithm)) {
                throw new IOException("the certificate " + cert + " and the key " + key + " do not belong together");
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use " + cert + " with " + key + ": " + e.getMessage(), e);
        }
    }

    private static boolean signs(PrivateKey secret, PublicKey certified, String algorithm)
            throws GeneralSecurityException {
        byte[] probe = "palinode".getBytes(StandardCharsets.US_ASCII);
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(secret);
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(probe);
        return signature.verify(signed);
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> read =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (read.isEmpty()) {
                throw new IOException("no certificates in " + file);
            }
            return read;
        }
    }

    private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        Matcher pem = PKCS8.matcher(Files.readString(file, StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw new IOException("no key in PKCS#8 (\"BEGIN PRIVATE KEY\") without a password in " + file);
        }
        PKCS8EncodedKeySpec spec =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
        GeneralSecurityException last = new InvalidKeySpecException("no kind of key");
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                last = e;
            }
        }
        throw new IOException("the key in " + file + " is of none of the kinds " + ALGORITHMS, last);
    }

    /** What connections are made with; whether the host name is verified is for the connection to say. */
    public SSLContext context() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(), trust(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot set up TLS: " + e.getMessage(), e);
        }
    }

    private KeyManager[] keys() throws GeneralSecurityException {
        if (own.isEmpty()) {
            return new KeyManager[0];
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(own.get(), password);
        return factory.getKeyManagers();
    }

    private TrustManager[] trust() throws GeneralSecurityException {
        if (!settings.effectiveMode().verifies()) {
            return new TrustManager[] {new TrustAnybody()};
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted.orElse(null));
        return factory.getTrustManagers();
    }

    Optional<KeyStore> trusted() {
        return trusted;
    }

    Optional<KeyStore> own() {
        return own;
    }

    char[] password() {
        return password.clone();
    }
}
