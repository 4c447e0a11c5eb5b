package dev.palinode.engine.topo.health;

import dev.palinode.engine.model.stream.Position;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says who is the primary, from what was seen of all tablets of a shard. Decides for a change only on evidence of a
 * promotion; that the primary does not answer is none.
 */
final class PrimaryRule {
    private PrimaryRule() {}

    /**
     * Who it is.
     *
     * @param alias of the primary
     * @param warning what a person should look at; empty if nothing
     */
    record Verdict(String alias, String warning) {
        Verdict {
            Objects.requireNonNull(alias, "alias");
            Objects.requireNonNull(warning, "warning");
        }
    }

    /**
     * Decides.
     *
     * @param current the alias of who was the primary until now
     * @param all what was seen of every tablet, the current one among them
     * @param passedOver aliases of those whose claim is no evidence of a promotion ({@link PassedOver})
     * @param outdated aliases of those that have missed a promotion, of whomever
     * @param old followers that nobody has moved since the current one became it
     */
    static Verdict decide(
            String current, List<TabletHealth> all, Set<String> passedOver, Set<String> outdated, OldFollowers old) {
        List<TabletHealth> everyClaim = claims(all);
        boolean stands = everyClaim.stream().anyMatch(tablet -> tablet.alias().equals(current));
        String missed = missed(current, everyClaim, outdated);
        List<TabletHealth> claims = everyClaim.stream()
                .filter(claim -> claim.alias().equals(current) || !outdated.contains(claim.alias()))
                .filter(claim -> stands
                        || !passedOver.contains(claim.alias())
                        || succeeds(claim, current, all)
                        || isPromotedSince(claim, current, all))
                .toList();
        if (claims.isEmpty() && !everyClaim.isEmpty()) {
            return new Verdict(current, missed.isEmpty() ? ignored(current, everyClaim) : missed);
        }
        if (claims.size() == 1) {
            return new Verdict(claims.get(0).alias(), missed);
        }
        if (claims.isEmpty()) {
            Optional<String> next = handedOver(current, all).filter(alias -> !outdated.contains(alias));
            return new Verdict(next.orElse(current), undecided(current, all));
        }
        String chosen = upToDate(claims, outdated)
                .or(() -> followed(claims, all, old))
                .or(() -> stands ? Optional.empty() : latest(claims))
                .map(TabletHealth::alias)
                .orElse(current);
        return new Verdict(
                chosen,
                "more than one tablet takes writes and replicates from no other: "
                        + claims.stream().map(TabletHealth::describe).collect(Collectors.joining("; ")) + "; " + chosen
                        + " counts as the primary, make the others read-only");
    }

    /** If the current one has missed a promotion, and one that has not claims it: that one. */
    private static Optional<TabletHealth> upToDate(List<TabletHealth> claims, Set<String> outdated) {
        List<TabletHealth> others = claims.stream()
                .filter(claim -> !outdated.contains(claim.alias()))
                .toList();
        return others.size() == 1 ? Optional.of(others.get(0)) : Optional.empty();
    }

    /** What to say of those that take writes and have missed a promotion; empty if there are none. */
    private static String missed(String current, List<TabletHealth> claims, Set<String> outdated) {
        return claims.stream()
                .filter(claim -> outdated.contains(claim.alias()))
                .map(claim ->
                        claim.describe() + "; another tablet was promoted since (_vt.reparent_journal), which it does"
                                + " not know of: "
                                + (claim.alias().equals(current)
                                        ? "it counts as the primary all the same until another one takes writes, but nothing new is"
                                                + " sent to it; if it shall be the primary, VTCTL"
                                                + " TabletExternallyReparented " + claim.alias()
                                        : "it is not taken for the primary, make it read-only; if it shall be the primary,"
                                                + " VTCTL TabletExternallyReparented " + claim.alias()))
                .collect(Collectors.joining("; "));
    }

    /** Those that behave as a primary does. */
    static List<TabletHealth> claims(List<TabletHealth> all) {
        return all.stream().filter(tablet -> claims(tablet, all)).toList();
    }

    /** Whether the current one answers, has given up its writes, and none of them is missing at the other one. */
    private static boolean succeeds(TabletHealth claim, String current, List<TabletHealth> all) {
        return all.stream()
                .filter(tablet -> tablet.alias().equals(current) && tablet.alive() && !tablet.writable())
                .anyMatch(before -> hasTheSame(claim, before)
                        || before.state().orElseThrow().replication().stream().anyMatch(from -> isSource(from, claim)));
    }

    /** Whether it has a promotion, by whomever, of which the current one does not know. */
    private static boolean isPromotedSince(TabletHealth claim, String current, List<TabletHealth> all) {
        OptionalLong mine = claim.state().orElseThrow().promotion();
        return all.stream()
                .filter(tablet -> tablet.alias().equals(current))
                .flatMap(tablet -> tablet.state().stream())
                .map(ServerState::promotion)
                .anyMatch(its -> mine.isPresent() && its.isPresent() && mine.getAsLong() > its.getAsLong());
    }

