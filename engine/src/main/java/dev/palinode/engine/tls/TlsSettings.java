package dev.palinode.engine.tls;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * TLS to one server.
 *
 * @param mode how much; empty where nothing was said
 * @param ca PEM with the authorities that are trusted; empty for those that the JDK trusts
 * @param client what we show the server
 */
public record TlsSettings(Optional<TlsMode> mode, Optional<Path> ca, Optional<Client> client) {
    /** The one that is no file. */
    public static final String MODE = "ssl-mode";

    /** What can be said. */
    public static final List<String> NAMES = List.of(MODE, "ssl-ca", "ssl-cert", "ssl-key");

    /** Nothing was said. */
    public static final TlsSettings UNSAID = new TlsSettings(Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * A client certificate, as PEM files.
     *
     * @param cert the certificate, followed by those between it and its authority
     * @param key its private key in PKCS#8, not encrypted
     */
    public record Client(Path cert, Path key) {}

    public TlsSettings {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(ca, "ca");
        Objects.requireNonNull(client, "client");
    }

    /**
     * Reads settings by their names.
     *
     * @throws IllegalArgumentException if they make no sense; the message is one sentence
     */
    public static TlsSettings of(Map<String, String> settings) {
        Optional<String> mode = Optional.ofNullable(settings.get(MODE));
        Optional<TlsMode> read = mode.flatMap(TlsMode::parse);
        if (mode.isPresent() && read.isEmpty()) {
            throw new IllegalArgumentException(
                    "ssl-mode is one of DISABLED, PREFERRED, REQUIRED, VERIFY_CA, VERIFY_IDENTITY, not " + mode.get());
        }
        if (settings.containsKey("ssl-ca") && read.filter(TlsMode::verifies).isEmpty()) {
            throw new IllegalArgumentException("ssl-ca says nothing without ssl-mode VERIFY_CA or VERIFY_IDENTITY");
        }
        Optional<Path> ca = file("ssl-ca", settings);
        Optional<Path> cert = file("ssl-cert", settings);
        Optional<Path> key = file("ssl-key", settings);
        if (cert.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("ssl-cert and ssl-key belong together: one of them is missing");
        }
        return new TlsSettings(read, ca, cert.flatMap(one -> key.map(other -> new Client(one, other))));
    }

    private static Optional<Path> file(String name, Map<String, String> settings) {
        Optional<Path> file = Optional.ofNullable(settings.get(name)).map(Path::of);
        if (file.isPresent() && !(Files.isReadable(file.get()) && Files.isRegularFile(file.get()))) {
            throw new IllegalArgumentException(name + ": cannot read the file " + file.get());
        }
        return file;
    }

    /** As MySQL's clients: where nothing was said, TLS if the server has it. */
    public TlsMode effectiveMode() {
        return mode.orElse(TlsMode.PREFERRED);
    }
}
