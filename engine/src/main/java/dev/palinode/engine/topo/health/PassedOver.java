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
 * Tablets that took writes like a primary while the primary did so as well: what they have may be other rows, so that
 * they do not become the primary only because the primary is away for a moment. They stay here until they are seen not
 * to claim it any more. Confined to one thread at a time.
 */
final class PassedOver {
    /**
     * The primary was seen to take writes by so much later than the other one: above the time of one look, so that it did
     * not die just before the other one was promoted.
     */
    private static final Duration LATER = Duration.ofSeconds(3);

    private final Map<String, Instant> claimsSince = new HashMap<>();
    private final Set<String> aliases = new HashSet<>();

    /** Who they are, by what was seen till now. */
    Set<String> aliases() {
        return Set.copyOf(aliases);
    }

    /**
     * Takes in what was seen.
     *
     * @param primary the alias of who counts as the primary
     */
    void see(String primary, List<TabletHealth> all) {
        Set<String> claims =
                PrimaryRule.claims(all).stream().map(TabletHealth::alias).collect(Collectors.toSet());
        for (TabletHealth tablet : all) {
            if (claims.contains(tablet.alias())) {
                claimsSince.putIfAbsent(tablet.alias(), tablet.seen());
            } else if (tablet.alive()) {
                claimsSince.remove(tablet.alias());
            }
        }
        Set<String> present = all.stream().map(TabletHealth::alias).collect(Collectors.toSet());
        claimsSince.keySet().retainAll(present);
        aliases.retainAll(claimsSince.keySet());
        aliases.remove(primary);
        all.stream()
                .filter(tablet -> tablet.alias().equals(primary) && claims.contains(primary))
                .forEach(current -> claimsSince.forEach((alias, since) -> {
                    if (!alias.equals(primary)
                            && current.seen()
                                    .isAfter(Objects.requireNonNull(since).plus(LATER))) {
                        aliases.add(alias);
                    }
                }));
    }
}
