package dev.palinode.proxy.listen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.Optional;

/** Keys and certificates of tests' own making, as PEM files. */
public final class TestKeys {
    private TestKeys() {}

    /** Writes cert.pem and key.pem, which vouch for localhost; over what is there. */
    public static ListenerTls.Files write(Path directory) throws IOException {
        try {
            SelfSigned made = SelfSigned.make();
            Path cert = pem(
                    directory.resolve("cert.pem"),
                    "CERTIFICATE",
                    made.certificate().getEncoded());
            Path key =
                    pem(directory.resolve("key.pem"), "PRIVATE KEY", made.key().getEncoded());
            return new ListenerTls.Files(cert, key);
        } catch (TlsFault | CertificateEncodingException e) {
            throw new IOException(e);
        }
    }

    private static Path pem(Path file, String what, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
    }

    /** TLS with these files, or with a certificate that is made. */
    public static ServerTls tls(Optional<ListenerTls.Files> files) throws TlsFault {
        return ServerTls.open(new ListenerTls(files, Optional.empty(), ListenerTls.DEFAULT_MIN_VERSION));
    }
}
