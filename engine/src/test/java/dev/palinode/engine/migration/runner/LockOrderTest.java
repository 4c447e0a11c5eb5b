package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.migration.runner.CopyRunner.CutoverOutcome;
import dev.palinode.engine.migration.runner.CopyRunner.Phase;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;

/** Invariant 2 where the server lets writers pass a RENAME that waits: the table is not swapped until it does not. */
final class LockOrderTest {
    @OnEachCluster
    void noTableIsSwappedWhereWritersPassTheRename(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 0);
                AlterRoom room = new AlterRoom(cluster.primary())) {
            OnlineAlterTest.fill(room);
            MigrationId id = room.alter("t", "ALTER TABLE t ADD COLUMN w INT");
            room.await(id, Phase.READY);
            room.execute("SET GLOBAL max_write_lock_count = 9999");
            CutoverOutcome outcome = room.runner().cutOver(room.row(id));
            assertThat(outcome.swapped()).isFalse();
            assertThat(outcome.message())
                    .contains("max_write_lock_count is 9999")
                    .contains("SET GLOBAL max_write_lock_count = DEFAULT");
            room.execute("SET GLOBAL max_write_lock_count = DEFAULT");
            room.cutOver(id);
        }
    }
}
