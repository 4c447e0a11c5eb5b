package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.migration.runner.CopyRunner.Phase;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;

/** What is done to statistics, and what a REVERT need not do. */
final class RunOptionsTest {
    private static final String ALTER = "ALTER TABLE t ADD COLUMN w INT";

    private static String statistics(AlterRoom room) throws SQLException {
        return room.value("SELECT n_rows FROM mysql.innodb_table_stats WHERE database_name = DATABASE()"
                + " AND table_name = 't'");
    }

    private static String afterStart(TestServer server, String options) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute("CREATE TABLE t (id INT PRIMARY KEY) STATS_PERSISTENT = 1 STATS_AUTO_RECALC = 0");
            room.execute("INSERT INTO t VALUES (1), (2), (3), (4), (5)");
            assertThat(statistics(room)).isEqualTo("0");
            MigrationId id = room.alterWith(options, "t", ALTER);
            room.await(id, Phase.READY);
            return statistics(room);
        }
    }

    @OnEachServer
    void theTableIsAnalyzedWhenThatIsAskedFor(TestServer server) throws Exception {
        assertThat(afterStart(server, "--analyze-table")).isEqualTo("5");
        assertThat(afterStart(server, "")).isEqualTo("0");
    }

    /** Where nothing has been written, there is nothing to do but to compare. */
    @OnEachServer
    void aRevertCopiesNothingAndComparesOnce(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            OnlineAlterTest.fill(room);
            MigrationId id = room.alter("t", ALTER);
            room.cutOver(id);
            String rows = room.value("SELECT COUNT(*) FROM t");
            MigrationId revert = room.revert(id);
            CopyRunner.Progress ready = room.await(revert, Phase.READY);
            assertThat(ready.rowsCopied()).isZero();
            assertThat(room.value("SELECT COUNT(*) FROM _vt.copy_state WHERE workflow = '" + revert + "'"))
                    .isEqualTo("0");
            assertThat(room.verdict(revert).toString()).contains(rows);
            assertThat(room.value("SELECT rows_compared FROM _vt.vdiff WHERE workflow = '" + revert + "'"))
                    .isEqualTo(rows);
            room.cutOver(revert);
        }
    }
}
