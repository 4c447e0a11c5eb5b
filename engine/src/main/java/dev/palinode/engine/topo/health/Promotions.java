package dev.palinode.engine.topo.health;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The last promotion in a shard that any tablet has told of, also one that is away now, or that somebody has noted elsewhere.
 * A tablet that does not know of it has missed what came behind it. Confined to one thread at a time, {@link #newest} excepted.
 */
final class Promotions {
    private volatile long newest;
    private boolean begun;

    /** When each tablet was looked at last before the newest promotion was heard of. */
    private final Map<String, Instant> looks = new HashMap<>();

    /** When each tablet was first seen not to know of it, until it does. */
    private final Map<String, Instant> lacking = new HashMap<>();

    /** In nanoseconds since 1970; 0 if there was none. */
    long newest() {
        return newest;
    }

    /**
     * Takes in what was seen.
     *
     * @param recorded the last promotion that somebody has noted; 0 if none
     */
    void see(List<TabletHealth> all, long recorded) {
        long now = all.stream()
                .flatMap(tablet -> tablet.state().stream())
                .mapToLong(state -> state.promotion().orElse(0))
                .reduce(recorded, Math::max);
        if (now > newest) {
            newest = now;
            looks.clear();
            if (begun) {
                all.forEach(tablet -> looks.put(tablet.alias(), tablet.seen()));
            }
        }
        begun = true;
        Set<String> outdated = outdated(all);
        for (TabletHealth tablet : all) {
            if (outdated.contains(tablet.alias())) {
                lacking.putIfAbsent(tablet.alias(), tablet.seen());
            } else if (tablet.alive()) {
                lacking.remove(tablet.alias());
            }
        }
    }

    /**
     * Whether a tablet did not know of it at two looks, of which the first may have been under way when the news came. One that
     * is away since has not heard of it.
     */
    boolean hasMissedIt(TabletHealth tablet) {
        return Optional.ofNullable(lacking.get(tablet.alias()))
                .filter(since -> tablet.seen().isAfter(since))
                .isPresent();
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
