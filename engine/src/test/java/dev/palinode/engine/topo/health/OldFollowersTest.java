package dev.palinode.engine.topo.health;

import static dev.palinode.engine.topo.health.PrimaryRuleTest.away;
import static dev.palinode.engine.topo.health.PrimaryRuleTest.follows;
import static dev.palinode.engine.topo.health.PrimaryRuleTest.never;
import static dev.palinode.engine.topo.health.PrimaryRuleTest.readOnly;
import static dev.palinode.engine.topo.health.PrimaryRuleTest.replica;
import static dev.palinode.engine.topo.health.PrimaryRuleTest.writable;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** As in {@link PrimaryRuleTest}, tablets are called by their server ids. */
final class OldFollowersTest {
    /** A planned reparent from 1 to 2 is under way: 3 was not moved yet when 1 is restarted, and takes writes. */
    @Test
    void aReplicaThatNobodyHasMovedYetIsNoEvidenceForTheFormerPrimary() {
        List<TabletHealth> handedOver = List.of(readOnly("1"), writable("2"), follows("3", "1", true));
        List<TabletHealth> cameBack = List.of(writable("1"), writable("2"), follows("3", "1", true));
        List<TabletHealth> moved = List.of(writable("1"), writable("2"), follows("3", "2", true));
        OldFollowers old = new OldFollowers();
        assertThat(PrimaryRule.decide("2", cameBack, Set.of(), Set.of(), old).alias())
                .isEqualTo("1");
        old.changed("2", handedOver);
        old.see("2", List.of(away(writable("1")), writable("2"), replica("3", "1", true, "Connecting", "Yes", "")));
        old.see("2", cameBack);
        assertThat(PrimaryRule.decide("2", cameBack, Set.of(), Set.of(), old).alias())
                .isEqualTo("2");

        // Who was moved away, and follows it again, was moved there.
        old.see("2", moved);
        assertThat(PrimaryRule.decide("2", cameBack, Set.of(), Set.of(), old).alias())
                .isEqualTo("1");
    }

    /** Tablet 2 was promoted by hand while 1 was dead, and 3 was left as it was. */
    @Test
    void aProcessThatBeganAfterThePromotionDecidesAsOneThatSawIt() {
        TabletHealth three = replica("3", "1", true, "Connecting", "Yes", "");
        OldFollowers late = new OldFollowers();
        late.see("2", List.of(away(writable("1")), writable("2"), three));
        assertThat(afterReturn("2", late)).isEqualTo("2");

        OldFollowers neverSawIt = new OldFollowers();
        neverSawIt.see("2", List.of(away(never("1")), writable("2"), three));
        assertThat(afterReturn("2", neverSawIt)).isEqualTo("2");

        OldFollowers early = new OldFollowers();
        early.see("1", List.of(writable("1"), readOnly("2"), follows("3", "1", true)));
        early.changed("2", List.of(away(writable("1")), writable("2"), three));
        assertThat(afterReturn("2", early)).isEqualTo("2");
    }

    @Test
    void aReplicaThatWasAwayAtTheChangeIsNoEvidenceForTheFormerPrimary() {
        OldFollowers old = new OldFollowers();
        old.changed("2", List.of(away(writable("1")), writable("2"), away(follows("3", "1", true))));
        assertThat(afterReturn("2", old)).isEqualTo("2");
        OldFollowers neverSawIt = new OldFollowers();
        neverSawIt.changed("2", List.of(away(writable("1")), writable("2"), away(never("3"))));
        assertThat(afterReturn("2", neverSawIt)).isEqualTo("2");
    }

    /** As orchestrator does it, while the former primary still takes writes. */
    @Test
    void aReplicaThatWasMovedWhileWeLookedIsEvidenceAlsoAfterItWasAway() {
        List<TabletHealth> moved = List.of(writable("1"), writable("2"), follows("3", "2", true));
        for (TabletHealth three : List.of(follows("3", "1", true), away(follows("3", "1", true)), readOnly("3"))) {
            OldFollowers old = new OldFollowers();
            old.see("1", List.of(writable("1"), follows("2", "1", true), three));
            old.see("1", moved);
            assertThat(PrimaryRule.decide("1", moved, Set.of(), Set.of(), old).alias())
                    .isEqualTo("2");
        }
    }

    private static String afterReturn(String current, OldFollowers old) {
        List<TabletHealth> cameBack = List.of(writable("1"), writable("2"), follows("3", "1", true));
        old.see(current, cameBack);
        return PrimaryRule.decide(current, cameBack, Set.of(), Set.of(), old).alias();
    }
}
