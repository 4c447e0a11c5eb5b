package dev.palinode.engine.topo.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tablets are called by their server ids: "1" listens at host1:3306. */
final class PrimaryRuleTest {
    @Test
    void nothingHappensWhileThePrimaryIsThePrimary() {
        assertThat(verdict("1", writable("1"), follows("2", "1", true))).isEqualTo("1");
        assertThat(verdict("1", writable("1"), follows("2", "1", false)))
                .as("a replica that somebody has left writable")
                .isEqualTo("1");
    }

    @Test
    void thatItDoesNotAnswerIsNoPromotionOfAnother() {
        assertThat(verdict("1", away(writable("1")), follows("2", "1", true))).isEqualTo("1");
        assertThat(verdict("1", away(writable("1")), follows("2", "1", false))).isEqualTo("1");
        assertThat(verdict("1", away(writable("1")), readOnly("2"))).isEqualTo("1");
        assertThat(verdict("1", away(writable("1")), away(writable("2")))).isEqualTo("1");
    }

    @Test
    void whoTakesWritesAndReplicatesFromNobodyHasBeenPromoted() {
        assertThat(verdict("1", away(writable("1")), writable("2"), follows("3", "1", true)))
                .isEqualTo("2");
        assertThat(verdict("1", readOnly("1"), writable("2"))).isEqualTo("2");
        assertThat(verdict("1", follows("1", "2", false), writable("2"))).isEqualTo("2");
    }

    @Test
    void aReplicaWhoseReplicationWasOnlyStoppedHasNotUnlessThePrimaryHasGivenUpItsWrites() {
        TabletHealth stopped = replica("2", "1", false, "No", "No", "");
        PrimaryRule.Verdict seen =
                PrimaryRule.decide("1", List.of(away(writable("1")), stopped), Set.of(), Set.of(), new OldFollowers());
        assertThat(seen.alias()).isEqualTo("1");
        assertThat(seen.warning()).contains("RESET REPLICA ALL");
        assertThat(verdict("1", readOnly("1"), stopped)).isEqualTo("2");
        assertThat(verdict("1", readOnly("1"), replica("2", "1", false, "Yes", "No", "error 1062")))
                .as("one that is broken was not promoted")
                .isEqualTo("1");
    }

    @Test
    void ofTwoThatReplicateFromEachOtherTheOneThatTakesWritesIsIt() {
        TabletHealth one = replica("1", "2", true, "Yes", "Yes", "");
        assertThat(verdict("1", one, follows("2", "1", false))).isEqualTo("2");
        assertThat(verdict("2", one, follows("2", "1", false))).isEqualTo("2");
    }

    @Test
    void ofTwoThatClaimItThePresentOneStaysUnlessOthersFollowTheOther() {
        PrimaryRule.Verdict seen =
                PrimaryRule.decide("2", List.of(writable("1"), writable("2")), Set.of(), Set.of(), new OldFollowers());
        assertThat(seen.alias()).isEqualTo("2");
        assertThat(seen.warning()).contains("more than one tablet takes writes").contains("2 counts as the primary");
        assertThat(verdict("1", writable("1"), writable("2"))).isEqualTo("1");
        assertThat(verdict("1", writable("1"), writable("2"), follows("3", "2", true)))
                .isEqualTo("2");
        assertThat(verdict("2", writable("1"), writable("2"), follows("3", "2", true), follows("4", "1", true)))
                .isEqualTo("2");
    }

    @Test
    void ofTwoThatClaimItWhileThePresentOneIsAwayTheOneThatHasAllIsIt() {
        assertThat(verdict("1", away(writable("1")), at(writable("2"), "0-1-10"), at(writable("3"), "0-1-9")))
                .isEqualTo("2");
        assertThat(verdict("1", away(writable("1")), at(writable("2"), "0-1-10"), at(writable("3"), "0-1-10")))
                .as("no difference: a person must say")
                .isEqualTo("1");
    }

    @Test
    void aSourceOutsideOfTheShardIsNoObstacle() {
        TabletHealth relay = replica("1", "99", false, "Yes", "Yes", "");
        assertThat(verdict("1", relay, follows("2", "1", true))).isEqualTo("1");
        assertThat(verdict("2", relay, away(writable("2")))).isEqualTo("1");
    }

