package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;

/** Invariant 12: the size of transactions and rows does not matter. */
final class LargeDataTest {
    private static final String ALTER = "ALTER TABLE %s ADD COLUMN tier INT NOT NULL DEFAULT 7";

    @OnEachServer
    void aTransactionOfManyChanges(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            OnlineAlterTest.fill(room);
            Holds holds = new Holds();
            holds.hold("verify.begin");
            room.points = holds;
            MigrationId id = room.alter("t", String.format(ALTER, "t"));
            holds.awaitArrivals("verify.begin", 1);
            String[] statements = new String[32];
            statements[0] = "BEGIN";
            for (int i = 1; i <= 30; i++) {
                statements[i] = "UPDATE t SET v = 'pass " + i + "'";
            }
            statements[31] = "COMMIT";
            room.execute(statements);
            holds.release("verify.begin");
            room.cutOver(id);
            assertThat(room.value("SELECT COUNT(*) FROM t WHERE v = 'pass 30' AND tier = 7"))
                    .isEqualTo("10000");
            assertThat(room.verdict(id).repaired()).isZero();
        }
    }

    @OnEachServer
    void rowsOfSeveralMegabytes(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute(
                    "CREATE TABLE b (id INT NOT NULL PRIMARY KEY, body LONGTEXT)",
                    "INSERT INTO b VALUES (1, REPEAT('one', 2000000)), (2, REPEAT('two', 2000000))",
                    "INSERT INTO b VALUES (3, REPEAT('thr', 2000000)), (4, 'small')");
            Holds holds = new Holds();
            holds.hold("verify.begin");
            room.points = holds;
            MigrationId id = room.alter("b", String.format(ALTER, "b"));
            holds.awaitArrivals("verify.begin", 1);
            room.execute(
                    "UPDATE b SET body = REPEAT('new', 2000000) WHERE id IN (2, 4)",
                    "INSERT INTO b VALUES (5, REPEAT('fiv', 2000000))",
                    "UPDATE b SET body = 'small' WHERE id = 3",
                    "DELETE FROM b WHERE id = 1");
            String sums = "SELECT GROUP_CONCAT(id, SHA2(body, 256) ORDER BY id) FROM b";
            String expected = room.value(sums);
            holds.release("verify.begin");
            room.cutOver(id);
            assertThat(room.value(sums)).isEqualTo(expected).startsWith("2");
            assertThat(room.verdict(id).repaired()).isZero();
        }
    }
}
