package dev.palinode.proxy.session.place;

import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where commands go.
 *
 * @param cluster the servers of which keyspace
 * @param type which of them
 */
public record Place(Cluster cluster, TabletType type) {
    public Place {
        Objects.requireNonNull(cluster, "cluster");
        Objects.requireNonNull(type, "type");
    }

    /** Whether it is the primary. */
    public boolean isPrimary() {
        return type == TabletType.PRIMARY;
    }

    /** Whether a server may still serve here: the primary is no replica, and nobody else is the primary. */
    public boolean admits(Tablet tablet) {
        return isPrimary() == cluster.topology().primary().address().equals(tablet.address());
    }

    /** The primary, or by chance one of the tablets of the type, a running one if there is one; none that was tried. */
    public Optional<Tablet> choose(Set<ServerAddress> tried) {
        if (isPrimary()) {
            return Optional.of(cluster.topology().primary());
        }
        Optional<Tablet> running = byChance(cluster.topology().running(), tried);
        return running.isPresent() ? running : byChance(cluster.topology().replicas(), tried);
    }

    private Optional<Tablet> byChance(List<Tablet> tablets, Set<ServerAddress> tried) {
        List<Tablet> fitting = tablets.stream()
                .filter(tablet -> tablet.type() == type && !tried.contains(tablet.address()))
                .toList();
        return fitting.isEmpty()
                ? Optional.empty()
                : Optional.of(fitting.get(ThreadLocalRandom.current().nextInt(fitting.size())));
    }

    /** As Vitess writes it behind a keyspace's name; empty for the primary. */
    public String suffix() {
        return isPrimary() ? "" : "@" + type.name().toLowerCase(Locale.ROOT);
    }
}