    @Test
    void whereReplicationMayNotBeSeenNobodyIsTakenForPromoted() {
        TabletHealth hidden = health("2", false, List.of(ReplicationState.HIDDEN));
        assertThat(verdict("1", away(writable("1")), hidden)).isEqualTo("1");
        assertThat(verdict("1", readOnly("1"), hidden)).isEqualTo("1");
    }

    /** Tablet 2 was promoted by us when 1 was away; 3 may have that from 2, and 1 has not. */
    @Test
    void whoHasMissedAPromotionIsNotItAlthoughThePresentOneIsAway() {
        TabletHealth former = writable("1");
        PrimaryRule.Verdict seen = informed("2", former, away(knows(writable("2"), 7)), follows("3", "2", true));
        assertThat(seen.alias()).isEqualTo("2");
        assertThat(seen.warning())
                .contains("1 at host1:3306 is writable")
                .contains("another tablet was promoted since")
                .contains("VTCTL TabletExternallyReparented 1");
        assertThat(informed("2", former, away(writable("2")), knows(follows("3", "2", true), 7))
                        .alias())
                .as("only a replica knows of it")
                .isEqualTo("2");
        assertThat(informed("2", former, knows(readOnly("2"), 7)).alias())
                .as("a primary that was restarted read-only")
                .isEqualTo("2");
        assertThat(informed("2", replica("1", "9", false, "No", "No", ""), knows(readOnly("2"), 7), away(readOnly("9")))
                        .alias())
                .isEqualTo("2");
        assertThat(informed("2", former, knows(writable("2"), 7), follows("3", "1", true))
                        .alias())
                .as("a replica that was left out follows it as before")
                .isEqualTo("2");
    }

    @Test
    void aReplicaThatSomebodyElsePromotesHasMissedNothing() {
        assertThat(informed("2", away(knows(writable("2"), 7)), knows(writable("3"), 7))
                        .alias())
                .isEqualTo("3");
        assertThat(informed("2", writable("1"), away(knows(writable("2"), 7)), knows(writable("3"), 7))
                        .alias())
                .isEqualTo("3");
        assertThat(informed("1", writable("1"), knows(writable("2"), 7)).alias())
                .as("a process that has begun while only the former one was there")
                .isEqualTo("2");
        PrimaryRule.Verdict alone = informed("1", writable("1"), away(knows(writable("2"), 7)));
        assertThat(alone.alias()).isEqualTo("1");
        assertThat(alone.warning())
                .contains("nothing new is sent to it")
                .contains("VTCTL TabletExternallyReparented 1");
    }

    /** The row in the journal comes a moment after the promotion, and may be seen at a replica first. */
    @Test
    void aLookThatIsOlderThanTheNewsOfAPromotionSaysNothing() {
        Promotions promotions = new Promotions();
        TabletHealth promoted = writable("2");
        List<TabletHealth> before = List.of(away(writable("1")), promoted, follows("3", "2", true));
        promotions.see(before, 0);
        List<TabletHealth> after = List.of(away(writable("1")), promoted, knows(follows("3", "2", true), 7));
        promotions.see(after, 0);
        assertThat(promotions.outdated(after)).isEmpty();
        TabletHealth later = new TabletHealth(
                promoted.tablet(), "", promoted.state(), Instant.EPOCH.plusSeconds(1), OptionalDouble.empty());
        assertThat(promotions.outdated(List.of(away(writable("1")), later))).containsExactly("2");
        assertThat(promotions.newest()).isEqualTo(7);
    }

