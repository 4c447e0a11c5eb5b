package dev.palinode.engine.topo.store;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A shard: one replication cluster of a keyspace.
 *
 * @param primary the tablet that takes writes, as last known; empty while none has been seen
 * @param termStart since when it does; of two who say that they are the primary, the newer is believed
 * @param promotion the newest row of {@code _vt.reparent_journal} that anybody has seen, in nanoseconds since 1970; 0 if none
 */
public record ShardRecord(Optional<TabletAlias> primary, Optional<Instant> termStart, long promotion) {
    /** Of a shard that has just been made. */
    public static final ShardRecord EMPTY = new ShardRecord(Optional.empty(), Optional.empty(), 0);

    public ShardRecord {
        Objects.requireNonNull(primary, "primary");
        Objects.requireNonNull(termStart, "termStart");
    }

    /** The same with another primary. */
    ShardRecord with(TabletAlias other, Instant since) {
        return new ShardRecord(Optional.of(other), Optional.of(since), promotion);
    }

    /** The same after another promotion. */
    ShardRecord promotedAt(long nanos) {
        return new ShardRecord(primary, termStart, nanos);
    }

    /** As it is stored. */
    public String toJson() {
        TopoJson json = new TopoJson();
        primary.ifPresent(alias -> json.with(
                "primary_alias", new TopoJson().with("cell", alias.cell()).with("uid", alias.uid())));
        termStart.ifPresent(time -> json.with("primary_term_start_time", time.toString()));
        if (promotion > 0) {
            json.with("last_promotion_ns", promotion);
        }
        return json.toString();
    }

    /**
     * Reads a stored record.
     *
     * @throws TopoFault if it is none
     */
    public static ShardRecord parse(String json) {
        TopoJson read = TopoJson.parse(json);
        return new ShardRecord(
                read.inner("primary_alias").map(alias -> new TabletAlias(alias.need("cell"), alias.number("uid"))),
                read.time("primary_term_start_time"),
                read.text("last_promotion_ns").isPresent() ? read.number("last_promotion_ns") : 0);
    }
}
