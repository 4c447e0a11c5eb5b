package dev.palinode.engine.topo.health;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The last promotion in a shard that any tablet has told of, also one that is away now. A tablet that does not know of it
 * has missed what came behind it. Confined to one thread at a time, {@link #newest} excepted.
 */
final class Promotions {
    private volatile long newest;
    private boolean begun;

    /** When each tablet was looked at last before the newest promotion was heard of. */
    private final Map<String, Instant> looks = new HashMap<>();

    /** In nanoseconds since 1970; 0 if there was none. */
    long newest() {
        return newest;
    }

    /** Takes in what was seen. */
    void see(List<TabletHealth> all) {
        long now = all.stream()
                .flatMap(tablet -> tablet.state().stream())
                .mapToLong(state -> state.promotion().orElse(0))
                .max()
                .orElse(0);
        if (now > newest) {
            newest = now;
            looks.clear();
            if (begun) {
                all.forEach(tablet -> looks.put(tablet.alias(), tablet.seen()));
            }
        }
        begun = true;
    }

    /**
     * The aliases of those that answer and do not know of it. A look that is older than the news says nothing: the promoted
     * one itself gets its row a moment after it takes writes.
     */
    Set<String> outdated(List<TabletHealth> all) {
        return all.stream()
                .filter(TabletHealth::alive)
                .filter(tablet -> isOlder(tablet.state().orElseThrow().promotion()))
                .filter(tablet -> !tablet.seen().equals(looks.get(tablet.alias())))
                .map(TabletHealth::alias)
                .collect(Collectors.toUnmodifiableSet());
    }

    private boolean isOlder(OptionalLong known) {
        return known.isPresent() && known.getAsLong() < newest;
    }
}
