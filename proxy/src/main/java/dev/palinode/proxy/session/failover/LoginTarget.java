package dev.palinode.proxy.session.failover;

import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.Topology;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a client names as its database at the log-in: a keyspace, and behind an {@code @} the type of tablet, as in
 * Vitess. A session on a replica can be opened while there is no primary.
 *
 * @param database the name without the type; may be empty
 * @param type what was asked for, if anything was
 */
public record LoginTarget(String database, Optional<TabletType> type) {
    public LoginTarget {
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(type, "type");
    }

    /** Reads a name; one that ends in no type is a database's as it is. */
    public static LoginTarget of(String written) {
        int at = written.lastIndexOf('@');
        Optional<TabletType> type = Arrays.stream(TabletType.values())
                .filter(known -> at >= 0 && written.substring(at + 1).equalsIgnoreCase(known.name()))
                .findFirst();
        return new LoginTarget(type.isPresent() ? written.substring(0, at) : written, type);
    }

    /** One of the tablets of that type, by chance; the primary when there is none. */
    public Tablet choose(Topology topology) {
        List<Tablet> fitting = topology.tablets().stream()
                .filter(tablet -> type.filter(wanted -> wanted == tablet.type()).isPresent())
                .toList();
        return fitting.isEmpty()
                ? topology.primary()
                : fitting.get(ThreadLocalRandom.current().nextInt(fitting.size()));
    }
}
