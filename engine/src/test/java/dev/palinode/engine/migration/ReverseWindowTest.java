package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine.Verb;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.testing.Ledger;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;

/** Invariant 7, known at every moment: the old table is kept in step, and a REVERT goes on from there. */
final class ReverseWindowTest {
    private static final String WINDOW = "--reverse-window=1h";

    @OnEachServer
    void aRevertTakesOverTheRunningStreamAndLosesNothing(TestServer server) throws Exception {
        try (WindowRoom room = new WindowRoom(server);
                Ledger ledger = room.writers(1)) {
            MigrationId alter = room.complete(room.alter(WindowRoom.ALTER, WINDOW));
            room.awaitRevertible(alter, "yes");
            assertThat(room.column(alter, "revertible_until_timestamp")).isNotEmpty();
            assertThat(room.column(alter, "revertible_since_timestamp")).isNotEmpty();
            assertThat(room.column(alter, "verification")).isEqualTo("passed");
            String stream = room.streamInto(room.held(alter));
            assertThat(stream).isNotEmpty();
            MigrationId revert = room.complete(room.revert(alter, WINDOW));
            assertThat(room.room.value("SELECT id FROM _vt.vreplication WHERE workflow = '" + revert + "'"))
                    .isEqualTo(stream);
            room.await(alter, "revertible_reason", "it was reverted by migration " + revert);
            assertThat(room.column(alter, "revertible")).isEqualTo("no");
            room.awaitRevertible(revert, "yes");
            MigrationId again = room.complete(room.revert(revert, ""));
            assertThat(ledger.stop()).isEmpty();
            assertThat(ledger.contents()).isEqualTo(ledger.acknowledged());
            assertThat(room.column(again, "revertible")).isEmpty();
            assertThat(room.room.value("SELECT COUNT(*) FROM _vt.vreplication v JOIN _vt.schema_migrations m"
                            + " ON m.migration_uuid = v.workflow WHERE db_name = DATABASE() AND state <> 'Stopped'"))
                    .isEqualTo("0");
        }
    }

    @OnEachServer
    void aRowThatDoesNotFitIsNamedAndMayBeMended(TestServer server) throws Exception {
        try (WindowRoom room = new WindowRoom(server)) {
            MigrationId alter = room.complete(room.alter(WindowRoom.ALTER, WINDOW));
            room.awaitRevertible(alter, "yes");
            room.room.execute("UPDATE t SET v = REPEAT('long', 11) WHERE id = 7");
            room.awaitRevertible(alter, "no");
            assertThat(room.column(alter, "revertible_row")).isEqualTo("7");
            assertThat(room.column(alter, "revertible_reason")).contains("for column 'v'");
            assertThatThrownBy(() -> room.revert(alter, ""))
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining("for column 'v'")
                    .hasMessageContaining("with key 7");
            room.restart();
            room.awaitRevertible(alter, "no");
            room.room.execute("UPDATE t SET v = 'short' WHERE id = 7");
            assertThat(room.control(Verb.VERIFY, alter)).isEqualTo(1);
            room.awaitRevertible(alter, "yes");
            assertThat(room.column(alter, "revertible_row")).isEmpty();
            room.complete(room.revert(alter, ""));
            assertThat(room.room.value("SELECT CONCAT(v, extra) FROM t WHERE id = 7"))
                    .isEqualTo("shortnone");
        }
    }

