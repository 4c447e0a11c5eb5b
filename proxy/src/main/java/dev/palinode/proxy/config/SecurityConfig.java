package dev.palinode.proxy.config;

import dev.palinode.proxy.auth.NetworkRange;
import dev.palinode.proxy.listen.ListenerTls;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Who may connect, and how.
 *
 * @param users the users file; without one there is one user, that of the backends
 * @param tls TLS towards the clients
 * @param requireTls whether clients without TLS are refused
 * @param balancers whose connections begin with a header of the PROXY protocol
 */
public record SecurityConfig(
        Optional<Path> users, Optional<ListenerTls> tls, boolean requireTls, List<NetworkRange> balancers) {
    /** One user, and neither TLS nor load balancers. */
    public static final SecurityConfig PLAIN = new SecurityConfig(Optional.empty(), Optional.empty(), false, List.of());

    public SecurityConfig {
        Objects.requireNonNull(users, "users");
        Objects.requireNonNull(tls, "tls");
        balancers = List.copyOf(balancers);
    }
}
