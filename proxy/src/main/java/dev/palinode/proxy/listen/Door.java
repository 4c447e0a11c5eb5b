package dev.palinode.proxy.listen;

import dev.palinode.proxy.auth.NetworkRange;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How clients may come in.
 *
 * @param tls offered to them
 * @param requireTls whether clients without TLS are refused
 * @param balancers whose connections begin with a header of the PROXY protocol
 */
public record Door(Optional<ServerTls> tls, boolean requireTls, List<NetworkRange> balancers) {
    /** Without TLS and load balancers. */
    public static final Door PLAIN = new Door(Optional.empty(), false, List.of());

    public Door {
        Objects.requireNonNull(tls, "tls");
        balancers = List.copyOf(balancers);
    }

    /** Whether a connection from there begins with a header of the PROXY protocol. */
    boolean isBalancer(InetAddress peer) {
        return balancers.stream().anyMatch(range -> range.contains(peer));
    }
}
