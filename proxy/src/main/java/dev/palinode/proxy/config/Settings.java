package dev.palinode.proxy.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What was said at one place, not yet looked at.
 *
 * @param backends the servers, in order
 * @param listen {@code host:port}
 * @param ddlStrategy the strategy that sessions start with
 * @param security users, TLS and load balancers
 * @param operations what was said of limits, metrics and health, by key
 */
public record Settings(
        List<Backend> backends,
        Optional<Text> listen,
        Optional<Text> ddlStrategy,
        SecuritySettings security,
        Map<String, Text> operations) {
    public Settings {
        backends = List.copyOf(backends);
        Objects.requireNonNull(listen, "listen");
        Objects.requireNonNull(ddlStrategy, "ddlStrategy");
        Objects.requireNonNull(security, "security");
        operations = Map.copyOf(operations);
    }

    /** Nothing was said. */
    public static Settings none() {
        return new Settings(List.of(), Optional.empty(), Optional.empty(), SecuritySettings.none(), Map.of());
    }

    /** What a command line says; it goes before what a file says. */
    public static Settings ofFlags(List<String> backends, Optional<String> listen, Optional<String> ddlStrategy) {
        return new Settings(
                backends.stream()
                        .map(url -> new Backend(new Text("--backend", url), Optional.empty(), Map.of()))
                        .toList(),
                listen.map(text -> new Text("--listen", text)),
                ddlStrategy.map(text -> new Text("--ddl-strategy", text)),
                SecuritySettings.none(),
                Map.of());
    }

    /** The same with other words on users, TLS and load balancers. */
    public Settings withSecurity(SecuritySettings other) {
        return new Settings(backends, listen, ddlStrategy, other, operations);
    }

    /** The same with the flags of limits, metrics and health, whose names are the keys with two dashes before them. */
    public Settings withOperations(Map<String, String> flags) {
        return new Settings(backends, listen, ddlStrategy, security, Map.of()).and(flags);
    }

    /** The same with further flags, whose names are the keys with two dashes before them. */
    public Settings and(Map<String, String> flags) {
        Map<String, Text> said = new HashMap<>(operations);
        flags.forEach((key, value) -> said.put(key, new Text("--" + key, value)));
        return new Settings(backends, listen, ddlStrategy, security, said);
    }

    /** These settings, and the others where these say nothing. */
    Settings orElse(Settings other) {
        Map<String, Text> both = new HashMap<>(other.operations);
        both.putAll(operations);
        return new Settings(
                backends.isEmpty() ? other.backends : backends,
                listen.or(other::listen),
                ddlStrategy.or(other::ddlStrategy),
                security.orElse(other.security),
                both);
    }

    /**
     * A value.
     *
     * @param where for messages: the flag, or the file and the key
     * @param value as it was written
     */
    record Text(String where, String value) {}

    /**
     * A server.
     *
     * @param url as it was written
     * @param passwordFile a file that holds the password
     * @param tls what is said of TLS outside of the URL, by name
     */
    record Backend(Text url, Optional<Path> passwordFile, Map<String, String> tls) {}
}
