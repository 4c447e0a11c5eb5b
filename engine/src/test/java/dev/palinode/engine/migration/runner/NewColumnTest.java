package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.SessionSettings;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.util.Map;

/** New columns that are NOT NULL without a default get what a native ALTER gives the rows that are there. */
final class NewColumnTest {
    private static final String COLUMNS = " ADD COLUMN n INT NOT NULL, ADD COLUMN d DECIMAL(5,2) NOT NULL,"
            + " ADD COLUMN f DOUBLE NOT NULL, ADD COLUMN b BIT(4) NOT NULL, ADD COLUMN y YEAR NOT NULL,"
            + " ADD COLUMN s VARCHAR(9) NOT NULL, ADD COLUMN x TEXT NOT NULL, ADD COLUMN bi BINARY(3) NOT NULL,"
            + " ADD COLUMN l BLOB NOT NULL, ADD COLUMN e ENUM('p','q') NOT NULL, ADD COLUMN t SET('p','q') NOT NULL,"
            + " ADD COLUMN ti TIME NOT NULL, ADD COLUMN k INT NOT NULL DEFAULT 7, ADD COLUMN z INT";

    private static final String ROWS = "SELECT GROUP_CONCAT(CONCAT_WS(':', id, v, n, d, f, b + 0, y, HEX(s), HEX(x),"
            + " HEX(bi), HEX(l), e, t, ti, k, IFNULL(z, 'null')) ORDER BY id SEPARATOR ' ') FROM ";

    @OnEachServer
    void copiedAppliedAndNativeAreTheSame(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            for (String table : new String[] {"a", "plain"}) {
                room.execute(
                        "CREATE TABLE " + table + " (id INT PRIMARY KEY, v INT, UNIQUE KEY (v))",
                        "INSERT INTO " + table + " VALUES (1, 1), (2, 2)");
            }
            MigrationId id = room.alter("a", "ALTER TABLE a" + COLUMNS);
            room.await(id, CopyRunner.Phase.READY);
            String later = " VALUES (3, 3), (4, 4)";
            room.execute("INSERT INTO a" + later, "INSERT INTO plain" + later, "UPDATE a SET v = 20 WHERE id = 2");
            room.execute("UPDATE plain SET v = 20 WHERE id = 2", "ALTER TABLE plain" + COLUMNS);
            room.cutOver(id);
            assertThat(room.value(ROWS + "a"))
                    .isEqualTo(room.value(ROWS + "plain"))
                    .contains(":p:");
        }
    }

    @OnEachServer
    void aZeroDateIsAsForbiddenAsInANativeAlter(TestServer server) throws Exception {
        String sql = "ALTER TABLE a ADD COLUMN d DATE NOT NULL, ADD COLUMN t DATETIME NOT NULL";
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute("CREATE TABLE a (id INT PRIMARY KEY)", "INSERT INTO a VALUES (1)");
            SessionSettings strict =
                    new SessionSettings(Map.of("sql_mode", "STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE"));
            assertThatThrownBy(() -> room.alter("a", sql, strict))
                    .isInstanceOf(MigrationFailure.class)
                    .hasMessageContaining("Incorrect date value: '0000-00-00' for column 'd'");
            room.cutOver(room.alter("a", sql, new SessionSettings(Map.of("sql_mode", ""))));
            assertThat(room.value("SELECT CONCAT(CAST(d AS CHAR), '|', CAST(t AS CHAR)) FROM a"))
                    .isEqualTo("0000-00-00|0000-00-00 00:00:00");
        }
    }
}
