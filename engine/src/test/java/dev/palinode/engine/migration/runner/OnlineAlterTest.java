package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.testing.Ledger;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;
import java.util.List;

/** ALTER and revert under concurrent writers, against an independent record of acknowledged writes. */
final class OnlineAlterTest {
    private static final String TABLE =
            "CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY, v VARCHAR(40) NOT NULL," + " n INT NOT NULL, KEY (n))";
    private static final String ROWS =
            "INSERT INTO t SELECT a.d * 1000 + b.d * 100 + c.d * 10 + e.d, 'x', a.d FROM d a, d b," + " d c, d e";

    static void fill(AlterRoom room) throws SQLException {
        room.execute(
                TABLE,
                "CREATE TABLE d (d INT NOT NULL PRIMARY KEY)",
                "INSERT INTO d VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)",
                ROWS);
    }

    private static TableDef table(AlterRoom room) throws SQLException {
        return room.db
                .with(connection -> SchemaReader.read(connection, new TableName(room.keyspace, "t")))
                .orElseThrow();
    }

    @OnEachServer
    void noRowIsLostDoubledOrChangedByAlterRevertAndRevertOfRevert(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            fill(room);
            try (Ledger ledger = new Ledger("t", 4, 12_000, 1, room::connect)) {
                ledger.load();
                ledger.start();
                MigrationId alter =
                        room.alter("t", "ALTER TABLE t ADD COLUMN tier INT NOT NULL DEFAULT 7, DROP INDEX n");
                room.cutOver(alter);
                assertThat(table(room).column("tier")).isPresent();
                Thread.sleep(300);
                MigrationId revert = room.revert(alter);
                room.cutOver(revert);
                assertThat(table(room).column("tier")).isEmpty();
                Thread.sleep(300);
                MigrationId again = room.revert(revert);
                room.cutOver(again);
                assertThat(table(room).column("tier")).isPresent();
                Thread.sleep(300);
                List<String> errors = ledger.stop();
                assertThat(errors).isEmpty();
                assertThat(ledger.writes()).isGreaterThan(500);
                assertThat(ledger.contents()).isEqualTo(ledger.acknowledged());
            }
        }
    }
}
