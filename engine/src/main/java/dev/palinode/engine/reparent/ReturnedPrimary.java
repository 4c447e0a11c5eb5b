package dev.palinode.engine.reparent;

import dev.palinode.engine.reparent.former.Fence;
import dev.palinode.engine.reparent.member.Events;
import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.ReparentJournal;
import dev.palinode.engine.topo.Tablet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Deals with a former primary that comes back after another one was promoted in its absence: it is made read-only at
 * once, and becomes a replica if it has nothing that the primary lacks. Blocks for seconds.
 */
public final class ReturnedPrimary {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int LOCK_SECONDS = 2;

    private ReturnedPrimary() {}

    /** What became of it. */
    public enum Outcome {
        /** It cannot be reached. */
        AWAY,
        /** Another command changes its role now, or it could not be made read-only yet. */
        BUSY,
        /** It is there, but whether it was replaced cannot be told by what the servers know; nothing was done. */
        UNCERTAIN,
        /** It replicates from somebody; nothing was to be done. */
        REPLICA,
        /** It was made read-only and replicates from the primary now. */
        TAKEN_IN,
        /** It is read-only, and replicates from nobody: it has transactions of its own, or could not be taken in. */
        FENCED;

        /** Whether there is nothing more to do. */
        boolean isFinal() {
            return this != AWAY && this != BUSY && this != UNCERTAIN;
        }
    }

    /**
     * The outcome, and what was done.
     *
     * @param events for people; empty if nothing was done
     */
    public record Review(Outcome outcome, List<String> events) {
        public Review {
            events = List.copyOf(events);
        }
    }

    /**
     * Looks at a tablet that is not the primary. Nothing is done unless the primary takes writes, and its journal has a
     * promotion that the tablet does not know of.
     *
     * @throws SQLException if the primary cannot be asked
     */
    public static Review review(Tablet former, Tablet primary) throws SQLException {
        return review(former, primary, Set.of());
    }

    /**
     * The same.
     *
     * @param told what the log says already
     */
    static Review review(Tablet former, Tablet primary, Set<String> told) throws SQLException {
        Events events = new Events(former.alias(), told);
        try (Member source = Member.connect(primary)) {
            Optional<Member> back = connect(former);
            if (back.isEmpty() || former.alias().equals(primary.alias())) {
                return new Review(Outcome.AWAY, List.of());
            }
            try (Member member = back.get()) {
                if (member.status().isPresent()) {
                    return new Review(Outcome.REPLICA, List.of());
                }
                boolean certain =
                        !source.isReadOnly() && source.status().isEmpty() && ReparentJournal.isNewer(source, member);
                if (!certain) {
                    events.warn(former.alias() + " has come back and "
                            + (member.isReadOnly() ? "is read-only" : "takes writes")
                            + ", and whether " + primary.alias() + " has replaced it cannot be told from "
                            + "_vt.reparent_journal; VTCTL ReparentTablet " + former.alias() + " makes it a replica");
                    return new Review(Outcome.UNCERTAIN, events.lines());
                }
                return member.lock() ? fence(member, source, events) : new Review(Outcome.BUSY, List.of());
            }
        }
    }

    private static Optional<Member> connect(Tablet tablet) {
        try {
            return Optional.of(Member.connect(tablet));
        } catch (SQLException e) {
            return Optional.empty();
        }
    }

    private static Review fence(Member member, Member source, Events events) throws SQLException {
        if (!member.isReadOnly()) {
            events.warn(member.alias() + " has come back and took writes, although " + source.alias()
                    + " is the primary; it is made read-only");
        }
        // What its sessions write is lost, so that none of them is waited for.
        member.execute("SET SESSION lock_wait_timeout = " + LOCK_SECONDS);
        try (Fence fence = new Fence(member, events)) {
            if (!fence.demote(nothing -> {}, false)) {
                return new Review(Outcome.BUSY, events.lines());
            }
            new Followers(source, events).takeIn(fence.former(), PATIENCE);
        }
        try (Member fresh = Member.connect(member.tablet())) {
            return new Review(fresh.status().isPresent() ? Outcome.TAKEN_IN : Outcome.FENCED, events.lines());
        }
    }
}
