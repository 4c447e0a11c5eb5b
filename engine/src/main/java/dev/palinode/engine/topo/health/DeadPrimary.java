package dev.palinode.engine.topo.health;

import dev.palinode.engine.topo.TabletType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Says whether a primary is dead, by what was seen of all tablets of its shard. Dead is one that neither this process nor
 * any replica can reach; if a replica still receives from it, it is our own network that is broken.
 */
public final class DeadPrimary {
    private DeadPrimary() {}

    /** Whether the primary does not answer, all replicas do, and each of them tries in vain to receive from it. */
    public static boolean isDead(List<TabletHealth> all) {
        List<TabletHealth> replicas = replicas(all);
        return isAway(all) && !replicas.isEmpty() && replicas.stream().allMatch(DeadPrimary::hasLostIt);
    }

    /**
     * Why a primary that does not answer is not taken for dead; the same words as long as the reasons are the same.
     *
     * @return empty if it answers, or is dead
     */
    public static Optional<String> doubt(List<TabletHealth> all) {
        if (!isAway(all) || isDead(all)) {
            return Optional.empty();
        }
        List<TabletHealth> replicas = replicas(all);
        if (replicas.isEmpty()) {
            return Optional.of("there is no replica");
        }
        return Optional.of(replicas.stream()
                .filter(replica -> !hasLostIt(replica))
                .map(DeadPrimary::reason)
                .collect(Collectors.joining("; ")));
    }

    private static String reason(TabletHealth replica) {
        String alias = replica.alias();
        if (!replica.alive()) {
            return alias + " is away, and may be the one that has most";
        }
        if (replica.writable()) {
            return alias + " takes writes";
        }
        List<ReplicationState> sources = replica.state().orElseThrow().replication();
        if (sources.isEmpty()) {
            return alias + " replicates from nobody (VTCTL ReparentTablet, once there is a primary)";
        }
        List<String> io = new ArrayList<>();
        for (ReplicationState from : sources) {
            io.add(from.io());
        }
        if (io.contains("Yes")) {
            return alias + " still receives from it: the trouble may be our own network";
        }
        return io.contains("No")
                ? "receiving was stopped at " + alias + " (VTCTL StartReplication " + alias + ")"
                : alias + " does not let us see whether it still receives";
    }

    private static boolean isAway(List<TabletHealth> all) {
        return all.stream()
                .anyMatch(tablet -> tablet.tablet().type() == TabletType.PRIMARY
                        && !tablet.trouble().isEmpty());
    }

    private static List<TabletHealth> replicas(List<TabletHealth> all) {
        return all.stream()
                .filter(tablet -> tablet.tablet().type() != TabletType.PRIMARY)
                .toList();
    }

    private static boolean hasLostIt(TabletHealth replica) {
        if (!replica.alive() || replica.writable()) {
            return false;
        }
        List<ReplicationState> sources = replica.state().orElseThrow().replication();
        return !sources.isEmpty()
                && sources.stream()
                        .allMatch(from ->
                                from.io().equals("Connecting") || from.io().equals("Preparing"));
    }
}
