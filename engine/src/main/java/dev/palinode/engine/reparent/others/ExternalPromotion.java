package dev.palinode.engine.reparent.others;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.reparent.member.Events;
import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.Members;
import dev.palinode.engine.reparent.member.ReparentIntent;
import dev.palinode.engine.reparent.member.ReparentJournal;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.Topology;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A promotion by somebody else of which a person tells. It gets a row in the journal, newer than all others, which is how
 * every process learns of it: those whose primary has come back, or is away, or took writes beside this one. Nothing else
 * is changed at the servers, so that a crash in the middle leaves nothing behind.
 */
public final class ExternalPromotion {
    private static final String ACTION = "TabletExternallyReparented";

    private final Topology topology;
    private final Tablet promoted;

    /** Nothing has happened yet. */
    public ExternalPromotion(Topology topology, Tablet promoted) {
        this.topology = topology;
        this.promoted = promoted;
    }

    /**
     * Writes the row, and ends what somebody else has left unfinished.
     *
     * @throws EngineFault if by what the servers say it is not the only one that was promoted; nothing was changed then
     */
    public void note() throws SQLException, InterruptedException {
        try (Members members = Members.connect(topology.tablets())) {
            Member member = members.find(promoted.alias())
                    .orElseThrow(() -> new EngineFault(
                            EngineFault.Kind.UNAVAILABLE,
                            promoted.alias() + " cannot be reached: "
                                    + members.away().get(promoted.alias())));
            members.lock(Duration.ZERO);
            requirePromoted(member);
            for (Member other : members.but(member)) {
                requireNoPrimary(other, member);
            }
            ReparentJournal.write(member, ACTION, members.newestPromotion(topology.newestPromotion()));
            ReparentIntent.end(member);
        }
    }

    private boolean isKnown() {
        return topology.primary().alias().equals(promoted.alias());
    }

    /** One that has a source is the primary only if the topology says so, which sees whether that stands outside. */
    private void requirePromoted(Member member) throws SQLException {
        if (isKnown() && member.isReadOnly()) {
            throw Events.refuse(member.alias() + " is the primary, but it is read-only; VTCTL SetWritable "
                    + member.alias() + " true makes it take writes");
        }
        if (member.isReadOnly() || (!isKnown() && member.status().isPresent())) {
            throw notPrimary();
        }
    }

    /** One that has missed a promotion of which the promoted one knows is nobody's primary. */
    private void requireNoPrimary(Member other, Member member) throws SQLException {
        if (other.isReadOnly() || other.status().isPresent() || ReparentJournal.isNewer(member, other)) {
            return;
        }
        if (!isKnown()) {
            throw notPrimary();
        }
        throw Events.refuse(other.alias() + " takes writes as well, and replicates from nobody: VTCTL SetWritable "
                + other.alias() + " false, if it is not the primary; nothing was changed");
    }

    private EngineFault notPrimary() {
        return Events.refuse(promoted.alias() + " is not the primary: by what the servers say, it is "
                + topology.primary().alias());
    }
}
