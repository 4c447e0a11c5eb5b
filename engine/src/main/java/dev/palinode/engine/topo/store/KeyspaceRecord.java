package dev.palinode.engine.topo.store;

import java.time.Instant;
import java.util.Objects;

/**
 * A keyspace, whose name is that of the schema on its servers.
 *
 * @param created when it was made known
 */
public record KeyspaceRecord(Instant created) {
    public KeyspaceRecord {
        Objects.requireNonNull(created, "created");
    }

    /** As it is stored. */
    public String toJson() {
        return new TopoJson().with("created", created.toString()).toString();
    }

    /**
     * Reads a stored record.
     *
     * @throws TopoFault if it is none
     */
    public static KeyspaceRecord parse(String json) {
        return new KeyspaceRecord(TopoJson.parse(json).time("created").orElse(Instant.EPOCH));
    }
}
