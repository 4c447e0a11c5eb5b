package dev.palinode.engine.reparent;

import dev.palinode.engine.dialect.ReplicaStatus;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.reparent.former.Former;
import dev.palinode.engine.reparent.member.Change;
import dev.palinode.engine.reparent.member.Errant;
import dev.palinode.engine.reparent.member.Events;
import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.Members;
import dev.palinode.engine.reparent.member.Pause;
import dev.palinode.engine.reparent.member.ReparentIntent;
import dev.palinode.engine.reparent.member.Retry;
import dev.palinode.engine.reparent.member.Trouble;
import dev.palinode.engine.topo.ShardGate;
import dev.palinode.engine.topo.Tablet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the most advanced replica the primary when the primary is dead or must not be waited for. All other replicas
 * have to be reached or to be ignored by name, because one that is away may be the most advanced.
 */
final class EmergencyReparent {
    static final String ACTION = "EmergencyReparentShard";

    private final ShardAccess shard;
    private final ReparentOptions options;
    private final AutoFailover.Requirement requirement;
    private final Events events;
    private Set<Member> leftOut = Set.of();

    /**
     * A command that has not begun.
     *
     * @param requirement what must hold, when all servers are locked
     */
    EmergencyReparent(ShardAccess shard, ReparentOptions options, Events events, AutoFailover.Requirement requirement) {
        this.shard = shard;
        this.options = options;
        this.requirement = requirement;
        this.events = events;
    }

    /** Returns the former primary if it is away, or could not be made a replica, and has to be watched for. */
    Optional<Tablet> run() throws SQLException, InterruptedException {
        Tablet former = shard.topology().primary();
        options.requireExpected(former);
        if (options.newPrimary().filter(former.alias()::equals).isPresent()) {
            throw Events.refuse(former.alias() + " is the primary that is to be replaced");
        }
        List<Tablet> asked = asked(former);
        try (Members members = Members.connect(asked)) {
            members.lock(options.waitReplicas());
            List<Member> replicas = members.reached().stream()
                    .filter(member -> !member.alias().equals(former.alias()))
                    .toList();
            Map<String, String> away = new LinkedHashMap<>(members.away());
            away.remove(former.alias());
            if (!away.isEmpty()) {
                throw Events.refuse(Members.describe(away) + "; if it can be done without, --ignore-replicas "
                        + String.join(",", away.keySet()) + "; nothing was changed");
            }
            Candidates.requireNoOther(replicas);
            Candidates.requireNear(replicas, former, options);
            for (Member replica : replicas) {
                replica.requireMayForgetSource();
            }
            requirement.check(former, replicas);
            Candidates.requireFit(replicas, members.find(former.alias()).isPresent());
            boolean taken;
            try (Former old = Former.of(former, members, events)) {
                taken = change(
                        replicas, old, members.newestPromotion(shard.topology().newestPromotion()));
            }
            options.ignoreReplicas().stream()
                    .sorted()
                    .forEach(alias -> events.warn(alias + " was ignored and does not follow the new primary: VTCTL"
                            + " ReparentTablet " + alias + " when it is there"));
            return taken ? Optional.empty() : Optional.of(former);
        }
    }

    /** All but those that can be done without; the primary cannot, because it would be neither asked nor fenced. */
    private List<Tablet> asked(Tablet former) {
        List<Tablet> all = shard.topology().tablets();
        for (String alias : options.ignoreReplicas()) {
            if (alias.equals(former.alias())) {
                throw Events.refuse(
                        alias + " is the primary, and not to be ignored: it is made read-only if it answers");
            }
            if (all.stream().noneMatch(tablet -> tablet.alias().equals(alias))) {
                throw Events.refuse("no such replica to be ignored: " + alias);
            }
        }
        return all.stream()
                .filter(tablet -> !options.ignoreReplicas().contains(tablet.alias()))
                .toList();
    }

    /** Whether the former primary was taken in. */
    private boolean change(List<Member> replicas, Former former, long behind)
            throws SQLException, InterruptedException {
        Optional<Member> old = former.member();
        boolean fences = old.isPresent() && !old.get().isReadOnly();
        Change change = new Change(ReparentIntent.of(ACTION, identity(old, replicas), fences, replicas), behind);
        ShardGate.Hold hold = shard.gate().hold(Duration.ZERO);
        Member chosen;
        try {
            chosen = handOver(replicas, former, change);
            events.add(chosen.alias() + " is the primary");
            shard.steps().reached("reparent.promoted");
            if (!former.isFenced()) {
                // It may take writes, now or soon, and without the row nobody could tell which of the two is the
                // primary.
                change.journal(chosen);
            }
            shard.look(events);
        } finally {
            hold.close();
        }
        if (former.isFenced()) {
            change.journal(chosen);
        }
        boolean taken = false;
        shard.steps().reached("reparent.journaled");
        try (Member source = Member.connect(chosen.tablet())) {
            change.requirePrimary(source);
            Followers followers = new Followers(source, events);
            followers.follow(
                    replicas.stream()
                            .filter(member -> member != chosen && !leftOut.contains(member))
                            .toList(),
                    options.waitReplicas());
            followers.leave(leftOut);
            if (former.isFenced()) {
                taken = followers.takeIn(former.member().orElseThrow(), options.waitReplicas());
            } else if (!former.isLoose()) {
                events.add(former.alias() + " is away; it will be made read-only when it comes back");
            }
        }
        shard.steps().reached("reparent.followed");
        change.end(chosen);
        shard.look(events);
        return taken;
    }

