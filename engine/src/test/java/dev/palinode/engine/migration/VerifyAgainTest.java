package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.MigrationEngine.Control;
import dev.palinode.engine.MigrationEngine.Verb;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.testing.Ledger;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.util.Optional;

/** ALTER VITESS_MIGRATION … VERIFY: what somebody has tampered with never gets through. */
final class VerifyAgainTest {
    private static final String POSTPONED = "--postpone-completion";

    private static void awaitReady(WindowRoom room, MigrationId id) {
        room.await(id, "stage", "ready to cut over: waiting for COMPLETE");
    }

    private static String shadow(WindowRoom room, MigrationId id) {
        return room.room.row(id).artifacts().get(0);
    }

    @OnEachServer
    void aRunningMigrationIsComparedAgainBeforeItsCutOver(TestServer server) throws Exception {
        try (WindowRoom room = new WindowRoom(server);
                Ledger ledger = room.writers(5)) {
            MigrationId id = room.alter(WindowRoom.ALTER, POSTPONED);
            awaitReady(room, id);
            room.await(id, "verification", "passed");
            String first = room.column(id, "verified_timestamp");
            Thread.sleep(1100);
            assertThat(room.control(Verb.VERIFY, id)).isEqualTo(1);
            room.control(Verb.COMPLETE, id);
            room.complete(id);
            assertThat(room.column(id, "verification")).isEqualTo("passed");
            assertThat(room.column(id, "verified_timestamp")).isGreaterThan(first);
            assertThat(room.column(id, "verification_notes")).contains(" 0 of them repaired");
            assertThat(ledger.stop()).isEmpty();
            assertThat(ledger.contents()).isEqualTo(ledger.acknowledged());
        }
    }

    @OnEachServer
    void aTamperedShadowFailsForEver(TestServer server) throws Exception {
        try (WindowRoom room = new WindowRoom(server)) {
            MigrationId id = room.alter(WindowRoom.ALTER, POSTPONED);
            awaitReady(room, id);
            room.room.execute("UPDATE `" + shadow(room, id) + "` SET v = 'wrong' WHERE id = 77");
            assertThat(room.control(Verb.VERIFY, id)).isEqualTo(1);
            room.control(Verb.COMPLETE, id);
            room.room.await(id, MigrationStatus.FAILED);
            assertThat(room.column(id, "verification")).isEqualTo("failed");
            assertThat(room.column(id, "message")).contains("verification failed", "77");
            assertThat(room.room.value("SELECT v FROM t WHERE id = 77")).isEqualTo("x");
            assertThatThrownBy(() -> room.control(Verb.VERIFY, id)).hasMessageContaining("'failed' state");
        }
    }

    /** The first comparison repairs what it finds, since nothing was known of the rows before. */
    @OnEachServer
    void whatWasNotToBeVerifiedIsWhenAskedFor(TestServer server) throws Exception {
        try (WindowRoom room = new WindowRoom(server)) {
            MigrationId id = room.alter(WindowRoom.ALTER, POSTPONED + " --skip-verify");
            awaitReady(room, id);
            room.await(id, "verification", "skipped");
            room.room.execute("UPDATE `" + shadow(room, id) + "` SET v = 'wrong' WHERE id = 77");
            assertThat(room.engine().control(new Control(Verb.VERIFY, Optional.empty())))
                    .isEqualTo(1);
            room.await(id, "verification", "passed");
            assertThat(room.column(id, "verification_notes")).contains(" 1 of them repaired");
            room.control(Verb.COMPLETE, id);
            room.complete(id);
            assertThat(room.room.value("SELECT v FROM t WHERE id = 77")).isEqualTo("x");
        }
    }

    @OnEachServer
    void aTamperedOldTableIsNeverRevertedTo(TestServer server) throws Exception {
        try (WindowRoom room = new WindowRoom(server)) {
            MigrationId id = room.complete(room.alter(WindowRoom.ALTER, "--reverse-window=1h"));
            room.awaitRevertible(id, "yes");
            room.room.execute("UPDATE `" + room.held(id) + "` SET v = 'wrong' WHERE id = 77");
            assertThat(room.control(Verb.VERIFY, id)).isEqualTo(1);
            room.awaitRevertible(id, "no");
            assertThat(room.column(id, "verification")).isEqualTo("failed");
            assertThat(room.column(id, "revertible_row")).isEqualTo("77");
            assertThatThrownBy(() -> room.revert(id, ""))
                    .hasMessageContaining("verification failed")
                    .hasMessageContaining("77");
            assertThatThrownBy(() -> room.control(Verb.VERIFY, id)).hasMessageContaining("not in a reverse window");
            room.restart();
            assertThatThrownBy(() -> room.revert(id, "")).hasMessageContaining("verification failed");
        }
    }

    @OnEachServer
    void whereThereIsNothingToCompareItSaysWhy(TestServer server) throws Exception {
        try (WindowRoom room = new WindowRoom(server)) {
            MigrationId queued = room.alter(WindowRoom.ALTER, "--postpone-launch");
            assertThatThrownBy(() -> room.control(Verb.VERIFY, queued)).hasMessageContaining("'queued' state");
            room.control(Verb.LAUNCH, queued);
            room.complete(queued);
            assertThatThrownBy(() -> room.control(Verb.VERIFY, queued))
                    .hasMessageContaining("complete and not in a reverse window");
            MigrationId drop = room.complete(room.room.submitTo(room.engine(), "DROP TABLE d"));
            assertThatThrownBy(() -> room.control(Verb.VERIFY, drop)).hasMessageContaining("it copies no rows");
            MigrationId unknown = MigrationId.generate();
            assertThatThrownBy(() -> room.control(Verb.VERIFY, unknown)).hasMessageContaining("migration not found");
            assertThat(room.engine().control(new Control(Verb.VERIFY, Optional.empty())))
                    .isZero();
        }
    }
}
