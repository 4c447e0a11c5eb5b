package dev.palinode.engine.topo.health;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tablets that take writes like a primary, which is no evidence that they were promoted: they did so while the primary did
 * as well, or nobody has seen them as anything else since the primary became it. What they have may be other rows, so that
 * they do not become the primary only because the primary is away for a moment. They stay here until they are seen not to
 * claim it any more. Confined to one thread at a time.
 */
final class PassedOver {
    /**
     * The primary was seen to take writes by so much later than the other one: above the time of one look, so that it did
     * not die just before the other one was promoted.
     */
    private static final Duration LATER = Duration.ofSeconds(3);

    private final Map<String, Instant> claimsSince = new HashMap<>();
    private final Set<String> beside = new HashSet<>();

    /** The primary at the last look, and those that have answered and not claimed it since it became that. */
    private String present = "";

    private final Set<String> replicas = new HashSet<>();

    /**
     * Who of these they are, by what was seen till now.
     *
     * @param all what was seen since
     */
    Set<String> aliases(List<TabletHealth> all) {
        return all.stream()
                .map(TabletHealth::alias)
                .filter(alias -> beside.contains(alias) || !replicas.contains(alias))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Takes in what was seen.
     *
     * @param primary the alias of who counts as the primary
     */
    void see(String primary, List<TabletHealth> all) {
        Set<String> claims =
                PrimaryRule.claims(all).stream().map(TabletHealth::alias).collect(Collectors.toSet());
        if (!primary.equals(present)) {
            present = primary;
            replicas.clear();
        }
        for (TabletHealth tablet : all) {
            if (claims.contains(tablet.alias())) {
                claimsSince.putIfAbsent(tablet.alias(), tablet.seen());
            } else if (tablet.alive()) {
                claimsSince.remove(tablet.alias());
                replicas.add(tablet.alias());
            }
        }
        Set<String> known = all.stream().map(TabletHealth::alias).collect(Collectors.toSet());
        claimsSince.keySet().retainAll(known);
        replicas.retainAll(known);
        beside.retainAll(claimsSince.keySet());
        beside.remove(primary);
        all.stream()
                .filter(tablet -> tablet.alias().equals(primary) && claims.contains(primary))
                .forEach(current -> claimsSince.forEach((alias, since) -> {
                    if (!alias.equals(primary)
                            && current.seen()
                                    .isAfter(Objects.requireNonNull(since).plus(LATER))) {
                        beside.add(alias);
                    }
                }));
    }
}
