package dev.palinode.engine.reparent;

import dev.palinode.engine.reparent.member.Events;
import dev.palinode.engine.topo.Tablet;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The options of PlannedReparentShard and EmergencyReparentShard, named as in vtctldclient.
 *
 * @param newPrimary the alias of who shall become the primary; empty: the most advanced
 * @param avoidPrimary do something only if this is the primary, which shall not be it any longer
 * @param expectedPrimary the command is refused if another one is the primary
 * @param otherCells whether one of another cell than the primary's may be chosen; who is named may be of any
 * @param waitReplicas how long to wait for a replica to have what the primary had
 * @param tolerableLag a candidate that says that it is further behind is refused
 * @param ignoreReplicas aliases of replicas that are left alone, and need not be there (emergency only)
 */
public record ReparentOptions(
        Optional<String> newPrimary,
        Optional<String> avoidPrimary,
        Optional<String> expectedPrimary,
        boolean otherCells,
        Duration waitReplicas,
        Optional<Duration> tolerableLag,
        Set<String> ignoreReplicas) {
    /** As in Vitess: 15 seconds (its {@code --wait-replicas-timeout}). */
    public static final ReparentOptions DEFAULTS = new ReparentOptions(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            true,
            Duration.ofSeconds(15),
            Optional.empty(),
            Set.of());

    public ReparentOptions {
        ignoreReplicas = Set.copyOf(ignoreReplicas);
    }

    /** The same with another one named to become the primary. */
    public ReparentOptions to(String alias) {
        return new ReparentOptions(
                Optional.of(alias),
                avoidPrimary,
                expectedPrimary,
                otherCells,
                waitReplicas,
                tolerableLag,
                ignoreReplicas);
    }

    /** The same with another patience. */
    public ReparentOptions waiting(Duration limit) {
        return new ReparentOptions(
                newPrimary, avoidPrimary, expectedPrimary, otherCells, limit, tolerableLag, ignoreReplicas);
    }

    /** The same without these replicas. */
    public ReparentOptions ignoring(Set<String> aliases) {
        return new ReparentOptions(
                newPrimary, avoidPrimary, expectedPrimary, otherCells, waitReplicas, tolerableLag, aliases);
    }

    /** The same within the primary's cell. */
    public ReparentOptions inItsCell() {
        return new ReparentOptions(
                newPrimary, avoidPrimary, expectedPrimary, false, waitReplicas, tolerableLag, ignoreReplicas);
    }

    /** The same only if this is the primary. */
    public ReparentOptions expecting(String alias) {
        return new ReparentOptions(
                newPrimary, avoidPrimary, Optional.of(alias), otherCells, waitReplicas, tolerableLag, ignoreReplicas);
    }

    /** Refuses to do anything if another one is the primary than was expected. */
    void requireExpected(Tablet primary) {
        if (expectedPrimary.filter(alias -> !alias.equals(primary.alias())).isPresent()) {
            throw Events.refuse(
                    primary.alias() + " is the primary, and not " + expectedPrimary.get() + "; nothing was changed");
        }
    }
}
