package dev.palinode.engine.reparent;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.dialect.ReplicaStatus;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.reparent.former.Away;
import dev.palinode.engine.reparent.former.LastLook;
import dev.palinode.engine.reparent.member.Events;
import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.Members;
import dev.palinode.engine.reparent.member.Pause;
import dev.palinode.engine.reparent.member.ReparentIntent;
import dev.palinode.engine.reparent.member.ReparentJournal;
import dev.palinode.engine.reparent.member.Trouble;
import dev.palinode.engine.reparent.others.Unfinished;
import dev.palinode.engine.topo.Tablet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Ends a change of the primary whose process has died in the middle: forward if a candidate takes writes already, back to
 * the former primary if none does. Each step can be done again, so that a recovery may be interrupted as well. Nothing is
 * done while the process that began it holds the servers' locks.
 */
public final class InterruptedReparent {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Members members;
    private final long newest;
    private final Events events;
    private final List<Tablet> left = new ArrayList<>();

    private InterruptedReparent(Members members, long newest, Events events) {
        this.members = members;
        this.newest = newest;
        this.events = events;
    }

    /**
     * What is known before a look.
     *
     * @param newest the last promotion, in nanoseconds since 1970; 0 if none is known
     * @param told what the log says already
     */
    record Known(long newest, Set<String> told) {
        Known {
            told = Set.copyOf(told);
        }
    }

    /**
     * Looks for a change that was interrupted, and ends it. Blocks for seconds; safe to be called by several processes.
     *
     * @param shard its name, for the log
     * @param tablets all servers, in whatever roles
     * @return what was done, or why nothing could be; empty if nothing was to be done
     */
    public static List<String> recover(String shard, List<Tablet> tablets) {
        return recover(shard, tablets, new Known(0, Set.of()), away -> {});
    }

    /**
     * The same.
     *
     * @param lost is given the servers that were away when one was promoted, and one that could not be taken in
     * @param known what is known already
     */
    static List<String> recover(String shard, List<Tablet> tablets, Known known, Consumer<Tablet> lost) {
        Events events = new Events(shard, known.told());
        try (Members members = Members.connect(tablets)) {
            InterruptedReparent found = new InterruptedReparent(members, known.newest(), events);
            if (!Unfinished.among(members).intents().isEmpty()) {
                Optional<String> busy = members.tryLock(PATIENCE);
                if (busy.isPresent()) {
                    events.warn("a reparent is unfinished: " + busy.get());
                    return events.lines();
                }
                // Whoever had the lock may have ended it meanwhile.
                Unfinished unfinished = Unfinished.among(members);
                if (found.endAny(unfinished)) {
                    found.left.forEach(lost);
                    tablets.stream()
                            .filter(tablet -> members.away().containsKey(tablet.alias()))
                            .forEach(lost);
                }
            }
        } catch (SQLException e) {
            events.warn("an interrupted reparent could not be ended: " + Trouble.reason(e));
        } catch (EngineFault e) {
            events.warn("a reparent is unfinished: " + e.getMessage());
        }
        return events.lines();
    }

    /**
     * Ends the first one that can be, from the newest on, by clocks that differ: one that is over, and that a server has kept,
     * must not hide the one that is not.
     *
     * @return false if there was none that could be
     */
    private boolean endAny(Unfinished unfinished) throws SQLException {
        Set<String> refused = new LinkedHashSet<>();
        for (ReparentIntent intent : unfinished.intents()) {
            try {
                end(intent, unfinished);
                return true;
            } catch (EngineFault e) {
                refused.add("a reparent is unfinished: " + e.getMessage());
            }
        }
        refused.forEach(events::warn);
        return false;
    }

    private void end(ReparentIntent intent, Unfinished all) throws SQLException {
        Optional<Member> former = find(intent.former());
        List<Member> candidates = members.reached().stream()
                .filter(member -> intent.candidates().contains(member.identity()))
                .toList();
        List<Member> writers = new ArrayList<>();
        for (Member member : members.reached()) {
            boolean follows = member.status().filter(ReplicaStatus::receiving).isPresent();
            boolean isFormer = former.filter(one -> one == member).isPresent();
            if (!member.isReadOnly() && !follows && !isFormer) {
                writers.add(member);
            }
        }
        events.add(intent.action() + " was interrupted");
        if (writers.size() > 1 || !candidates.containsAll(writers)) {
            String aliases =
                    String.join(" or ", writers.stream().map(Member::alias).toList());
            throw Events.refuse("somebody else has made a server take writes: " + aliases
                    + "; VTCTL TabletExternallyReparented " + aliases
                    + " ends this, once that is the only one that does");
        }
        if (writers.size() == 1) {
            finish(intent, writers.get(0), former, LastLook.Look.NONE);
            return;
        }
        // Of the others, too: any of them may be the last one.
        boolean mayBeAway = !members.away().isEmpty() && all.withAbsent().isPresent();
        if (mayBeAway || candidates.size() < intent.candidates().size()) {
            throw Events.refuse("one that may have been promoted cannot be asked; " + Members.describe(members.away()));
        }
        if (former.isPresent() && former.get().status().isEmpty() && intent.restores() && intent.isOn(former.get())) {
            if (!members.away().isEmpty()) {
                throw Events.refuse("one that somebody may have promoted meanwhile cannot be asked; "
                        + Members.describe(members.away()));
            }
            undo(former.get(), candidates);
            return;
        }
        promote(intent, candidates, former);
    }

