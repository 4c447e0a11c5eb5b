package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.migration.runner.CopyRunner.Phase;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.stream.Verdict;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Invariants 1 and 6: what differs is found and repaired once; a failed verdict stays. */
final class VerificationTest {
    private static final List<String> DAMAGE = List.of(
            "UPDATE %s SET v = 'wrong' WHERE n = 3 LIMIT 1",
            "DELETE FROM %s WHERE n = 8 LIMIT 1", "INSERT INTO %s (id, v, n) VALUES (77777, 'ghost', 1)");

    private static void oneRow(AlterRoom room, MigrationId id) throws Exception {
        room.execute("UPDATE " + room.shadow(id).quoted() + " SET v = 'wrong' WHERE id = 77");
    }

    /** Runs a migration until it could be cut over; its shadow was damaged just before the verification. */
    private static MigrationId verified(AlterRoom room, String table, String alter, List<String> damage)
            throws Exception {
        Holds holds = new Holds();
        room.points = holds;
        MigrationId id = room.running(table, alter);
        holds.once("verify.begin", () -> {
            for (String sql : damage) {
                room.execute(String.format(sql, room.shadow(id).quoted()));
            }
        });
        room.runner().start(room.row(id));
        room.await(id, Phase.READY);
        return id;
    }

    private static void foundAndRepaired(TestServer server, String prepare, String alter) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            OnlineAlterTest.fill(room);
            room.execute(prepare);
            MigrationId id = verified(room, "t", alter, DAMAGE);
            Verdict verdict = room.verdict(id);
            assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.COMPLETED);
            assertThat(verdict.repaired()).isEqualTo(3);
            assertThat(verdict.rows()).isEqualTo(10_000);
            assertThat(verdict.ranges()).isPositive();
            assertThat(room.value("SELECT pos FROM _vt.vdiff WHERE workflow = '" + id + "'"))
                    .contains(server.isMariaDb() ? "-" : ":");
            room.cutOver(id);
            assertThat(room.value("SELECT CONCAT(COUNT(*), ' ', SUM(id), ' ', SUM(v = 'x'), ' ', SUM(n)) FROM t"))
                    .isEqualTo("10000 49995000 10000 45000");
        }
    }

    @OnEachServer
    void damageIsFoundAndRepairedOnce(TestServer server) throws Exception {
        foundAndRepaired(server, "SELECT 1", "ALTER TABLE t ADD COLUMN tier INT NOT NULL DEFAULT 7");
    }

    @OnEachServer
    void damageIsFoundWhereTypesChange(TestServer server) throws Exception {
        foundAndRepaired(server, "SELECT 1", "ALTER TABLE t MODIFY v TEXT NOT NULL, MODIFY n BIGINT NOT NULL");
    }

    @OnEachServer
    void damageIsFoundWhereTheKeyIsTextAndChangesItsCollation(TestServer server) throws Exception {
        foundAndRepaired(
                server,
                "ALTER TABLE t MODIFY id VARCHAR(20) COLLATE utf8mb4_bin NOT NULL",
                "ALTER TABLE t MODIFY id VARCHAR(20) COLLATE utf8mb4_unicode_ci NOT NULL");
    }

    /** A linear checksum would cancel these out: each changes the same bit at the same place of its row's text. */
    @OnEachServer
    void theSameChangeOfAnEvenNumberOfRowsIsFound(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            OnlineAlterTest.fill(room);
            String alter = "ALTER TABLE t ADD COLUMN tier INT NOT NULL DEFAULT 7";
            String damage = "UPDATE %s SET n = n ^ 1 WHERE id BETWEEN 120 AND 123";
            MigrationId id = verified(room, "t", alter, List.of(damage));
            assertThat(room.verdict(id).repaired()).isEqualTo(4);
        }
    }

    /** Two rows each, one of which is damaged, and one that the source has not. */
    private record KeyChange(String before, String after, String values, String damaged, String ghost) {}

    private static final List<KeyChange> KEY_CHANGES = List.of(
            new KeyChange("INT", "DECIMAL(20,2)", "(1, 'a'), (2, 'b')", "1", "77"),
            new KeyChange(
                    "DATE",
                    "DATETIME(3)",
                    "('2020-01-01', 'a'), ('2020-01-02', 'b')",
                    "'2020-01-01'",
                    "'2020-05-05 10:00'"),
            new KeyChange("ENUM('x','y','z')", "ENUM('z','y','x')", "('x', 'a'), ('z', 'b')", "'x'", "'y'"),
            new KeyChange("ENUM('x','y')", "VARCHAR(9)", "('x', 'a'), ('y', 'b')", "'x'", "'ghost'"),
            new KeyChange(
                    "VARCHAR(9) COLLATE utf8mb4_unicode_ci",
                    "VARCHAR(9) COLLATE utf8mb4_bin",
                    "('x', 'a'), ('y', 'b')",
                    "'x'",
                    "'X'"));

    @OnEachServer
    void aRowThatTheSourceHasNotIsFoundWhereTheTypeOfTheKeyChanges(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            for (KeyChange change : KEY_CHANGES) {
                room.execute(
                        "DROP TABLE IF EXISTS k",
                        "CREATE TABLE k (k " + change.before() + " NOT NULL PRIMARY KEY, v VARCHAR(9)) CHARSET utf8mb4",
                        "INSERT INTO k VALUES " + change.values());
                List<String> damage = List.of(
                        "UPDATE %s SET v = 'wrong' WHERE k = " + change.damaged(),
                        "INSERT INTO %s VALUES (" + change.ghost() + ", 'ghost')");
                String alter = "ALTER TABLE k MODIFY k " + change.after() + " NOT NULL";
                MigrationId id = verified(room, "k", alter, damage);
                assertThat(room.verdict(id).repaired()).as(change.after()).isEqualTo(2);
                room.cutOver(id);
                assertThat(room.value("SELECT GROUP_CONCAT(v ORDER BY v) FROM k"))
                        .as(change.after())
                        .isEqualTo("a,b");
            }
        }
    }

    @OnEachServer
    void whatDiffersAgainFailsForEver(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            OnlineAlterTest.fill(room);
            Holds holds = new Holds();
            room.points = holds;
            MigrationId id = room.running("t", "ALTER TABLE t ADD COLUMN tier INT NOT NULL DEFAULT 7");
            holds.once("verify.begin", () -> oneRow(room, id));
            holds.once("verify.repaired", () -> oneRow(room, id));
            room.runner().start(room.row(id));
            assertThat(room.failure(id)).contains("verification failed").contains("differ from the new table");
            assertThat(room.verdict(id).outcome()).isEqualTo(Verdict.Outcome.FAILED);
            room.restart();
            assertThat(room.failure(id)).contains("verification failed");
            assertThat(room.runner().cutOver(room.row(id)).swapped()).isFalse();
            room.restart();
            assertThat(room.failure(id)).contains("verification failed");
        }
    }

    /** As a repair does that takes one row for another. */
    @OnEachServer
    void rowsThatARepairHasHarmedAreFoundInTheSameRange(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            OnlineAlterTest.fill(room);
            Holds holds = new Holds();
            room.points = holds;
            MigrationId id = room.running("t", "ALTER TABLE t ADD COLUMN tier INT NOT NULL DEFAULT 7");
            holds.once("verify.begin", () -> oneRow(room, id));
            holds.once(
                    "verify.repaired",
                    () -> room.execute("DELETE FROM " + room.shadow(id).quoted() + " WHERE id = 78"));
            room.runner().start(room.row(id));
            room.await(id, Phase.READY);
            assertThat(room.verdict(id).repaired()).isEqualTo(2);
            room.cutOver(id);
            assertThat(room.value("SELECT CONCAT(COUNT(*), ' ', SUM(v = 'x')) FROM t"))
                    .isEqualTo("10000 10000");
        }
    }

    /** As many of them as are repaired in one go. */
    @OnEachServer
    void rowsThatTakeTurnsInBeingWrongFailInTheEnd(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            OnlineAlterTest.fill(room);
            MigrationId id = room.running("t", "ALTER TABLE t ADD COLUMN tier INT NOT NULL DEFAULT 7");
            AtomicInteger turns = new AtomicInteger();
            room.points = name -> {
                if (name.equals("verify.begin") || name.equals("verify.repaired")) {
                    harm(room, id, turns.getAndIncrement() % 2 == 0 ? "0 AND 199" : "2000 AND 2199");
                }
            };
            room.runner().start(room.row(id));
            assertThat(room.failure(id)).contains("verification failed");
            assertThat(turns.get()).isLessThan(10);
        }
    }

    private static void harm(AlterRoom room, MigrationId id, String ids) {
        try {
            room.execute("UPDATE " + room.shadow(id).quoted() + " SET v = 'wrong' WHERE id BETWEEN " + ids);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @OnEachServer
    void aFailedVerdictStandsAlsoWhenOnlyTheVerdictWasStored(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            OnlineAlterTest.fill(room);
            MigrationId alter = room.alter("t", "ALTER TABLE t ADD COLUMN tier INT NOT NULL DEFAULT 7");
            room.cutOver(alter);
            Holds holds = new Holds();
            room.points = holds;
            MigrationId id = room.running("t", "REVERT VITESS_MIGRATION '" + alter + "'");
            holds.once("verify.begin", () -> oneRow(room, id));
            holds.once("verify.repaired", () -> oneRow(room, id));
            room.runner().startRevert(room.row(id), room.row(alter));
            assertThat(room.failure(id)).contains("verification failed");
            room.restart();
            room.execute("UPDATE _vt.vreplication SET state = 'Running' WHERE workflow = '" + id + "'");
            assertThat(room.failure(id)).contains("verification failed");
            assertThatThrownBy(() -> room.runner().startRevert(room.row(id), room.row(alter)))
                    .isInstanceOf(MigrationFailure.class)
                    .hasMessageContaining("verification failed");
            assertThat(room.failure(id)).contains("verification failed");
        }
    }
}
