package dev.palinode.shell.launch.access;

import dev.palinode.proxy.config.SecurityKey;
import dev.palinode.proxy.config.SecuritySettings;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of {@code serve} that say who may connect, and how. */
public final class SecurityOptions {
    @Option(
            names = "--users",
            paramLabel = "FILE",
            description = "YAML with the users, their hashes, roles and hosts (docs/security.md). It is read again when"
                    + " it changes. Without it the only user is that of the backends.")
    private Optional<String> users = Optional.empty();

    @Option(
            names = "--tls",
            paramLabel = "auto",
            description = "Offer TLS with a certificate that is made at the start, and that no client can verify.")
    private Optional<String> tls = Optional.empty();

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description =
                    "Offer TLS with this certificate (PEM, with those above it). It is read again when it changes.")
    private Optional<String> cert = Optional.empty();

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its private key: PEM, PKCS#8, no password.")
    private Optional<String> key = Optional.empty();

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description = "Ask clients for certificates, and refuse those that are not from these authorities.")
    private Optional<String> ca = Optional.empty();

    @Option(names = "--tls-min-version", paramLabel = "VERSION", description = "TLSv1.2 or TLSv1.3. Default: TLSv1.2")
    private Optional<String> minVersion = Optional.empty();

    @Option(names = "--require-secure-transport", description = "Refuse clients without TLS, with error 3159.")
    private boolean required;

    @Option(
            names = "--proxy-protocol-networks",
            paramLabel = "NETWORK",
            split = ",",
            description = "Load balancers, such as 10.0.0.0/8, whose connections begin with a header of the PROXY"
                    + " protocol, version 1 or 2. Default: none")
    private List<String> balancers = List.of();

    /** For picocli. */
    public SecurityOptions() {}

    /** What was said. */
    public SecuritySettings settings() {
        Map<SecurityKey, List<String>> said = new EnumMap<>(SecurityKey.class);
        put(said, SecurityKey.USERS, users);
        put(said, SecurityKey.TLS, tls);
        put(said, SecurityKey.TLS_CERT, cert);
        put(said, SecurityKey.TLS_KEY, key);
        put(said, SecurityKey.TLS_CA, ca);
        put(said, SecurityKey.TLS_MIN_VERSION, minVersion);
        put(said, SecurityKey.REQUIRE_SECURE_TRANSPORT, required ? Optional.of("true") : Optional.empty());
        if (!balancers.isEmpty()) {
            said.put(SecurityKey.PROXY_PROTOCOL_NETWORKS, balancers);
        }
        return SecuritySettings.ofFlags(said);
    }

    private static void put(Map<SecurityKey, List<String>> said, SecurityKey key, Optional<String> value) {
        value.ifPresent(text -> said.put(key, List.of(text)));
    }
}