    private Optional<Member> find(String identity) {
        return members.reached().stream()
                .filter(member -> member.identity().equals(identity))
                .findFirst();
    }

    private void undo(Member former, List<Member> candidates) throws SQLException {
        if (members.newestPromotion(newest) > ReparentJournal.newest(former)) {
            throw Events.refuse(former.alias() + " lacks a promotion that others know of (_vt.reparent_journal)");
        }
        for (Member candidate : candidates) {
            String errant = former.lacking(candidate.history(), List.of(former.history()));
            if (!errant.isEmpty()) {
                throw Events.refuse(
                        candidate.alias() + " has transactions that " + former.alias() + " lacks: " + errant);
            }
        }
        for (Member candidate : candidates) {
            if (ReparentIntent.kept(candidate).isPresent()) {
                ReparentIntent.forget(candidate);
            }
            candidate.readOnly();
        }
        if (former.isReadOnly()) {
            former.writable();
            events.add(former.alias() + " takes writes again");
        }
        List<Member> stopped = new ArrayList<>();
        for (Member candidate : candidates) {
            boolean follows = candidate
                    .status()
                    .filter(status -> status.healthy() && status.source().equals(former.identity()))
                    .isPresent();
            if (!follows) {
                stopped.add(candidate);
            }
        }
        new Followers(former, events).follow(stopped, PATIENCE);
        ReparentIntent.end(former);
    }

    /** Nobody takes writes, and the former primary, for whose replacement somebody has asked, is away or replicates. */
    private void promote(ReparentIntent intent, List<Member> candidates, Optional<Member> former) throws SQLException {
        Optional<Member> chosen = Optional.empty();
        String left = "";
        for (Member candidate : candidates) {
            Optional<ReparentIntent> kept = ReparentIntent.kept(candidate);
            if (kept.filter(own ->
                            own.token().equals(intent.token()) && own.row().chosen())
                    .isPresent()) {
                chosen = Optional.of(candidate);
                left = kept.orElseThrow().row().position();
            }
        }
        if (chosen.isEmpty()) {
            if (Pause.end(intent, candidates, members.reached(), events)) {
                return;
            }
            throw Events.refuse("no server takes writes, and the former primary cannot be asked; if it is dead, VTCTL"
                    + " EmergencyReparentShard makes another one the primary");
        }
        requireAsLeft(chosen.get(), left, former);
        if (chosen.get().status().isPresent()) {
            chosen.get().stop();
        }
        finish(intent, chosen.get(), former, () -> {
            Away.require(members);
            if (former.isPresent() && !former.get().isReadOnly()) {
                throw Events.refuse(former.get().alias() + " takes writes again");
            }
        });
    }

    /** The row may be an old one, which its server has kept although somebody else was promoted long ago. */
    private void requireAsLeft(Member chosen, String left, Optional<Member> former) throws SQLException {
        if (members.away().size() > (former.isPresent() ? 0 : 1)) {
            throw Events.refuse("one that somebody may have promoted meanwhile cannot be asked; "
                    + Members.describe(members.away()));
        }
        boolean stopped = chosen.status()
                .filter(now -> now.receiving() || now.applying() || now.lostSource())
                .isEmpty();
        Position has = chosen.executed();
        if (!stopped || !has.encode().equals(left)) {
            throw Events.refuse(chosen.alias() + " was chosen, but is not as it was left any more;"
                    + " VTCTL EmergencyReparentShard chooses anew");
        }
        for (Member other : members.but(chosen)) {
            if (other.status().filter(ReplicaStatus::receiving).isPresent()) {
                throw Events.refuse(other.alias() + " still receives from a primary");
            }
            if (!has.contains(other.received())) {
                throw Events.refuse(other.alias() + " has got more than " + chosen.alias()
                        + " meanwhile; VTCTL EmergencyReparentShard chooses anew");
            }
        }
    }

    private void finish(ReparentIntent intent, Member promoted, Optional<Member> former, LastLook.Look look)
            throws SQLException {
        if (former.isPresent()) {
            former.get().demote();
        }
        Promotion.promote(promoted, look, name -> {}, events);
        events.add(promoted.alias() + " is the primary");
        // Also if there is one of this change: that it counts more than all the others is what matters.
        ReparentJournal.write(promoted, intent.action(), members.newestPromotion(newest));
        Followers followers = new Followers(promoted, events);
        List<Member> others = new ArrayList<>();
        for (Member other : members.but(promoted)) {
            if (former.filter(one -> one == other).isPresent()) {
                continue;
            }
            String errant = promoted.lacking(other.history(), List.of(promoted.history()));
            if (errant.isEmpty()) {
                others.add(other);
            } else {
                events.warn(other.alias() + " is left out: it has transactions that nobody else has: " + errant);
                followers.leave(List.of(other));
            }
        }
        members.away()
                .keySet()
                .forEach(alias -> events.warn(alias
                        + " is away; unless it follows by itself when it is back, VTCTL ReparentTablet " + alias));
        if (former.isPresent() && !followers.takeIn(former.get(), PATIENCE)) {
            left.add(former.get().tablet());
        }
        followers.follow(others, PATIENCE);
        ReparentIntent.end(promoted);
    }
}
