package dev.palinode.engine.topo.health;

import dev.palinode.engine.topo.Tablet;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a tablet is.
 *
 * @param tablet in the role that it has now
 * @param trouble why it could not be asked; empty if it answered
 * @param state what it said when it answered last; empty if it never has
 * @param seen when it was asked last, whether it answered or not
 * @param lag by how many seconds it is behind the primary; empty for the primary, and when nobody can tell
 */
public record TabletHealth(
        Tablet tablet, String trouble, Optional<ServerState> state, Instant seen, OptionalDouble lag) {
    public TabletHealth {
        Objects.requireNonNull(tablet, "tablet");
        Objects.requireNonNull(trouble, "trouble");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(seen, "seen");
        Objects.requireNonNull(lag, "lag");
    }

    /** Whether it answers. */
    public boolean alive() {
        return trouble.isEmpty() && state.isPresent();
    }

    /** Whether it answers, and takes writes of ordinary users. */
    public boolean writable() {
        return alive() && !state.orElseThrow().readOnly();
    }

    /** Whether it answers, and fetches and applies what its source writes, as far as we may see that. */
    public boolean runs() {
        return alive()
                && !state.orElseThrow().replication().isEmpty()
                && state.orElseThrow().replication().stream()
                        .allMatch(from -> from.runs() || from.equals(ReplicationState.HIDDEN));
    }

    /** The alias of the tablet. */
    public String alias() {
        return tablet.alias();
    }

    TabletHealth as(Tablet inItsRole, OptionalDouble measured) {
        return new TabletHealth(inItsRole, trouble, state, seen, measured);
    }

    /** For people, in one line. */
    public String describe() {
        String what = state.map(known -> (known.readOnly() ? "read-only" : "writable")
                        + known.replication().stream()
                                .findFirst()
                                .map(from -> ", replicates from " + from.source() + " (IO " + from.io() + ", SQL "
                                        + from.sql() + ")")
                                .orElse(", replicates from nobody"))
                .orElse("never seen");
        return alias() + " at " + tablet.address() + " is "
                + (alive() ? what : "away (" + trouble + "), and was " + what);
    }
}
