package dev.palinode.engine.topo.health;

import dev.palinode.engine.model.stream.Position;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one look at a server has found.
 *
 * @param flavour {@code MySQL} or {@code MariaDB}
 * @param version as the server writes it
 * @param uuid by which it is known to MySQL's replicas; MariaDB's server_uid, which its replicas do not know
 * @param serverId by which it is known to all replicas
 * @param readOnly whether it refuses writes of ordinary users
 * @param superReadOnly whether it refuses those of all users; MariaDB has no such thing
 * @param replication from where it replicates; nothing when it does not, or does not tell us
 * @param executed all transactions that it has committed
 * @param promotion the newest row of {@code _vt.reparent_journal}, in nanoseconds since 1970; 0 if there is none, and empty
 *     if it cannot be read
 * @param heartbeat the newest row of {@code _vt.heartbeat}, in microseconds since 1970 by the clock of who was primary then
 */
public record ServerState(
        String flavour,
        String version,
        String uuid,
        String serverId,
        boolean readOnly,
        boolean superReadOnly,
        List<ReplicationState> replication,
        Optional<Position> executed,
        OptionalLong promotion,
        OptionalLong heartbeat) {
    public ServerState {
        Objects.requireNonNull(flavour, "flavour");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(uuid, "uuid");
        Objects.requireNonNull(serverId, "serverId");
        replication = List.copyOf(replication);
        Objects.requireNonNull(executed, "executed");
        Objects.requireNonNull(promotion, "promotion");
        Objects.requireNonNull(heartbeat, "heartbeat");
    }

    /** Whether a replica may know its source as this server. */
    boolean isNamedBy(ReplicationState other) {
        return other.sourceIds().contains(uuid) || other.sourceIds().contains(serverId);
    }
}
