package dev.palinode.engine.topo.health;

import dev.palinode.engine.topo.TabletType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Says whether a primary is dead, by what was seen of all tablets of its shard. Dead is one that neither this process nor
 * any replica can reach; if a replica still receives from it, it is our own network that is broken. Not for concurrent use.
 */
public final class DeadPrimary {
    /** By replica, the source, host and port, by which it was seen to receive from the primary. */
    private final Map<String, String> sources = new HashMap<>();

    private String primary = "";

    /** Takes note of who receives from the primary, and by what address; to be told often, for a start. */
    public void note(List<TabletHealth> all) {
        for (TabletHealth tablet : all) {
            if (tablet.tablet().type() == TabletType.PRIMARY && !tablet.alias().equals(primary)) {
                primary = tablet.alias();
                sources.clear();
            }
        }
        for (TabletHealth replica : replicas(all)) {
            if (replica.alive()) {
                replica.state().orElseThrow().replication().stream()
                        .filter(from -> from.io().equals("Yes") && isNamed(from, all))
                        .forEach(from -> sources.put(replica.alias(), from.source()));
            }
        }
    }

    private static boolean isNamed(ReplicationState from, List<TabletHealth> all) {
        return all.stream()
                .anyMatch(tablet -> tablet.tablet().type() == TabletType.PRIMARY && PrimaryRule.isSource(from, tablet));
    }

    /**
     * Whether the primary does not answer, all replicas do, and each of them tries in vain to receive from it, and applies
     * what it has.
     */
    public boolean isDead(List<TabletHealth> all) {
        List<TabletHealth> replicas = replicas(all);
        return isAway(all) && !replicas.isEmpty() && replicas.stream().allMatch(replica -> hasLostIt(replica, all));
    }

    /**
     * Whether a replica's source is the primary: by its address, or because the replica has received from it there. What a
     * replica says of its source's identity may be that of the one before, until it has connected.
     *
     * @param source the source's host and port, as the replica knows it
     */
    public boolean isPrimary(String replica, String source, List<TabletHealth> all) {
        return source.equals(sources.get(replica))
                || all.stream()
                        .anyMatch(tablet -> tablet.tablet().type() == TabletType.PRIMARY
                                && source.equals(tablet.tablet().address().toString()));
    }

    /**
     * Why a primary that does not answer is not taken for dead; the same words as long as the reasons are the same.
     *
     * @return empty if it answers, or is dead
     */
    public Optional<String> doubt(List<TabletHealth> all) {
        if (!isAway(all) || isDead(all)) {
            return Optional.empty();
        }
        List<TabletHealth> replicas = replicas(all);
        if (replicas.isEmpty()) {
            return Optional.of("there is no replica");
        }
        return Optional.of(replicas.stream()
                .filter(replica -> !hasLostIt(replica, all))
                .map(replica -> reason(replica, all))
                .collect(Collectors.joining("; ")));
    }

    private String reason(TabletHealth replica, List<TabletHealth> all) {
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
        Optional<ReplicationState> other = sources.stream()
                .filter(from -> !from.equals(ReplicationState.HIDDEN) && !isPrimary(alias, from.source(), all))
                .findFirst();
        if (other.isPresent()) {
            return alias + " does not replicate from the primary, as far as was seen, but from "
                    + other.get().source();
        }
        List<String> io = new ArrayList<>();
        for (ReplicationState from : sources) {
            io.add(from.io());
        }
        if (io.contains("Yes")) {
            return alias + " still receives from it: the trouble may be our own network";
        }
        if (!io.contains("No") && sources.stream().anyMatch(from -> from.sql().equals("No"))) {
            return alias + " does not apply what it has received (VTCTL StartReplication " + alias + ")";
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

    private boolean hasLostIt(TabletHealth replica, List<TabletHealth> all) {
        if (!replica.alive() || replica.writable()) {
            return false;
        }
        List<ReplicationState> sources = replica.state().orElseThrow().replication();
        return !sources.isEmpty()
                && sources.stream()
                        .allMatch(from ->
                                (from.io().equals("Connecting") || from.io().equals("Preparing"))
                                        && from.sql().equals("Yes")
                                        && isPrimary(replica.alias(), from.source(), all));
    }
}
