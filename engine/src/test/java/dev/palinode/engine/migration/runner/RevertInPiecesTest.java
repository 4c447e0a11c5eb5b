package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.throttle.Throttle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Invariant 7 where a transaction is larger than what is applied at once, and the stream ends in its middle: what only the
 * old table has of a row stays with it.
 */
final class RevertInPiecesTest {
    /** Keys are exchanged at the beginning: doing that once more would give each row the other one's value. */
    private static final List<String> EXCHANGE = List.of(
            "START TRANSACTION",
            "UPDATE t SET id = 0 WHERE id = 1",
            "UPDATE t SET id = 1 WHERE id = 2",
            "UPDATE t SET id = 2 WHERE id = 0",
            "UPDATE t SET body = REPEAT('def', 50000) WHERE id > 2",
            "COMMIT");

    /** An ALTER that is complete, and a transaction of many pieces after it. */
    private static MigrationId inPieces(AlterRoom room) throws Exception {
        room.execute(
                "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, body LONGTEXT, extra VARCHAR(9) DEFAULT 'none')",
                "INSERT INTO t VALUES (1, 'one', 'e1'), (2, 'two', 'e2'), (3, REPEAT('abc', 50000), 'e3')");
        for (int rows = 1; rows < 64; rows *= 2) {
            room.execute("INSERT INTO t SELECT id + " + rows + ", body, CONCAT('e', id + " + rows + ")"
                    + " FROM t WHERE id > 2");
        }
        MigrationId alter = room.alter("t", "ALTER TABLE t DROP COLUMN extra");
        room.cutOver(alter);
        room.execute(EXCHANGE.toArray(String[]::new));
        return alter;
    }

