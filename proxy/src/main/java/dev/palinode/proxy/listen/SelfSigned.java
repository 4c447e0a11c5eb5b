package dev.palinode.proxy.listen;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A key and a certificate that vouches for itself, made by the JDK's keytool, as no public class of the JDK can. It
 * encrypts; it proves nothing, so no client can verify it.
 *
 * @param key RSA with 2048 bits, which every client knows
 */
record SelfSigned(PrivateKey key, X509Certificate certificate) {
    private static final String ALIAS = "palinode";
    private static final String PASSWORD_VARIABLE = "PALINODE_KEYTOOL_PASSWORD";
    private static final int DAYS = 3650;
    private static final int LIMIT_SECONDS = 60;

    /** Makes them; takes a second, and blocks. */
    static SelfSigned make() throws TlsFault {
        try {
            Path directory = Files.createTempDirectory("palinode-tls-");
            Path store = directory.resolve("store.p12");
            try {
                // The file is gone in a moment, and this keeps it closed to others until then.
                String password = new BigInteger(128, new SecureRandom()).toString(Character.MAX_RADIX);
                keytool(store, password);
                return read(store, password.toCharArray());
            } finally {
                Files.deleteIfExists(store);
                Files.deleteIfExists(directory);
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new TlsFault("cannot make a certificate: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TlsFault("interrupted while making a certificate", e);
        }
    }

    private static void keytool(Path store, String password) throws IOException, InterruptedException {
        String program =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> command = List.of(
                program,
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=Palinode self-signed",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1,ip:::1",
                "-validity",
                String.valueOf(DAYS),
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass:env",
                PASSWORD_VARIABLE);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(Map.of(PASSWORD_VARIABLE, password));
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("keytool failed: " + said);
        }
    }

    private static SelfSigned read(Path store, char[] password) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, password);
            return new SelfSigned(
                    (PrivateKey) keys.getKey(ALIAS, password), (X509Certificate) keys.getCertificate(ALIAS));
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "SelfSigned";
    }
}
