package dev.palinode.engine.topo.health;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Replicas that follow whom they followed when another one became the primary. Nobody has moved them yet, so that they are
 * no evidence for a former primary that comes back and takes writes. Confined to one thread at a time.
 */
final class OldFollowers {
    /** By the replica's alias, the aliases of its sources. */
    private final Map<String, Set<String>> sources = new HashMap<>();

    /** Whether that replica follows that source since before the present primary became it. */
    boolean has(TabletHealth replica, TabletHealth source) {
        return sources.getOrDefault(replica.alias(), Set.of()).contains(source.alias());
    }

    /** Another one has become the primary; by what was seen then. */
    void changed(String primary, List<TabletHealth> all) {
        sources.clear();
        for (TabletHealth replica : all) {
            Set<String> followed = followed(replica, all);
            followed.remove(primary);
            if (!followed.isEmpty()) {
                sources.put(replica.alias(), followed);
            }
        }
    }

    /** Takes in what was seen: whoever was moved, or stopped for good, follows anew if it follows again. */
    void see(List<TabletHealth> all) {
        for (TabletHealth replica : all) {
            Set<String> known = sources.get(replica.alias());
            if (known != null && replica.alive()) {
                Set<String> now = followed(replica, all);
                boolean unknown = now.isEmpty()
                        && !replica.state().orElseThrow().replication().isEmpty();
                if (!unknown) {
                    known.retainAll(now);
                }
            }
        }
    }

    private static Set<String> followed(TabletHealth replica, List<TabletHealth> all) {
        Set<String> aliases = new HashSet<>();
        if (replica.alive()) {
            replica.state()
                    .orElseThrow()
                    .replication()
                    .forEach(from -> all.stream()
                            .filter(source -> PrimaryRule.isSource(from, source))
                            .forEach(source -> aliases.add(source.alias())));
        }
        return aliases;
    }
}