    /** Between two pieces rows of the old table are locked: nobody is kept from the next piece then. */
    @OnEachServer
    void aTransactionThatHasBegunIsNotThrottled(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            MigrationId alter = inPieces(room);
            AtomicInteger pieces = new AtomicInteger();
            room.points = name -> {
                if (name.equals("apply.written")) {
                    pieces.incrementAndGet();
                    room.throttle = new Denied();
                }
            };
            MigrationId revert = room.revert(alter);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> room.value("SELECT LEFT(body, 3) FROM "
                                    + room.shadow(revert).quoted() + " WHERE id = 66")
                            .equals("def"));
            assertThat(pieces.get()).isGreaterThan(2);
            room.throttle = Throttle.NONE;
            OftenEnough.cutOver(room, revert);
        }
    }

    @OnEachServer
    void whatWasAppliedOfATransactionIsNotAppliedAgain(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            MigrationId alter = inPieces(room);
            AtomicInteger pieces = new AtomicInteger();
            room.points = name -> {
                if (name.equals("apply.written") && pieces.incrementAndGet() == 2) {
                    throw new IllegalStateException("broken by the test");
                }
            };
            MigrationId revert = room.revert(alter);
            OftenEnough.cutOver(room, revert);
            assertThat(pieces.get()).isGreaterThan(3);
            assertThat(room.value("SELECT GROUP_CONCAT(CONCAT(id, extra, LEFT(body, 3)) ORDER BY id SEPARATOR ' ')"
                            + " FROM t WHERE id < 5"))
                    .isEqualTo("1e2two 2e1one 3e3def 4e4def");
            assertThat(room.verdict(revert).repaired()).isZero();
            assertThat(room.value("SELECT COUNT(*) FROM t WHERE extra = CONCAT('e', id)"))
                    .isEqualTo("64");
        }
    }

    /** A row that is too large to be written as text is read after the commit: that is not done before the crash. */
    @OnEachServer
    void norIsOneWithARowThatIsStillToBeRead(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute(
                    "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, body LONGTEXT, extra VARCHAR(9) DEFAULT 'none')",
                    "INSERT INTO t VALUES (1, 'one', 'e1'), (2, 'two', 'e2'), (3, 'abc', 'e3')");
            MigrationId alter = room.alter("t", "ALTER TABLE t DROP COLUMN extra");
            room.cutOver(alter);
            List<String> exchange = new ArrayList<>(EXCHANGE);
            exchange.set(4, "UPDATE t SET body = REPEAT('def', 2000000) WHERE id > 2");
            room.execute(exchange.toArray(String[]::new));
            AtomicInteger commits = new AtomicInteger();
            room.points = name -> {
                if (name.equals("apply.committed") && commits.incrementAndGet() == 1) {
                    throw new IllegalStateException("broken by the test");
                }
            };
            MigrationId revert = room.revert(alter);
            OftenEnough.cutOver(room, revert);
            assertThat(commits.get()).isPositive();
            assertThat(room.value("SELECT GROUP_CONCAT(CONCAT(id, extra, LEFT(body, 3)) ORDER BY id SEPARATOR ' ')"
                            + " FROM t"))
                    .isEqualTo("1e2two 2e1one 3e3def");
            assertThat(room.verdict(revert).repaired()).isZero();
        }
    }

    /** Under which key the old table has such a row, and what has changed of it, is known after the crash. */
    @OnEachServer
    void norIsOneForgottenThatStillHasItsOldKey(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute(
                    "CREATE TABLE t (k VARCHAR(3) NOT NULL PRIMARY KEY, p DECIMAL(10,4), q DECIMAL(10,4), body LONGTEXT,"
                            + " extra VARCHAR(9) DEFAULT 'none')",
                    "INSERT INTO t VALUES ('x', 1.2345, 1.2345, '', 'e_x'), ('y', 2.2345, 2.2345, '', 'e_y')");
            MigrationId alter = room.alter(
                    "t",
                    "ALTER TABLE t MODIFY k VARCHAR(9) NOT NULL, MODIFY p DECIMAL(8,2), MODIFY q DECIMAL(8,2),"
                            + " DROP COLUMN extra");
            room.cutOver(alter);
            room.execute(
                    "UPDATE t SET k = 'toolong', p = 5 WHERE k = 'x'",
                    "UPDATE t SET body = REPEAT('def', 2000000) WHERE k = 'y'",
                    "UPDATE t SET k = 'toolong2' WHERE k = 'toolong'",
                    "UPDATE t SET body = REPEAT('abc', 2000000) WHERE k = 'y'",
                    "UPDATE t SET k = 'ok' WHERE k = 'toolong2'");
            AtomicInteger commits = new AtomicInteger();
            room.points = name -> {
                if (name.equals("apply.committed") && commits.incrementAndGet() <= 2) {
                    throw new IllegalStateException("broken by the test");
                }
            };
            MigrationId revert = room.revert(alter);
            OftenEnough.cutOver(room, revert);
            assertThat(commits.get()).isGreaterThan(2);
            assertThat(room.value("SELECT GROUP_CONCAT(CONCAT_WS(' ', k, p, q, extra, LEFT(body, 3)) ORDER BY k"
                            + " SEPARATOR ', ') FROM t"))
                    .isEqualTo("ok 5.0000 1.2345 e_x , y 2.2345 2.2345 e_y abc");
            assertThat(room.verdict(revert).repaired()).isZero();
        }
    }

    /** What a REVERT has done that failed is not done again by the next one. */
    @OnEachServer
    void norByTheNextRevert(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute(
                    "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, b VARCHAR(3), extra INT NOT NULL DEFAULT 0)",
                    "INSERT INTO t VALUES (1, 'a', 11), (2, 'b', 22), (5, 'e', 55)");
            MigrationId alter = room.alter("t", "ALTER TABLE t DROP COLUMN extra, MODIFY b VARCHAR(9)");
            room.cutOver(alter);
            room.execute(
                    "DELETE FROM t WHERE id = 2",
                    "UPDATE t SET id = 2 WHERE id = 1",
                    "UPDATE t SET b = 'toolong' WHERE id = 5");
            MigrationId failed = room.revert(alter);
            assertThat(room.failure(failed)).contains("with key 5");
            room.runner().stop(room.row(failed));
            room.execute("UPDATE t SET b = 'ok' WHERE id = 5");
            room.cutOver(room.revert(alter));
            assertThat(room.value("SELECT GROUP_CONCAT(CONCAT(id, b, extra) ORDER BY id) FROM t"))
                    .isEqualTo("2a11,5ok55");
        }
    }
}
