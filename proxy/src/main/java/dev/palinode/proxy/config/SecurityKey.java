package dev.palinode.proxy.config;

import java.util.List;
import java.util.stream.Stream;

/** The keys of the file; the flags are called the same. */
public enum SecurityKey {
    USERS("users", true),
    TLS("tls", false),
    TLS_CERT("tls-cert", true),
    TLS_KEY("tls-key", true),
    TLS_CA("tls-ca", true),
    TLS_MIN_VERSION("tls-min-version", false),
    REQUIRE_SECURE_TRANSPORT("require-secure-transport", false),
    PROXY_PROTOCOL_NETWORKS("proxy-protocol-networks", false);

    private final String name;
    private final boolean path;

    SecurityKey(String name, boolean path) {
        this.name = name;
        this.path = path;
    }

    /** As it is written. */
    public String text() {
        return name;
    }

    /** Whether its value is a file, which is named relative to the file that names it. */
    boolean isPath() {
        return path;
    }

    static List<String> names() {
        return Stream.of(values()).map(SecurityKey::text).toList();
    }
}
