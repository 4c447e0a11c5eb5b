package dev.palinode.engine.reparent.member;

import dev.palinode.engine.dialect.ReplicaStatus;
import dev.palinode.engine.topo.ServerAddress;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Replicas that are made to stop receiving, so that what they have can be compared, and to receive again if none of them
 * is promoted. Each of them keeps a row meanwhile: where there is no primary, nobody else could know after a crash that it
 * was for a change which is over that they were stopped. Confined to one thread.
 */
public final class Pause {
    private final ReparentIntent intent;
    private final Map<Member, ReplicaStatus> before;

    private Pause(ReparentIntent intent, Map<Member, ReplicaStatus> before) {
        this.intent = intent;
        this.before = before;
    }

    /** Of those that have a source. Changes nothing. */
    public static Pause of(ReparentIntent intent, List<Member> replicas) throws SQLException {
        Map<Member, ReplicaStatus> before = new LinkedHashMap<>();
        for (Member replica : replicas) {
            replica.status().ifPresent(status -> before.put(replica, status));
        }
        return new Pause(intent, before);
    }

    /**
     * Stops them. All are named in each row, so that one where it cannot be written does no harm. A statement that
     * is being applied for long keeps MySQL from becoming super_read_only again; it stays read_only.
     */
    public void begin(Events events) throws SQLException {
        int marked = 0;
        Optional<SQLException> last = Optional.empty();
        for (Member replica : before.keySet()) {
            try {
                intent.mark(replica);
                marked++;
                replica.readOnly();
            } catch (SQLException e) {
                last = Optional.of(e);
                events.warn(replica.alias() + " could not be prepared for a crash of ours: " + Trouble.reason(e));
            }
        }
        if (marked == 0 && last.isPresent()) {
            throw last.get();
        }
        for (Member replica : before.keySet()) {
            replica.stopReceiving();
        }
    }

    /** Something that is undone at one of them; a failure must not keep the others from it. */
    @FunctionalInterface
    public interface Attempt {
        /** Tries it; false, and told, if it fails. */
        boolean at(Member member, String what, Member.Act act);
    }

    /**
     * Makes them receive again as they did before; whoever was chosen is not chosen any more. Who would lose what it alone
     * has received is left stopped.
     *
     * @param old the former primary, if it answers
     */
    public void undo(Optional<Member> old, Attempt attempt, Events events) {
        List<Member> others = new ArrayList<>(before.keySet());
        old.ifPresent(others::add);
        List<Member> undone = before.entrySet().stream()
                .filter(entry -> attempt.at(
                        entry.getKey(),
                        "made to replicate again",
                        member -> undo(member, entry.getValue(), others, events)))
                .map(Map.Entry::getKey)
                .toList();
        // Last: until then whoever finds the rows would undo the same.
        undone.forEach(replica -> attempt.at(replica, "told that it is over", ReparentIntent::forget));
    }

    private void undo(Member member, ReplicaStatus status, List<Member> others, Events events) throws SQLException {
        if (ReparentIntent.kept(member).filter(own -> own.row().chosen()).isPresent()) {
            intent.mark(member);
        }
        start(member, status, others, events);
        member.readOnly();
    }

    /** Whether it was started: one that would lose what it alone has received is left stopped, and named. */
    private static boolean start(Member member, ReplicaStatus before, Collection<Member> others, Events events)
            throws SQLException {
        Optional<ReplicaStatus> now = member.status();
        boolean moved = now.filter(status -> status.host().equals(before.host()) && status.port() == before.port())
                .isEmpty();
        Optional<String> only = moved || member.startLoses() ? RelayLog.onlyAt(member, others) : Optional.empty();
        if (only.isPresent()) {
            events.warn(only.get());
            return false;
        }
        if (moved) {
            member.followAgain(new ServerAddress(before.host(), before.port()));
        } else {
            member.start();
        }
        return true;
    }

    /**
     * Makes replicas receive again whose process has died before one was chosen, by now from the former primary alone.
     *
     * @param all every server that answers
     * @return whether there was anything to do; false if none of them knows of the change
     */
    public static boolean end(ReparentIntent intent, List<Member> replicas, Collection<Member> all, Events events)
            throws SQLException {
        boolean known = false;
        Optional<ReplicaStatus> source = Optional.empty();
        for (Member replica : replicas) {
            known |= isPaused(intent, replica);
            Optional<ReplicaStatus> own =
                    replica.status().filter(status -> status.source().equals(intent.former()));
            source = own.isPresent() ? own : source;
        }
        if (!known) {
            return false;
        }
        for (Member replica : replicas) {
            Optional<ReplicaStatus> now = replica.status();
            boolean moved = now.filter(status -> !status.source().equals(intent.former()))
                    .isPresent();
            if (now.isPresent() && start(replica, moved ? source.orElse(now.get()) : now.get(), all, events)) {
                events.add(replica.alias() + " was stopped, and tries to receive again");
            }
        }
        for (Member replica : replicas) {
            ReparentIntent.forget(replica);
        }
        return true;
    }

    private static boolean isPaused(ReparentIntent intent, Member replica) throws SQLException {
        return ReparentIntent.kept(replica)
                .filter(own -> own.token().equals(intent.token()) && !own.row().chosen())
                .isPresent();
    }
}