    /** How servers know the former primary: by itself if it answers, and else as replicas have known it. */
    private static String identity(Optional<Member> old, List<Member> replicas) throws SQLException {
        if (old.isPresent()) {
            return old.get().identity();
        }
        for (Member replica : replicas) {
            String source = replica.status().map(ReplicaStatus::source).orElse("");
            if (!source.isEmpty() && !source.equals("0")) {
                return source;
            }
        }
        return "";
    }

    /** Where nobody receives from the former primary, the row would be a transaction that only it has. */
    private static void announce(Change change, Member old, List<Member> replicas) throws SQLException {
        for (Member replica : replicas) {
            if (replica.status().filter(ReplicaStatus::receiving).isPresent()) {
                change.intent().announce(old);
                return;
            }
        }
        change.intent().keep(old);
    }

    private Member handOver(List<Member> replicas, Former former, Change change) throws SQLException {
        Pause pause = Pause.of(change.intent(), replicas);
        try {
            Candidates.makeReadOnly(replicas, events);
            Member.Act announcement = old -> announce(change, old, replicas);
            if (change.intent().restores()) {
                former.announce(announcement);
            }
            shard.steps().reached("reparent.fence");
            if (former.member().isPresent()) {
                fence(former, announcement, replicas);
            }
            Optional<Member> old = former.member().filter(one -> former.isFenced());
            pause.begin(events);
            shard.steps().reached("reparent.stopped");
            leftOut = Errant.among(old, replicas).judge(options.newPrimary(), requirement.isAutomatic(), events);
            Member chosen = chooseAndApply(Candidates.nearFirst(replicas, former.tablet()), former.tablet());
            shard.steps().reached("reparent.applied");
            chosen.stop();
            change.intent().keep(chosen);
            Promotion.promote(chosen, former::requireAsLeft, shard.steps(), events);
            return chosen;
        } catch (Promotion.Undecided e) {
            throw e;
        } catch (SQLException | RuntimeException e) {
            undo(pause, former.member(), change, e);
            throw e;
        }
    }

    private void fence(Former former, Member.Act announcement, List<Member> replicas) throws SQLException {
        former.demote(announcement, requirement.isAutomatic());
        shard.steps().reached("reparent.demoted");
        // Not the one before: where it was tried once more, the connection may be another.
        Member member = former.member().orElseThrow();
        if (former.isFenced()) {
            events.add(former.alias() + " is read-only");
            letCatchUp(member.executed(), replicas);
            return;
        }
        try {
            letCatchUp(member.executed(), replicas);
        } catch (SQLException e) {
            events.warn(former.alias() + " cannot be asked what it has: " + Trouble.reason(e));
        }
    }

    private void undo(Pause pause, Optional<Member> old, Change change, Exception cause) {
        old.filter(member -> change.intent().restores()).ifPresent(member -> {
            attempt(member, () -> change.undemote(member), "made writable again", cause);
            attempt(member, () -> change.end(member), "told that it is over", cause);
        });
        pause.undo(
                old,
                (member, what, act) -> attempt(member, () -> Retry.act(member, Member::isReadOnly, act), what, cause),
                events);
    }

    /** Where the former primary still answers, nothing of it needs to be lost; where it does not send, it will be. */
    private void letCatchUp(Position last, List<Member> replicas) throws SQLException {
        for (Member replica : replicas) {
            boolean healthy = replica.status().filter(ReplicaStatus::healthy).isPresent();
            if (healthy && replica.await(last, options.waitReplicas())) {
                return;
            }
        }
        events.warn("no replica could get everything that the former primary has");
    }

    private Member chooseAndApply(List<Member> replicas, Tablet former) throws SQLException {
        List<Member> sound = Candidates.applyingFirst(
                replicas.stream().filter(member -> !leftOut.contains(member)).toList());
        Member best = Candidates.mostAdvanced(sound);
        Member chosen = Candidates.chooseInNeed(sound, former, options);
        applied(best, best.received());
        if (chosen != best) {
            chosen.follow(best);
            applied(chosen, best.executed());
        }
        return chosen;
    }

    private void applied(Member replica, Position position) throws SQLException {
        if (!replica.await(position, options.waitReplicas())) {
            throw Events.refuse(replica.alias() + " has not applied what it has received within "
                    + options.waitReplicas().toSeconds() + " s"
                    + replica.status()
                            .filter(status -> !status.applying())
                            .map(status -> ": " + status.trouble())
                            .orElse(""));
        }
    }

    private interface Undoing {
        void run() throws SQLException;
    }

    private boolean attempt(Member member, Undoing undoing, String what, Exception cause) {
        try {
            undoing.run();
            return true;
        } catch (SQLException e) {
            cause.addSuppressed(e);
            events.warn(member.alias() + " could not be " + what + ": " + Trouble.reason(e));
            return false;
        }
    }
}
