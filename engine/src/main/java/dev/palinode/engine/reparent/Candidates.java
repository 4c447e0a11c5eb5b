package dev.palinode.engine.reparent;

import dev.palinode.engine.dialect.ReplicaStatus;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.reparent.member.Errant;
import dev.palinode.engine.reparent.member.Events;
import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.Members;
import dev.palinode.engine.reparent.member.ReparentIntent;
import dev.palinode.engine.reparent.member.ReparentJournal;
import dev.palinode.engine.reparent.others.Unfinished;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Who may become the primary. */
final class Candidates {
    private Candidates() {}

    /** Makes sure that all of them replicate from the primary. */
    static void requireReplicating(Member primary, List<Member> replicas) throws SQLException {
        List<String> troubles = new ArrayList<>();
        for (Member replica : replicas) {
            Optional<ReplicaStatus> status = replica.status();
            if (status.isEmpty()) {
                troubles.add(replica.alias() + " does not replicate");
            } else if (replica.unfit().isPresent()) {
                troubles.add(replica.alias() + ": " + replica.unfit().get());
            } else if (!status.get().healthy()) {
                troubles.add(replica.alias() + ": " + status.get().trouble());
            } else if (!status.get().source().equals(primary.identity())) {
                troubles.add(replica.alias() + " does not replicate from " + primary.alias() + " but from "
                        + status.get().host() + ":" + status.get().port());
            }
        }
        if (!troubles.isEmpty()) {
            throw Events.refuse(String.join("; ", troubles));
        }
    }

    /**
     * Makes sure that what replicas have received can be told, and that none of them is the only one that has received
     * something which it does not apply: whoever stops its receiving as well cannot start it without a loss.
     *
     * @param answers whether the primary answers, from which the others may get the same
     */
    static void requireFit(List<Member> replicas, boolean answers) throws SQLException {
        List<String> troubles = new ArrayList<>();
        for (Member replica : replicas) {
            Optional<ReplicaStatus> stopped = replica.status().filter(status -> !status.applying());
            if (replica.unfit().isPresent()) {
                troubles.add(replica.alias() + ": " + replica.unfit().get());
            } else if (stopped.isPresent()
                    && !replica.executed().contains(replica.received())
                    && !isApplied(replica.received(), replicas, answers)) {
                troubles.add(replica.alias() + ": its SQL thread is stopped"
                        + (stopped.get().applyError().isEmpty()
                                ? ""
                                : ": " + stopped.get().applyError())
                        + "; it has received what it has not applied and no other replica applies; start that thread alone,"
                        + " and see docs/recovery.md if it receives no more");
            }
        }
        if (!troubles.isEmpty()) {
            throw Events.refuse(String.join("; ", troubles) + "; nothing was changed");
        }
    }

    private static boolean isApplied(Position received, List<Member> replicas, boolean answers) throws SQLException {
        for (Member other : replicas) {
            Optional<ReplicaStatus> status = other.status().filter(ReplicaStatus::applying);
            boolean gets = answers && status.filter(ReplicaStatus::receiving).isPresent();
            if (status.isPresent() && (gets || other.received().contains(received))) {
                return true;
            }
        }
        return false;
    }

    /** Those that apply what they have received before those that do not, and else in their order. */
    static List<Member> applyingFirst(List<Member> replicas) throws SQLException {
        List<Member> first = new ArrayList<>();
        List<Member> last = new ArrayList<>();
        for (Member replica : replicas) {
            boolean applies = replica.status().filter(ReplicaStatus::applying).isPresent()
                    || replica.executed().contains(replica.received());
            (applies ? first : last).add(replica);
        }
        first.addAll(last);
        return first;
    }

    /** Makes sure that nobody else has been promoted while we waited for the locks. */
    static void requireNoOther(List<Member> replicas) throws SQLException {
        for (Member replica : replicas) {
            if (!replica.isReadOnly() && replica.status().isEmpty()) {
                throw Events.refuse(replica.alias() + " takes writes and replicates from nobody: if it is the primary,"
                        + " VTCTL TabletExternallyReparented " + replica.alias() + "; if not, VTCTL SetWritable "
                        + replica.alias() + " false; nothing was changed");
            }
        }
    }

    /**
     * Makes sure that no other one was promoted, or may have been, since this one was the primary.
     *
     * @param newest the last promotion that is known besides, in nanoseconds since 1970
     */
    static void requireLast(Member member, Members members, long newest) throws SQLException {
        String force = "; nothing was changed; if " + member.alias()
                + " shall be the primary all the same: SET GLOBAL read_only"
                + " = 0 there, and VTCTL TabletExternallyReparented " + member.alias();
        if (members.newestPromotion(newest) > ReparentJournal.newest(member)) {
            throw Events.refuse(
                    member.alias() + " lacks a promotion that others know of (_vt.reparent_journal)" + force);
        }
        Optional<ReparentIntent> unfinished = Unfinished.among(members).withAbsent();
        if (unfinished.isPresent()) {
            throw Events.refuse(
                    unfinished.get().action() + " is unfinished, and one that it may have promoted cannot be"
                            + " asked: " + Members.describe(members.away()) + force);
        }
    }

