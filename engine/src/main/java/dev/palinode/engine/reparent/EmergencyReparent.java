package dev.palinode.engine.reparent;

import dev.palinode.engine.dialect.ReplicaStatus;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.reparent.member.Events;
import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.Members;
import dev.palinode.engine.reparent.member.ReparentIntent;
import dev.palinode.engine.reparent.member.ReparentJournal;
import dev.palinode.engine.reparent.member.Retry;
import dev.palinode.engine.reparent.member.Trouble;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.ShardGate;
import dev.palinode.engine.topo.Tablet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    private final Map<Member, String> errant = new LinkedHashMap<>();

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

    /** Returns the former primary if it is away, and has to be watched for. */
    Optional<Tablet> run() throws SQLException, InterruptedException {
        Tablet former = shard.topology().primary();
        if (options.newPrimary().filter(former.alias()::equals).isPresent()) {
            throw Events.refuse(former.alias() + " is the primary that is to be replaced");
        }
        List<Tablet> asked = shard.topology().tablets().stream()
                .filter(tablet -> !options.ignoreReplicas().contains(tablet.alias()))
                .toList();
        try (Members members = Members.connect(asked)) {
            members.lock();
            Optional<Member> old = members.find(former.alias());
            List<Member> replicas = members.reached().stream()
                    .filter(member -> !member.alias().equals(former.alias()))
                    .toList();
            Map<String, String> away = new LinkedHashMap<>(members.away());
            away.remove(former.alias());
            if (!away.isEmpty()) {
                throw Events.refuse(Members.describe(away) + "; if it can be done without, --ignore-replicas "
                        + String.join(",", away.keySet()) + "; nothing was changed");
            }
            for (Member replica : replicas) {
                replica.requireMayForgetSource();
            }
            requirement.check(former, replicas);
            change(old, replicas, former);
            return old.isPresent() ? Optional.empty() : Optional.of(former);
        }
    }

    private void change(Optional<Member> old, List<Member> replicas, Tablet former)
            throws SQLException, InterruptedException {
        ShardGate.Hold hold = shard.gate().hold(Duration.ZERO);
        Member chosen;
        try {
            chosen = handOver(old, replicas, former);
            events.add(chosen.alias() + " is the primary");
            shard.steps().reached("reparent.promoted");
            shard.look(events);
        } finally {
            hold.close();
        }
        Retry.act(chosen, member -> ReparentJournal.write(member, ACTION));
        shard.steps().reached("reparent.journaled");
        try (Member source = Member.connect(chosen.tablet())) {
            Followers followers = new Followers(source, events);
            followers.follow(
                    replicas.stream()
                            .filter(member -> member != chosen && !errant.containsKey(member))
                            .toList(),
                    options.waitReplicas());
            if (old.isPresent()) {
                followers.takeIn(old.get(), options.waitReplicas());
            } else {
                events.add(former.alias() + " is away; it will be made read-only when it comes back");
            }
        }
        shard.steps().reached("reparent.followed");
        Retry.act(chosen, ReparentIntent::end);
        shard.look(events);
    }

    private Member handOver(Optional<Member> old, List<Member> replicas, Tablet former) throws SQLException {
        boolean fences = old.isPresent() && !old.get().isReadOnly();
        Map<Member, ReplicaStatus> before = new LinkedHashMap<>();
        List<Member> kept = new ArrayList<>();
        for (Member replica : replicas) {
            replica.status().ifPresent(status -> before.put(replica, status));
        }
        try {
            if (fences) {
                intent(old.get().identity(), replicas).announce(old.get());
            }
            shard.steps().reached("reparent.fence");
            if (old.isPresent()) {
                old.get().demote();
                shard.steps().reached("reparent.demoted");
                events.add(old.get().alias() + " is read-only");
                letCatchUp(old.get().executed(), replicas);
            }
            for (Member replica : before.keySet()) {
                replica.stopReceiving();
            }
            shard.steps().reached("reparent.stopped");
            excludeErrant(old, replicas);
            Member chosen = chooseAndApply(replicas);
            shard.steps().reached("reparent.applied");
            chosen.stop();
            if (!fences) {
                kept.add(chosen);
                String source = Optional.ofNullable(before.get(chosen))
                        .map(ReplicaStatus::source)
                        .orElse("");
                intent(old.map(Member::identity).orElse(source), replicas).keep(chosen);
            }
            requirement.again(former);
            Promotion.promote(chosen, shard.steps(), events);
            return chosen;
        } catch (Promotion.Undecided e) {
            throw e;
        } catch (SQLException | RuntimeException e) {
            if (fences) {
                attempt(old.get(), Member::undemote, "made writable again", e);
                attempt(old.get(), ReparentIntent::end, "told that it is over", e);
            }
            kept.forEach(replica -> attempt(replica, EmergencyReparent::forget, "made read-only again", e));
            before.forEach((replica, status) ->
                    attempt(replica, member -> startAgain(member, status), "made to replicate again", e));
            throw e;
        }
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

    private Member chooseAndApply(List<Member> replicas) throws SQLException {
        judgeErrant(replicas);
        List<Member> sound =
                replicas.stream().filter(member -> !errant.containsKey(member)).toList();
        Member best = Candidates.mostAdvanced(sound);
        Member chosen = Candidates.choose(sound, options.newPrimary());
        applied(best, best.received());
        if (chosen != best) {
            chosen.follow(best);
            applied(chosen, best.executed());
        }
        return chosen;
    }

    /** What looks errant may also be what the others have not got yet, of a primary before the last one. */
    private void judgeErrant(List<Member> replicas) throws SQLException {
        for (Map.Entry<Member, String> left : Map.copyOf(errant).entrySet()) {
            Member extra = left.getKey();
            boolean named = options.newPrimary().filter(extra.alias()::equals).isPresent();
            boolean most = hasAllOf(extra, replicas);
            String what = "it has transactions that nobody else has: " + left.getValue();
            if (requirement.isAutomatic()) {
                throw Events.refuse(extra.alias() + " may have what others lack: " + what + "; a person must judge");
            }
            if (named && !most) {
                throw Events.refuse(extra.alias() + " cannot become the primary: " + what);
            }
            if (most && options.newPrimary().isEmpty()) {
                throw Events.refuse(extra.alias() + " has everything that the others have, but " + what
                        + "; name it by --new-primary if they are to be kept, and another one if they are errant");
            }
            if (named) {
                errant.remove(extra);
            } else {
                events.warn(extra.alias() + " is left out: " + what);
            }
        }
    }

    private static boolean hasAllOf(Member one, List<Member> replicas) throws SQLException {
        Position position = one.received();
        for (Member replica : replicas) {
            if (!position.contains(replica.received())) {
                return false;
            }
        }
        return true;
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

    /** A transaction that was not first written by the former primary, and that nobody else has, is errant. */
    private void excludeErrant(Optional<Member> old, List<Member> replicas) throws SQLException {
        Map<Member, String> histories = new LinkedHashMap<>();
        for (Member replica : replicas) {
            histories.put(replica, replica.history());
        }
        List<String> known = new ArrayList<>();
        if (old.isPresent()) {
            known.add(old.get().history());
        }
        for (Member replica : replicas) {
            String origin = replica.status().map(ReplicaStatus::source).orElse("");
            List<String> others = new ArrayList<>(known);
            histories.forEach((other, history) -> {
                if (other != replica) {
                    others.add(history);
                }
            });
            String own = replica.without(histories.getOrDefault(replica, ""), origin);
            String lacking = replica.lacking(own, others);
            // With nobody to compare with there is nothing to be told.
            if (!lacking.isEmpty() && !others.isEmpty()) {
                errant.put(replica, lacking);
            }
        }
    }

    private static ReparentIntent intent(String former, List<Member> replicas) {
        return ReparentIntent.of(ACTION, former, replicas);
    }

    private static void forget(Member replica) throws SQLException {
        ReparentIntent.forget(replica);
        replica.readOnly();
    }

    private static void startAgain(Member member, ReplicaStatus before) throws SQLException {
        Optional<ReplicaStatus> now = member.status();
        boolean moved = now.filter(status -> status.host().equals(before.host()) && status.port() == before.port())
                .isEmpty();
        if (moved) {
            member.followAgain(new ServerAddress(before.host(), before.port()));
        } else {
            member.start();
        }
    }

    private void attempt(Member member, Member.Act act, String what, Exception cause) {
        try {
            Retry.act(member, act);
        } catch (SQLException e) {
            cause.addSuppressed(e);
            events.warn(member.alias() + " could not be " + what + ": " + Trouble.reason(e));
        }
    }
}