    /** More rows than are looked at in one go, each of which holds more than the new table has of it. */
    @OnEachServer
    void whatTheAlterHasRoundedStaysInTheOldTable(TestServer server) throws Exception {
        try (WindowRoom room = new WindowRoom(server)) {
            room.room.execute("ALTER TABLE t ADD COLUMN p DECIMAL(20,4)", "UPDATE t SET p = id + 0.2345");
            MigrationId alter = room.complete(room.alter("ALTER TABLE t MODIFY p DECIMAL(18,2)", WINDOW));
            room.awaitRevertible(alter, "yes");
            assertThat(room.column(alter, "verification")).isEqualTo("passed");
            String exact = "SELECT CONCAT(COUNT(*), ' ', SUM(p = id + 0.2345)) FROM ";
            assertThat(room.room.value(exact + "`" + room.held(alter) + "`")).isEqualTo("2000 2000");
            room.room.execute("UPDATE t SET n = n + 1 WHERE id < 1000", "UPDATE t SET p = 5 WHERE id = 1500");
            assertThat(room.control(Verb.VERIFY, alter)).isEqualTo(1);
            room.await(alter, "IF(revertible = 'yes', verification, '')", "passed");
            room.complete(room.revert(alter, ""));
            assertThat(room.room.value(exact + "t")).isEqualTo("2000 1999");
            assertThat(room.room.value("SELECT p FROM t WHERE id = 1500")).isEqualTo("5.0000");
        }
    }

    @OnEachServer
    void anotherMigrationRunsBesideItAndEndsItWhenItCompletes(TestServer server) throws Exception {
        try (WindowRoom room = new WindowRoom(server);
                Ledger ledger = room.writers(2)) {
            MigrationId first = room.complete(room.alter(WindowRoom.ALTER, WINDOW));
            room.awaitRevertible(first, "yes");
            MigrationId second =
                    room.alter("ALTER TABLE t ADD COLUMN e INT NOT NULL DEFAULT 2", "--postpone-completion " + WINDOW);
            room.await(second, "stage", "ready to cut over");
            room.await(first, "revertible_reason", "not before migration " + second);
            assertThat(room.column(first, "revertible")).isEqualTo("yes");
            room.control(Verb.COMPLETE, second);
            room.complete(second);
            room.await(first, "revertible_reason", "migration " + second + " has completed on the table since");
            assertThat(room.column(first, "revertible")).isEqualTo("no");
            assertThat(room.column(first, "revertible_until_timestamp")).isEmpty();
            assertThat(room.streamInto(room.held(first))).isEmpty();
            assertThatThrownBy(() -> room.revert(first, "")).hasMessageContaining("The last migration was " + second);
            room.awaitRevertible(second, "yes");
            room.complete(room.revert(second, ""));
            assertThat(ledger.stop()).isEmpty();
            assertThat(ledger.contents()).isEqualTo(ledger.acknowledged());
        }
    }

    @OnEachServer
    void aRevertThatIsCancelledHandsTheStreamBack(TestServer server) throws Exception {
        try (WindowRoom room = new WindowRoom(server);
                Ledger ledger = room.writers(3)) {
            MigrationId alter = room.complete(room.alter(WindowRoom.ALTER, WINDOW));
            room.awaitRevertible(alter, "yes");
            MigrationId cancelled = room.revert(alter, "--postpone-completion");
            room.await(cancelled, "stage", "ready to cut over");
            room.await(alter, "revertible_reason", "a REVERT is under way");
            room.control(Verb.CANCEL, cancelled);
            room.room.await(cancelled, MigrationStatus.CANCELLED);
            room.await(alter, "IF(revertible = 'yes', CONCAT('.', revertible_reason, '.'), '')", "..");
            assertThat(room.streamInto(room.held(alter))).isNotEmpty();
            room.complete(room.revert(alter, ""));
            assertThat(ledger.stop()).isEmpty();
            assertThat(ledger.contents()).isEqualTo(ledger.acknowledged());
        }
    }

