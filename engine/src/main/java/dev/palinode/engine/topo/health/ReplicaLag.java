package dev.palinode.engine.topo.health;

import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * By how much a replica is behind. By the heartbeat where there is one: the newest that is on the primary against the newest
 * that has come to the replica, both by the primary's clock. But what the replica says itself counts where it is more, or
 * where nobody has written a heartbeat that the replica lacks: between migrations nobody writes any.
 */
final class ReplicaLag {
    private ReplicaLag() {}

    /** What was seen of a tablet, with its lag. */
    static TabletHealth measured(Tablet tablet, Tablet primary, Map<String, TabletHealth> seen, Instant now) {
        TabletHealth health = Optional.ofNullable(seen.get(tablet.alias()))
                .orElseGet(
                        () -> new TabletHealth(tablet, "not asked yet", Optional.empty(), now, OptionalDouble.empty()));
        OptionalDouble lag = tablet.type() == TabletType.PRIMARY || !health.alive()
                ? OptionalDouble.empty()
                : lag(health.state().orElseThrow(), Optional.ofNullable(seen.get(primary.alias())));
        return health.as(tablet, lag);
    }

    private static OptionalDouble lag(ServerState replica, Optional<TabletHealth> primary) {
        OptionalLong newest =
                primary.flatMap(TabletHealth::state).map(ServerState::heartbeat).orElse(OptionalLong.empty());
        OptionalLong own = replica.replication().stream()
                .map(ReplicationState::secondsBehind)
                .flatMapToLong(OptionalLong::stream)
                .max();
        if (newest.isEmpty() || replica.heartbeat().isEmpty()) {
            return own.isPresent() ? OptionalDouble.of((double) own.getAsLong()) : OptionalDouble.empty();
        }
        double lacking = Math.max(0, newest.getAsLong() - replica.heartbeat().getAsLong()) / 1e6;
        boolean stopped = own.isEmpty() && lacking == 0;
        return stopped ? OptionalDouble.empty() : OptionalDouble.of(Math.max(lacking, (double) own.orElse(0)));
    }
}