    /** Another process has seen the promotion, and this one sees nobody but the former primary. */
    @Test
    void aPromotionThatIsOnlyNotedIsMissedAtTheSecondLookThatDoesNotKnowOfIt() {
        Promotions promotions = new Promotions();
        TabletHealth alone = knows(writable("1"), 5);
        promotions.see(List.of(alone, away(never("2"))), 5);
        assertThat(promotions.hasMissedIt(alone)).isFalse();
        promotions.see(List.of(alone), 7);
        assertThat(promotions.hasMissedIt(alone)).as("a look from before").isFalse();
        TabletHealth next = later(alone, 1);
        promotions.see(List.of(next), 7);
        assertThat(promotions.outdated(List.of(next))).containsExactly("1");
        assertThat(promotions.hasMissedIt(next)).isFalse();
        TabletHealth second = later(alone, 2);
        promotions.see(List.of(second), 7);
        assertThat(promotions.hasMissedIt(second)).isTrue();
        TabletHealth silent = away(later(alone, 3));
        promotions.see(List.of(silent), 7);
        assertThat(promotions.hasMissedIt(later(alone, 3))).as("away since").isTrue();
        TabletHealth told = later(knows(writable("1"), 8), 4);
        promotions.see(List.of(told), 7);
        assertThat(promotions.hasMissedIt(told)).as("a person has said so").isFalse();
        assertThat(promotions.newest()).isEqualTo(8);
    }

    private static TabletHealth later(TabletHealth health, long seconds) {
        return new TabletHealth(
                health.tablet(),
                health.trouble(),
                health.state(),
                Instant.EPOCH.plusSeconds(seconds),
                OptionalDouble.empty());
    }

    private static PrimaryRule.Verdict informed(String current, TabletHealth... all) {
        Promotions promotions = new Promotions();
        promotions.see(List.of(all), 0);
        return PrimaryRule.decide(
                current, List.of(all), Set.of(), promotions.outdated(List.of(all)), new OldFollowers());
    }

    private static TabletHealth knows(TabletHealth health, long promotion) {
        ServerState state = health.state().orElseThrow();
        return health(health.alias(), state.readOnly(), state.replication(), promotion);
    }

    private static String verdict(String current, TabletHealth... all) {
        return PrimaryRule.decide(current, List.of(all), Set.of(), Set.of(), new OldFollowers())
                .alias();
    }

    static TabletHealth writable(String id) {
        return health(id, false, List.of());
    }

    static TabletHealth readOnly(String id) {
        return health(id, true, List.of());
    }

    static TabletHealth follows(String id, String source, boolean readOnly) {
        return replica(id, source, readOnly, "Yes", "Yes", "");
    }

    static TabletHealth replica(String id, String source, boolean readOnly, String io, String sql, String error) {
        // As the replica knows it: by an address that we do not know.
        ReplicationState from =
                new ReplicationState("10.0.0." + source + ":3306", Set.of(source), io, sql, error, OptionalLong.of(0));
        return health(id, readOnly, List.of(from));
    }

    private static TabletHealth health(String id, boolean readOnly, List<ReplicationState> from) {
        return health(id, readOnly, from, 0);
    }

    private static TabletHealth health(String id, boolean readOnly, List<ReplicationState> from, long promotion) {
        ServerState state = new ServerState(
                "MariaDB",
                "11.4",
                "uuid" + id,
                id,
                readOnly,
                false,
                from,
                Optional.empty(),
                OptionalLong.of(promotion),
                OptionalLong.empty());
        return new TabletHealth(tablet(id), "", Optional.of(state), Instant.EPOCH, OptionalDouble.empty());
    }

    private static TabletHealth at(TabletHealth health, String gtid) {
        ServerState old = health.state().orElseThrow();
        ServerState state = new ServerState(
                old.flavour(),
                old.version(),
                old.uuid(),
                old.serverId(),
                old.readOnly(),
                false,
                old.replication(),
                Optional.of(Position.MariaGtid.of(gtid)),
                old.promotion(),
                OptionalLong.empty());
        return new TabletHealth(health.tablet(), "", Optional.of(state), Instant.EPOCH, OptionalDouble.empty());
    }

    static TabletHealth away(TabletHealth health) {
        return new TabletHealth(
                health.tablet(), "Connection refused", health.state(), Instant.EPOCH, OptionalDouble.empty());
    }

    static TabletHealth never(String id) {
        return new TabletHealth(tablet(id), "", Optional.empty(), Instant.EPOCH, OptionalDouble.empty());
    }

    private static Tablet tablet(String id) {
        return new Tablet(id, new ServerAddress("host" + id, 3306), TabletType.REPLICA, new Login("u", "p"));
    }
}
