package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;

/** Definitions in which MySQL writes the tablespace between the columns and the engine. */
final class TablespaceTest {

    @OnEachServer
    void thereAndBackWithItsCounter(TestServer server) throws Exception {
        assumeThat(server.isMariaDb()).as("MariaDB has no such tablespaces").isFalse();
        try (AlterRoom room = new AlterRoom(server)) {
            String space = "ts_" + Long.toHexString(System.nanoTime());
            room.execute(
                    "CREATE TABLESPACE " + space + " ADD DATAFILE '" + space + ".ibd'",
                    "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, v INT) TABLESPACE " + space,
                    "INSERT INTO t (v) VALUES (1), (2)");
            MigrationId id = room.alter("t", "ALTER TABLE t ADD COLUMN w INT NOT NULL DEFAULT 3");
            room.await(id, CopyRunner.Phase.READY);
            room.execute("INSERT INTO t (v) VALUES (3)", "DELETE FROM t WHERE v = 3");
            room.cutOver(id);
            room.execute("INSERT INTO t (v) VALUES (4)");
            assertThat(room.value("SELECT MAX(id) FROM t")).isEqualTo("4");
            room.cutOver(room.revert(id));
            room.execute("INSERT INTO t (v) VALUES (5)");
            assertThat(room.value("SELECT GROUP_CONCAT(CONCAT(id, ':', v) ORDER BY id) FROM t"))
                    .isEqualTo("1:1,2:2,4:4,5:5");
        }
    }
}
