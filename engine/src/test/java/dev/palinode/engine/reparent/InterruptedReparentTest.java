package dev.palinode.engine.reparent;

import static dev.palinode.engine.reparent.ReparentRig.QUICK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.reparent.member.Change;
import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.ReparentIntent;
import dev.palinode.engine.reparent.member.ReparentJournal;
import dev.palinode.engine.reparent.member.Retry;
import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The process that changes the primary dies at each of the named places; another one ends what it began. */
class InterruptedReparentTest {
    /** What nothing of the command catches: its connections are closed, and nothing is undone, as after kill -9. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    static void killAt(ReparentRig rig, String place, Runnable command) {
        rig.steps.set(name -> {
            if (name.equals("reparent." + place)) {
                throw new Killed();
            }
        });
        assertThatThrownBy(command::run).as(place).isInstanceOf(Killed.class);
        rig.steps.set(name -> {});
    }

    /** Two at once, as two proxies do it. */
    private static void recover(ReparentRig rig) {
        await().atMost(Duration.ofSeconds(40)).ignoreExceptions().until(() -> {
            CompletableFuture<List<String>> other = CompletableFuture.supplyAsync(() -> look(rig));
            look(rig);
            other.join();
            rig.topology.refresh();
            return nothingIsOpen(rig);
        });
    }

    static List<String> look(ReparentRig rig) {
        return InterruptedReparent.recover("ks/0", rig.topology.tablets());
    }

    private static boolean nothingIsOpen(ReparentRig rig) throws SQLException {
        for (int i = 0; i < 3; i++) {
            try (Member member = rig.member(i)) {
                if (ReparentIntent.find(member).isPresent()) {
                    return false;
                }
            }
        }
        return true;
    }

    @OnEachCluster
    void aPlannedOneIsUndoneOrFinished(TestServer.Flavour flavour) throws Exception {
        try (ReparentRig rig = new ReparentRig(flavour)) {
            long id = 0;
            for (String place : List.of("demote", "demoted", "caught-up", "promote")) {
                killAt(rig, place, () -> rig.commands.plannedReparent(QUICK.to("zone1-101")));
                recover(rig);
                assertThat(rig.primary()).as(place).isZero();
                rig.insert(0, ++id);
                rig.awaitEqual();
            }
            for (String place : List.of("writable", "promoted", "journaled", "followed")) {
                int to = rig.primary() == 0 ? 1 : 0;
                rig.insert(rig.primary(), ++id);
                killAt(rig, place, () -> rig.commands.plannedReparent(QUICK.to(ReparentRig.alias(to))));
                recover(rig);
                assertThat(rig.primary()).as(place).isEqualTo(to);
                rig.insert(to, ++id);
                rig.awaitEqual();
            }
            assertThat(rig.ids(2)).hasSize((int) id);
        }
    }

    @OnEachCluster
    void oneInNeedIsUndoneWhileTheOldPrimaryIsThereAndFinishedWhenItIsNot(TestServer.Flavour flavour) throws Exception {
        try (ReparentRig rig = new ReparentRig(flavour)) {
            long id = 0;
            for (String place : List.of("fence", "demoted", "stopped", "applied", "promote")) {
                killAt(rig, place, () -> rig.commands.emergencyReparent(QUICK.to("zone1-101")));
                recover(rig);
                assertThat(rig.primary()).as(place).isZero();
                rig.insert(0, ++id);
                rig.awaitEqual();
            }
            killAt(rig, "writable", () -> rig.commands.emergencyReparent(QUICK.to("zone1-101")));
            recover(rig);
            assertThat(rig.primary()).isEqualTo(1);
            rig.awaitEqual();
            rig.commands.plannedReparent(QUICK.to("zone1-100"));

            rig.cluster.kill(0);
            killAt(rig, "promote", () -> rig.commands.emergencyReparent(QUICK.to("zone1-101")));
            assertThat(look(rig)).contains("zone1-101 is the primary", "zone1-102 replicates from zone1-101");
            rig.topology.refresh();
            rig.insert(1, ++id);
            rig.cluster.start(0);
            rig.commands.reparentTablet("zone1-100");
            rig.awaitEqual();
            assertThat(rig.ids(0)).hasSize((int) id);
        }
    }

