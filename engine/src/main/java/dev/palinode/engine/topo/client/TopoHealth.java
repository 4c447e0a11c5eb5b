package dev.palinode.engine.topo.client;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * How it stands with the store of a topology.
 *
 * @param outage why it cannot be reached; empty while it can
 * @param since since when this is so
 * @param changes how often the records were not what they had been
 */
public record TopoHealth(Optional<String> outage, Instant since, long changes) {
    public TopoHealth {
        Objects.requireNonNull(outage, "outage");
        Objects.requireNonNull(since, "since");
    }
}
