package dev.palinode.engine.topo.store;

import java.time.Instant;
import java.util.Objects;

/**
 * A change of the topology.
 *
 * @param time when
 * @param who a person at a machine, or a proxy
 * @param what one sentence without a full stop
 */
public record HistoryEntry(Instant time, String who, String what) {
    public HistoryEntry {
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(who, "who");
        Objects.requireNonNull(what, "what");
    }

    /** As it is stored. */
    public String toJson() {
        return new TopoJson()
                .with("time", time.toString())
                .with("who", who)
                .with("what", what)
                .toString();
    }

    static HistoryEntry parse(String json) {
        TopoJson read = TopoJson.parse(json);
        return new HistoryEntry(read.time("time").orElse(Instant.EPOCH), read.need("who"), read.need("what"));
    }
}
