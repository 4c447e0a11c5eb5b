package dev.palinode.engine.reparent;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.reparent.member.Change;
import dev.palinode.engine.reparent.member.Events;
import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.Members;
import dev.palinode.engine.reparent.member.Peers;
import dev.palinode.engine.reparent.member.RelayLog;
import dev.palinode.engine.reparent.member.ReparentIntent;
import dev.palinode.engine.reparent.member.Retry;
import dev.palinode.engine.reparent.member.Trouble;
import dev.palinode.engine.topo.ShardGate;
import dev.palinode.engine.topo.Tablet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Makes a replica the primary while the primary is there: nothing that was committed is lost, and clients behind the
 * gate only wait. Whatever fails before the replica takes writes is undone; what comes after goes forward.
 */
final class PlannedReparent {
    /** For other processes to notice, besides: some of their looks. */
    private static final Duration NOTICE = Duration.ofSeconds(2);

    private static final String ACTION = "PlannedReparentShard";

    private final ShardAccess shard;
    private final Peers peers;
    private final ReparentOptions options;
    private final Events events;

    PlannedReparent(ShardAccess shard, Peers peers, ReparentOptions options, Events events) {
        this.shard = shard;
        this.peers = peers;
        this.options = options;
        this.events = events;
    }

    /** Returns the former primary if it could not be made a replica, and has to be watched for. */
    Optional<Tablet> run() throws SQLException, InterruptedException {
        Tablet current = shard.topology().primary();
        options.requireExpected(current);
        if (options.newPrimary().filter(current.alias()::equals).isPresent()) {
            events.add(current.alias() + " is the primary already");
            return Optional.empty();
        }
        if (options.avoidPrimary()
                .filter(alias -> !alias.equals(current.alias()))
                .isPresent()) {
            events.add(current.alias() + " is the primary, and not "
                    + options.avoidPrimary().get());
            return Optional.empty();
        }
        try (Members members = Members.connect(shard.topology().tablets())) {
            members.lock(options.waitReplicas());
            Member primary = primary(members, current);
            if (!members.away().isEmpty()) {
                throw Events.refuse(Members.describe(members.away()) + "; nothing was changed");
            }
            List<Member> replicas = members.but(primary);
            Candidates.requireReplicating(primary, replicas);
            Member candidate = Candidates.choose(replicas, current, options);
            candidate.requireMayForgetSource();
            Candidates.requireClose(primary, candidate, options);
            events.add(candidate.alias() + " will replace " + primary.alias());
            return change(members, primary, candidate) ? Optional.empty() : Optional.of(current);
        }
    }

    private static Member primary(Members members, Tablet current) throws SQLException {
        Member primary = members.find(current.alias())
                .orElseThrow(() -> Events.refuse("the primary " + Members.describe(members.away())
                        + "; if it is dead, VTCTL EmergencyReparentShard makes another one the primary"));
        if (primary.isReadOnly() || primary.status().isPresent()) {
            throw Events.refuse(primary.alias() + " is known as the primary, but it is read-only or replicates;"
                    + " if another one has been promoted, VTCTL TabletExternallyReparented <alias>");
        }
        return primary;
    }

    /** Whether the former primary was taken in. */
    private boolean change(Members members, Member primary, Member candidate)
            throws SQLException, InterruptedException {
        Candidates.makeReadOnly(members.but(primary), events);
        Change change = new Change(
                ReparentIntent.of(ACTION, primary.identity(), true, List.of(candidate)),
                members.newestPromotion(shard.topology().newestPromotion()));
        shard.steps().reached("reparent.hold");
        try (ShardGate.Hold hold = hold(primary)) {
            hold.blockers().forEach(who -> events.add("rolled back, because it did not end: " + who));
            int unready = peers.await(primary, Peers.GRACE.plus(NOTICE));
            if (unready > 0) {
                events.add(unready + " other proxies do not hold their clients, whose transactions may be rolled back");
            }
            handOver(primary, candidate, change);
            events.add(candidate.alias() + " is the primary");
            shard.steps().reached("reparent.promoted");
            shard.look(events);
        } finally {
            peers.release(primary);
        }
        change.journal(candidate);
        boolean taken;
        shard.steps().reached("reparent.journaled");
        try (Member source = Member.connect(candidate.tablet())) {
            change.requirePrimary(source);
            Followers followers = new Followers(source, events);
            taken = followers.takeIn(primary, options.waitReplicas());
            followers.follow(
                    members.but(primary).stream()
                            .filter(member -> member != candidate)
                            .toList(),
                    options.waitReplicas());
        }
        shard.steps().reached("reparent.followed");
        change.end(candidate);
        shard.look(events);
        return taken;
    }

    private ShardGate.Hold hold(Member primary) throws SQLException, InterruptedException {
        peers.call(primary);
        return shard.gate().hold(Peers.GRACE);
    }

    private void handOver(Member primary, Member candidate, Change change) throws SQLException {
        try {
            change.intent().announce(primary);
            shard.steps().reached("reparent.demote");
            primary.demote();
            shard.steps().reached("reparent.demoted");
            Position last = primary.executed();
            if (!candidate.await(last, options.waitReplicas())) {
                throw Events.refuse(candidate.alias() + " did not get what " + primary.alias() + " has within "
                        + options.waitReplicas().toMillis() / 1000.0 + " s");
            }
            shard.steps().reached("reparent.caught-up");
            candidate.stop();
            Promotion.promote(candidate, () -> requireAsLeft(primary, last), shard.steps(), events);
        } catch (Promotion.Undecided e) {
            throw e;
        } catch (SQLException | RuntimeException e) {
            undo(primary, candidate, change, e);
            throw e;
        }
    }

    private static void requireAsLeft(Member primary, Position last) throws SQLException {
        if (!primary.isReadOnly() || !last.contains(primary.executed())) {
            throw Events.refuse(primary.alias() + " was written to although it is read-only");
        }
    }

    private void undo(Member primary, Member candidate, Change change, Exception cause) {
        try {
            change.undemote(primary);
            events.add(primary.alias() + " takes writes again");
            change.end(primary);
        } catch (SQLException e) {
            cause.addSuppressed(e);
            events.warn(primary.alias() + " could not be made writable again: " + Trouble.reason(e)
                    + "; VTCTL SetWritable " + primary.alias() + " true");
        }
        try {
            Retry.act(candidate, Member::isReadOnly, member -> RelayLog.start(member, List.of(primary.tablet())));
        } catch (SQLException | EngineFault e) {
            cause.addSuppressed(e);
            events.warn(candidate.alias() + " could not be made to replicate again: " + Trouble.reason(e)
                    + "; VTCTL StartReplication " + candidate.alias());
        }
    }
}
