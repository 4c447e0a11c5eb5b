package dev.palinode.engine.reparent;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The options of PlannedReparentShard and EmergencyReparentShard, named as in vtctldclient.
 *
 * @param newPrimary the alias of who shall become the primary; empty: the most advanced
 * @param avoidPrimary do something only if this is the primary, which shall not be it any longer
 * @param waitReplicas how long to wait for a replica to have what the primary had
 * @param tolerableLag a candidate that says that it is further behind is refused
 * @param ignoreReplicas aliases of replicas that are left alone, and need not be there (emergency only)
 */
public record ReparentOptions(
        Optional<String> newPrimary,
        Optional<String> avoidPrimary,
        Duration waitReplicas,
        Optional<Duration> tolerableLag,
        Set<String> ignoreReplicas) {
    /** As in Vitess: 15 seconds (its {@code --wait-replicas-timeout}). */
    public static final ReparentOptions DEFAULTS =
            new ReparentOptions(Optional.empty(), Optional.empty(), Duration.ofSeconds(15), Optional.empty(), Set.of());

    public ReparentOptions {
        ignoreReplicas = Set.copyOf(ignoreReplicas);
    }

    /** The same with another one named to become the primary. */
    public ReparentOptions to(String alias) {
        return new ReparentOptions(Optional.of(alias), avoidPrimary, waitReplicas, tolerableLag, ignoreReplicas);
    }

    /** The same with another patience. */
    public ReparentOptions waiting(Duration limit) {
        return new ReparentOptions(newPrimary, avoidPrimary, limit, tolerableLag, ignoreReplicas);
    }

    /** The same without these replicas. */
    public ReparentOptions ignoring(Set<String> aliases) {
        return new ReparentOptions(newPrimary, avoidPrimary, waitReplicas, tolerableLag, aliases);
    }
}