    @OnEachServer
    void anotherProcessGoesOnAndTheEndIsWrittenDown(TestServer server) throws Exception {
        try (WindowRoom room = new WindowRoom(server);
                Ledger ledger = room.writers(4)) {
            MigrationId alter = room.complete(room.alter(WindowRoom.ALTER, "--reverse-window=1h"));
            room.awaitRevertible(alter, "yes");
            room.stop();
            Thread.sleep(500);
            room.restart();
            Map<Long, String> acknowledged = settle(ledger);
            String same = "SELECT CONCAT(COUNT(*), ' ', SUM(BIT_COUNT(h.id)), SUM(h.v = t.v AND h.n = t.n)) FROM `"
                    + room.held(alter) + "` h LEFT JOIN t USING (id)";
            String want = "SELECT CONCAT(COUNT(*), ' ', SUM(BIT_COUNT(id)), COUNT(*)) FROM t";
            String expected = room.room.value(want);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(room.room.value(same)).isEqualTo(expected));
            room.room.execute("UPDATE _vt.schema_migrations SET revertible_until_timestamp = NOW()"
                    + " WHERE migration_uuid = '" + alter + "'");
            room.awaitRevertible(alter, "unknown");
            assertThat(room.column(alter, "revertible_reason")).contains("the reverse window is over");
            assertThat(room.streamInto(room.held(alter))).isEmpty();
            room.room.execute("UPDATE t SET n = -5 WHERE id = (SELECT * FROM (SELECT MIN(id) FROM t) m)");
            room.complete(room.revert(alter, ""));
            assertThat(ledger.contents()).hasSize(acknowledged.size());
            assertThat(room.room.value("SELECT n FROM t ORDER BY id LIMIT 1")).isEqualTo("-5");
        }
    }

    private static Map<Long, String> settle(Ledger ledger) throws Exception {
        assertThat(ledger.stop()).isEmpty();
        assertThat(ledger.contents()).isEqualTo(ledger.acknowledged());
        return ledger.acknowledged();
    }

    @OnEachServer
    void cleanupGivesTheOldTableUp(TestServer server) throws Exception {
        try (WindowRoom room = new WindowRoom(server)) {
            MigrationId alter = room.complete(room.alter(WindowRoom.ALTER, "--retain-artifacts=1s " + WINDOW));
            room.awaitRevertible(alter, "yes");
            Thread.sleep(2500);
            assertThat(room.column(alter, "cleanup_timestamp")).isEmpty();
            assertThat(room.control(Verb.CLEANUP, alter)).isEqualTo(1);
            room.await(alter, "CONCAT('x', cleanup_timestamp)", "x");
            assertThat(room.column(alter, "revertible")).isEqualTo("no");
            assertThat(room.column(alter, "revertible_until_timestamp")).isEmpty();
            assertThatThrownBy(() -> room.revert(alter, "")).isInstanceOf(EngineFault.class);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(room.room.tables()).containsExactly("d", "t"));
        }
    }

    @OnEachServer
    void itIsThrottledAsItsMigrationIs(TestServer server) throws Exception {
        try (WindowRoom room = new WindowRoom(server)) {
            MigrationId alter = room.complete(room.alter(WindowRoom.ALTER, WINDOW));
            room.awaitRevertible(alter, "yes");
            room.engine().throttle(Optional.of(alter), Duration.ofMinutes(5), 1);
            room.await(alter, "revertible_reason", "the stream is throttled");
            assertThat(room.column(alter, "revertible")).isEqualTo("yes");
            room.engine().unthrottle(Optional.of(alter));
            room.await(alter, "CONCAT('.', revertible_reason, '.')", "..");
        }
    }

    @OnEachServer
    void twoRowsWithOneValueInAKeyThatIsGoneAreBothNamed(TestServer server) throws Exception {
        try (WindowRoom room = new WindowRoom(server)) {
            room.room.execute("ALTER TABLE t ADD COLUMN u INT, ADD UNIQUE KEY u (u)");
            MigrationId alter = room.complete(room.alter("ALTER TABLE t DROP KEY u, ADD COLUMN c INT", WINDOW));
            room.awaitRevertible(alter, "yes");
            room.room.execute("UPDATE t SET u = 5 WHERE id IN (1, 2)");
            room.awaitRevertible(alter, "no");
            assertThat(room.column(alter, "revertible_row")).contains("id = 1", "id = 2");
            assertThat(room.column(alter, "revertible_reason")).contains("have the same value");
        }
    }
}