    @Test
    void whoMayHaveBeenPromotedMustBeAskedAndWhoIsAtWorkIsLeftAlone() throws Exception {
        try (ReparentRig rig = new ReparentRig(TestServer.Flavour.MARIADB)) {
            killAt(rig, "demoted", () -> rig.commands.plannedReparent(QUICK.to("zone1-101")));
            rig.cluster.kill(1);
            assertThat(look(rig)).anyMatch(line -> line.contains("one that may have been promoted cannot be asked"));
            assertThatThrownBy(() -> rig.commands.setWritable("zone1-100", true))
                    .hasMessageContaining("one that it may have promoted cannot be asked: zone1-101")
                    .hasMessageContaining("VTCTL TabletExternallyReparented zone1-100");
            assertThat(rig.isReadOnly(0)).isTrue();
            rig.cluster.start(1);
            try (Member other = rig.member(2)) {
                assertThat(other.lock()).isTrue();
                assertThat(look(rig)).anyMatch(line -> line.contains("another command changes the roles"));
                assertThat(rig.isReadOnly(0)).isTrue();
            }
            recover(rig);
            rig.insert(0, 1);
            rig.awaitEqual();
            assertThat(rig.ids(1)).isEqualTo(Set.of(1L));

            // Somebody makes it read-only on purpose, later: that is not ours to undo.
            try (Member primary = rig.member(0)) {
                assertThat(ReparentIntent.find(primary)).isEqualTo(Optional.empty());
                primary.readOnly();
            }
            assertThat(look(rig)).isEmpty();
            assertThat(rig.isReadOnly(0)).isTrue();
        }
    }

    /** Clocks differ, and a row of an earlier promotion of the same server says nothing about this one. */
    @Test
    void theJournalOfWhoWasPromotedIsTheNewest() throws Exception {
        try (ReparentRig rig = new ReparentRig(TestServer.Flavour.MARIADB)) {
            long hour = Duration.ofHours(1).toNanos();
            try (Member primary = rig.member(0);
                    Member promoted = rig.member(1);
                    Member ahead = rig.member(2)) {
                ReparentJournal.write(primary, "by the test", 0);
                rig.awaitEqual();
                for (Member member : List.of(promoted, ahead)) {
                    member.execute("SET SESSION sql_log_bin = 0");
                }
                long newest = ReparentJournal.newest(primary);
                ReparentJournal.write(promoted, "by the test", newest + hour);
                ReparentJournal.write(ahead, "by the test", newest + 2 * hour);
            }
            killAt(rig, "writable", () -> rig.commands.plannedReparent(QUICK.to("zone1-101")));
            recover(rig);
            assertThat(rig.primary()).isEqualTo(1);
            rig.awaitEqual();
            long first = newest(rig, 1);
            assertThat(first).isEqualTo(newest(rig, 2)).isEqualTo(newest(rig, 0));

            // Who is made the primary in order comes after that, whatever its clock says.
            rig.commands.plannedReparent(QUICK.to("zone1-100"));
            rig.awaitEqual();
            assertThat(newest(rig, 0)).isEqualTo(newest(rig, 1)).isGreaterThan(first);
            assertThatThrownBy(() -> makeOutdatedAndWritable(rig))
                    .hasMessageContaining("zone1-100 lacks a promotion that others know of");
            assertThat(rig.isReadOnly(0)).isTrue();
        }
    }

    private static void makeOutdatedAndWritable(ReparentRig rig) throws SQLException {
        try (Member other = rig.member(2)) {
            other.execute("SET SESSION sql_log_bin = 0");
            ReparentJournal.write(other, "by the test", newest(rig, 0) + 1);
        }
        rig.cluster.server(0).execute("", "SET GLOBAL read_only = 1");
        rig.commands.setWritable("zone1-100", true);
    }

    private static long newest(ReparentRig rig, int server) throws SQLException {
        try (Member member = rig.member(server)) {
            return ReparentJournal.newest(member);
        }
    }