    /** MariaDB's positions compare by numbers alone, which servers that have grown apart have both counted up. */
    private static boolean hasTheSame(TabletHealth one, TabletHealth other) {
        Optional<Position> mine = one.state().flatMap(ServerState::executed);
        Optional<Position> its = other.state().flatMap(ServerState::executed);
        return mine.isPresent()
                && its.isPresent()
                && (mine.equals(its)
                        || (mine.get() instanceof Position.MySqlGtid
                                && mine.get().contains(its.get())));
    }

    private static String ignored(String current, List<TabletHealth> claims) {
        return claims.stream().map(TabletHealth::describe).collect(Collectors.joining("; "))
                + "; it took writes while " + current
                + " was the primary, or was not seen as a replica since, and is not"
                + " taken for the primary now that " + current + " is not there: make it read-only; if it shall be the"
                + " primary, VTCTL TabletExternallyReparented "
                + claims.stream().map(TabletHealth::alias).collect(Collectors.joining(" or "));
    }

    /** Whether a tablet behaves as a primary does: takes writes, and replicates from none of the others. */
    private static boolean claims(TabletHealth tablet, List<TabletHealth> all) {
        return tablet.writable()
                && tablet.state().orElseThrow().replication().stream().noneMatch(from -> isOneOf(from, tablet, all));
    }

    /** A source that is not known for sure to stand outside is taken for one of the tablets under another name. */
    private static boolean isOneOf(ReplicationState from, TabletHealth replica, List<TabletHealth> all) {
        List<TabletHealth> others = all.stream()
                .filter(other -> !other.alias().equals(replica.alias()))
                .toList();
        boolean allKnown = others.stream().allMatch(other -> other.state().isPresent());
        return others.stream().anyMatch(other -> isSource(from, other))
                || !allKnown
                || (from.sourceIds().isEmpty() && !others.isEmpty());
    }

    static boolean isSource(ReplicationState from, TabletHealth other) {
        return other.state().map(state -> state.isNamedBy(from)).orElse(false)
                || from.source().equals(other.tablet().address().toString());
    }

    /** The claimant from which others replicate, if it is the only such one. */
    private static Optional<TabletHealth> followed(
            List<TabletHealth> claims, List<TabletHealth> all, OldFollowers old) {
        List<TabletHealth> followed =
                claims.stream().filter(claim -> hasFollower(claim, all, old)).toList();
        return followed.size() == 1 ? Optional.of(followed.get(0)) : Optional.empty();
    }

    private static boolean hasFollower(TabletHealth source, List<TabletHealth> all, OldFollowers old) {
        return all.stream()
                .filter(replica -> replica.alive() && !old.has(replica, source))
                .flatMap(replica -> replica.state().orElseThrow().replication().stream())
                .anyMatch(from -> from.io().equals("Yes") && isSource(from, source));
    }

    /** The claimant that has everything that the others have. */
    private static Optional<TabletHealth> latest(List<TabletHealth> claims) {
        List<TabletHealth> latest = claims.stream()
                .filter(one -> claims.stream().allMatch(other -> hasAllOf(one, other)))
                .toList();
        return latest.size() == 1 ? Optional.of(latest.get(0)) : Optional.empty();
    }

    private static boolean hasAllOf(TabletHealth one, TabletHealth other) {
        Optional<Position> mine = one.state().flatMap(ServerState::executed);
        Optional<Position> its = other.state().flatMap(ServerState::executed);
        return mine.isPresent() && its.isPresent() && mine.get().contains(its.get());
    }

    /**
     * Nobody claims it, because the one tablet that takes writes still has a source. It is the primary if the old one has
     * given up its writes, and either replicates from the new one or the new one's replication was stopped on purpose.
     */
    private static Optional<String> handedOver(String current, List<TabletHealth> all) {
        List<TabletHealth> writable =
                all.stream().filter(TabletHealth::writable).toList();
        Optional<TabletHealth> before =
                all.stream().filter(tablet -> tablet.alias().equals(current)).findFirst();
        if (writable.size() != 1
                || before.isEmpty()
                || !before.get().alive()
                || before.get().writable()) {
            return Optional.empty();
        }
        TabletHealth now = writable.get(0);
        boolean stopped = now.state().orElseThrow().replication().stream().allMatch(ReplicationState::isStopped);
        boolean reversed =
                before.get().state().orElseThrow().replication().stream().anyMatch(from -> isSource(from, now));
        return stopped || reversed ? Optional.of(now.alias()) : Optional.empty();
    }

    private static String undecided(String current, List<TabletHealth> all) {
        List<TabletHealth> stopped = all.stream()
                .filter(tablet -> !tablet.alias().equals(current) && tablet.writable())
                .filter(tablet ->
                        tablet.state().orElseThrow().replication().stream().allMatch(ReplicationState::isStopped))
                .toList();
        boolean gone = all.stream().anyMatch(tablet -> tablet.alias().equals(current) && !tablet.alive());
        return gone && !stopped.isEmpty()
                ? stopped.get(0).describe() + "; it is not taken for the primary as long as it has a source (RESET"
                        + " REPLICA ALL; MariaDB: RESET SLAVE ALL)"
                : "";
    }
}