    /**
     * Makes replicas refuse writes that somebody has left writable: after a crash in the middle nobody could tell such a
     * one from the one that was promoted.
     */
    static void makeReadOnly(List<Member> replicas, Events events) throws SQLException {
        for (Member replica : replicas) {
            if (!replica.isReadOnly()) {
                replica.readOnly();
                events.warn(replica.alias() + " took writes although it is a replica; it is read-only now");
            }
        }
    }

    /** While the primary is there: the one that is named, or the most advanced one, of the primary's cell if that has any. */
    static Member choose(List<Member> replicas, Tablet primary, ReparentOptions options) throws SQLException {
        return options.newPrimary().isPresent()
                ? named(replicas, options.newPrimary().get())
                : mostAdvanced(near(replicas, primary, options));
    }

    /** In need: the one that is named, or the most advanced one, the first of several; within the cell if it must be. */
    static Member chooseInNeed(List<Member> replicas, Tablet former, ReparentOptions options) throws SQLException {
        if (options.newPrimary().isPresent()) {
            return named(replicas, options.newPrimary().get());
        }
        return mostAdvanced(options.otherCells() ? fit(replicas) : near(replicas, former, options));
    }

    private static Member named(List<Member> replicas, String alias) {
        Member named = replicas.stream()
                .filter(member -> member.alias().equals(alias))
                .findFirst()
                .orElseThrow(() -> Events.refuse("no such replica: " + alias + "; there is "
                        + String.join(", ", replicas.stream().map(Member::alias).toList())));
        if (named.tablet().type() == TabletType.RDONLY) {
            throw Events.refuse(named.alias() + " is RDONLY and cannot become the primary");
        }
        return named;
    }

    private static List<Member> fit(List<Member> replicas) {
        return replicas.stream()
                .filter(member -> member.tablet().type() != TabletType.RDONLY)
                .toList();
    }

    private static boolean isNear(Member member, Tablet primary) {
        return member.tablet().cell().equals(primary.cell());
    }

    /** Makes sure that the options leave anybody to be chosen. */
    static void requireNear(List<Member> replicas, Tablet former, ReparentOptions options) {
        if (options.newPrimary().isEmpty()) {
            near(replicas, former, options);
        }
    }

    /** Those of the primary's cell; if that has none, those of the others, if they may be chosen. */
    private static List<Member> near(List<Member> replicas, Tablet primary, ReparentOptions options) {
        List<Member> fit = fit(replicas);
        List<Member> near =
                fit.stream().filter(member -> isNear(member, primary)).toList();
        if (near.isEmpty() && !fit.isEmpty() && !options.otherCells()) {
            throw Events.refuse(
                    "the cell " + primary.cell() + " has no replica that could become the primary; other cells"
                            + " have "
                            + String.join(", ", fit.stream().map(Member::alias).toList())
                            + ", one of which --new-primary may name; nothing was changed");
        }
        return near.isEmpty() ? fit : near;
    }

    /** In their order, but those of the former primary's cell before the others. */
    static List<Member> nearFirst(List<Member> replicas, Tablet former) {
        return replicas.stream()
                .sorted(Comparator.comparing(member -> !isNear(member, former)))
                .toList();
    }

    /** The one that has received everything that any of them has received; the first of several. */
    static Member mostAdvanced(List<Member> replicas) throws SQLException {
        List<Position> positions = new ArrayList<>();
        for (Member replica : replicas) {
            positions.add(replica.received());
        }
        for (int i = 0; i < replicas.size(); i++) {
            Position mine = positions.get(i);
            if (positions.stream().allMatch(mine::contains)) {
                return replicas.get(i);
            }
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < replicas.size(); i++) {
            lines.add(replicas.get(i).alias() + " has " + positions.get(i).value());
        }
        throw Events.refuse(
                replicas.isEmpty()
                        ? "there is no replica that could become the primary"
                        : "no replica has everything that the others have; name one: " + String.join("; ", lines));
    }

    /** Makes sure, before anything changes, that the primary can soon be replaced by this one. */
    static void requireClose(Member primary, Member candidate, ReparentOptions options) throws SQLException {
        Optional<Long> lag = candidate.status().flatMap(ReplicaStatus::lag);
        Optional<Duration> tolerable = options.tolerableLag();
        if (tolerable.isPresent() && lag.orElse(0L) > tolerable.get().toSeconds()) {
            throw Events.refuse(candidate.alias() + " is " + lag.get() + " s behind, which is more than tolerable");
        }
        String errant = Errant.of(candidate, primary);
        if (!errant.isEmpty()) {
            throw Events.refuse(
                    candidate.alias() + " has transactions that " + primary.alias() + " does not have: " + errant);
        }
        if (!candidate.await(primary.executed(), options.waitReplicas())) {
            throw Events.refuse(candidate.alias() + " is behind, and did not catch up within "
                    + options.waitReplicas().toMillis() / 1000.0 + " s; nothing was changed");
        }
    }
}
