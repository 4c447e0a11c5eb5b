package dev.palinode.proxy.listen;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * TLS towards the clients.
 *
 * @param files key and certificate; empty for ones that are made at the start, which no client can verify
 * @param clientCa PEM of the authorities that client certificates have to be from; where it is empty, none are asked for
 * @param minVersion {@code TLSv1.2} or {@code TLSv1.3}
 */
public record ListenerTls(Optional<Files> files, Optional<Path> clientCa, String minVersion) {
    /** What every server speaks. */
    public static final String DEFAULT_MIN_VERSION = "TLSv1.2";

    /**
     * PEM files.
     *
     * @param cert the certificate, followed by those between it and its authority
     * @param key the private key in PKCS#8, not encrypted
     */
    public record Files(Path cert, Path key) {}

    public ListenerTls {
        Objects.requireNonNull(files, "files");
        Objects.requireNonNull(clientCa, "clientCa");
        Objects.requireNonNull(minVersion, "minVersion");
    }
}