    @Test
    void whatIsOverOrWasDealtWithByOthersIsLeftAlone() throws Exception {
        try (ReparentRig rig = new ReparentRig(TestServer.Flavour.MARIADB);
                Member primary = rig.member(0);
                Member replica = rig.member(1);
                Member other = rig.member(2)) {
            // A replica that was chosen long ago and kept the row, and a primary that is read-only on purpose.
            ReparentIntent stale =
                    ReparentIntent.of("EmergencyReparentShard", primary.identity(), true, List.of(replica, other));
            stale.keep(replica);
            assertThat(look(rig)).isEmpty();
            primary.readOnly();
            await().untilAsserted(() -> assertThat(look(rig))
                    .anyMatch(line -> line.contains("zone1-101 was chosen, but is not as it was left any more")));
            assertThat(primary.isReadOnly() && replica.isReadOnly()).isTrue();
            ReparentIntent.forget(replica);

            // Who was suspended meanwhile, and has lost its connection.
            Member suspended = rig.member(0);
            suspended.close();
            assertThatThrownBy(() -> new Change(stale, 0).undemote(suspended)).isInstanceOf(Retry.Superseded.class);
            assertThat(primary.isReadOnly()).isTrue();
            primary.writable();

            // Somebody promotes one that was no candidate.
            killAt(rig, "demoted", () -> rig.commands.plannedReparent(QUICK.to("zone1-101")));
            await().until(() -> ReparentIntent.find(other).isPresent());
            rig.commands.stopReplication("zone1-102");
            rig.commands.setWritable("zone1-102", true);
            await().untilAsserted(() -> assertThat(look(rig))
                    .anyMatch(line -> line.contains("somebody else has made a server take writes: zone1-102")
                            && line.contains("VTCTL TabletExternallyReparented zone1-102 ends this")));
            assertThat(primary.isReadOnly() && replica.isReadOnly()).isTrue();
            isEndedByWhoSaysSo(rig);
        }
    }

    private static void isEndedByWhoSaysSo(ReparentRig rig) throws SQLException {
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(rig.commands.externallyReparented("zone1-102"))
                        .contains("zone1-102 is the primary"));
        assertThat(look(rig)).isEmpty();
        try (Member promoted = rig.member(2)) {
            assertThat(ReparentIntent.all(promoted)).isEmpty();
            // The former primary still has the row, and lacks the promotion.
            promoted.readOnly();
            await().untilAsserted(() -> assertThat(look(rig))
                    .anyMatch(line -> line.contains("zone1-100 lacks a promotion that others know of")));
        }
        assertThat(rig.isReadOnly(0) && rig.isReadOnly(1) && rig.isReadOnly(2)).isTrue();
    }

    /** By a clock that is fast, a row that a server has kept since long ago looks newer than the change that was interrupted. */
    @Test
    void whatIsOverDoesNotHideWhatIsNot() throws Exception {
        try (ReparentRig rig = new ReparentRig(TestServer.Flavour.MARIADB)) {
            rig.steps.set(name -> {
                if (name.equals("reparent.demoted")) {
                    keepOneOfTomorrow(rig);
                    throw new Killed();
                }
            });
            assertThatThrownBy(() -> rig.commands.plannedReparent(QUICK.to("zone1-101")))
                    .isInstanceOf(Killed.class);
            rig.steps.set(name -> {});
            await().atMost(Duration.ofSeconds(40)).until(() -> {
                look(rig);
                return !rig.isReadOnly(0);
            });
            rig.insert(0, 1);
            rig.awaitEqual();
        }
    }

    private static void keepOneOfTomorrow(ReparentRig rig) {
        try (Member primary = rig.member(0);
                Member replica = rig.member(1);
                Member other = rig.member(2)) {
            ReparentIntent.of("EmergencyReparentShard", primary.identity(), true, List.of(replica, other))
                    .keep(other);
            other.execute(
                    "SET SESSION sql_log_bin = 0",
                    "UPDATE _vt.reparent_intent SET time_started = NOW(6) + INTERVAL 1 DAY WHERE id = 2");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
