package dev.palinode.engine.reparent.member;

import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.topo.Tablet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What a replica has received and not applied. When the primary is dead it may be nowhere else, and there are statements
 * that delete it: a change of the source, and on MariaDB a START SLAVE while nothing runs.
 */
public final class RelayLog {
    private RelayLog() {}

    /**
     * Starts replication, unless that deletes what no other server has.
     *
     * @param others who may have it, and are asked only then
     */
    public static void start(Member replica, List<Tablet> others) throws SQLException {
        if (replica.startLoses()) {
            try (Members members = Members.connect(others)) {
                onlyAt(replica, members.reached()).ifPresent(what -> {
                    throw Events.refuse(what);
                });
            }
        }
        replica.start();
    }

    /** What keeps a replica from being stopped and started, or given another source, in words; empty if nothing does. */
    static Optional<String> onlyAt(Member replica, Collection<Member> others) throws SQLException {
        Position received = replica.received();
        if (replica.executed().contains(received)) {
            return Optional.empty();
        }
        for (Member other : others) {
            if (!other.alias().equals(replica.alias()) && has(other, received)) {
                return Optional.empty();
            }
        }
        return Optional.of(replica.alias() + " has received " + received.value() + ", has not applied all of it, and no"
                + " other server that answers has it: to start its replication, which is stopped, would delete that"
                + replica.status()
                        .map(status -> status.applyError().isEmpty() ? "" : " (" + status.applyError() + ")")
                        .orElse("")
                + "; how it can be applied is in docs/recovery.md");
    }

    /** What the other one has received itself may be deleted as well. */
    private static boolean has(Member other, Position received) {
        try {
            return other.executed().contains(received);
        } catch (SQLException e) {
            return false;
        }
    }
}
