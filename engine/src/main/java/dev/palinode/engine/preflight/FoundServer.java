package dev.palinode.engine.preflight;

import dev.palinode.engine.topo.ServerAddress;
import java.util.Objects;
import java.util.Optional;

/**
 * A server of a cluster that was followed.
 *
 * @param address where it was reached
 * @param version as it says itself
 * @param writable whether it takes writes of ordinary users
 * @param source the server that it replicates from, as it says; empty when it does not
 */
public record FoundServer(ServerAddress address, String version, boolean writable, Optional<String> source) {
    public FoundServer {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(source, "source");
    }
}
