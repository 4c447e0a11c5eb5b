package dev.palinode.engine.topo.health;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Replicas that follow whom they followed when another one became the primary, or when this process began to look. Nobody
 * was seen to move them since, so that they are no evidence for a former primary that comes back and takes writes. Confined
 * to one thread at a time.
 */
final class OldFollowers {
    /** By the replica's alias, the aliases of its sources; nothing of one whose source is not known yet. */
    private final Map<String, Set<String>> sources = new HashMap<>();

    /** The alias of the present primary; empty before the first look. */
    private Optional<String> primary = Optional.empty();

    /**
     * Whether that replica follows that source since before the present primary became it, or may do so: it was not seen since.
     */
    boolean has(TabletHealth replica, TabletHealth source) {
        Optional<Set<String>> known = Optional.ofNullable(sources.get(replica.alias()));
        return known.map(aliases -> aliases.contains(source.alias()))
                .orElse(primary.isPresent() && !primary.get().equals(source.alias()));
    }

    /** Another one has become the primary; by what was seen then, of one that is away by what was seen before. */
    void changed(String now, List<TabletHealth> all) {
        primary = Optional.of(now);
        sources.clear();
        all.forEach(replica -> add(replica, all));
    }

    /**
     * Takes in what was seen: whoever was moved, or stopped for good, follows anew if it follows again.
     *
     * @param now the alias of who is the primary until this look
     */
    void see(String now, List<TabletHealth> all) {
        if (primary.isEmpty()) {
            changed(now, all);
        }
        sources.keySet().retainAll(all.stream().map(TabletHealth::alias).collect(Collectors.toSet()));
        for (TabletHealth replica : all) {
            Set<String> known = sources.get(replica.alias());
            if (known == null) {
                add(replica, all);
            } else if (replica.alive()) {
                followed(replica, all).ifPresent(known::retainAll);
            }
        }
    }

    private void add(TabletHealth replica, List<TabletHealth> all) {
        followed(replica, all).ifPresent(aliases -> {
            primary.ifPresent(aliases::remove);
            sources.put(replica.alias(), aliases);
        });
    }

    /** The tablets that it follows, by its last answer; nothing if it has none, or if its source cannot be recognised. */
    private static Optional<Set<String>> followed(TabletHealth replica, List<TabletHealth> all) {
        if (replica.state().isEmpty()) {
            return Optional.empty();
        }
        List<ReplicationState> from = replica.state().get().replication();
        Set<String> aliases = all.stream()
                .filter(source -> from.stream().anyMatch(one -> PrimaryRule.isSource(one, source)))
                .map(TabletHealth::alias)
                .collect(Collectors.toCollection(HashSet::new));
        return aliases.isEmpty() && !from.isEmpty() ? Optional.empty() : Optional.of(aliases);
    }
}
