package dev.palinode.engine.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine.Outcome;
import dev.palinode.engine.MigrationEngine.Verb;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestServer.Flavour;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The primary dies in the middle of a migration, somebody promotes the replica, and the engine goes on there, from what that
 * server has. Its rows are compared with its own journal.
 */
final class FailoverTest {
    @OnEachCluster
    void inTheCopy(Flavour flavour) throws Exception {
        killedAt(flavour, "copy.committed");
    }

    @OnEachCluster
    void inTheApply(Flavour flavour) throws Exception {
        killedAt(flavour, "apply.written");
    }

    @OnEachCluster
    void inTheVerification(Flavour flavour) throws Exception {
        killedAt(flavour, "verify.begin");
    }

    @OnEachCluster
    void withTheTableLockedAndTheRenameQueued(Flavour flavour) throws Exception {
        killedAt(flavour, "cutover.rename-queued");
    }

    @OnEachCluster
    void afterTheSwapAndBeforeItIsWrittenDown(Flavour flavour) throws Exception {
        killedAt(flavour, "cutover.swapped");
    }

    private static void killedAt(Flavour flavour, String place) throws Exception {
        try (FailoverRoom room = new FailoverRoom(flavour)) {
            room.killAt(place);
            MigrationId id = room.addColumn("");
            CompletableFuture<Outcome> outcome = room.engine.outcome(id);
            room.awaitKill();
            room.promoteReplica();
            room.complete(room.second, id);
            assertThat(outcome.get(30, TimeUnit.SECONDS).status()).isEqualTo(MigrationStatus.COMPLETE);
            assertThat(room.topology.primary().alias()).isEqualTo("zone1-101");
            assertThat(room.hasColumn(room.second)).isTrue();
            room.compare(room.second);
            assertThat(room.tablesOf(room.second)).hasSize(3).contains("journal", "t");
        }
    }

    @OnEachCluster
    void oneThatWaitsForItsCompletionWaitsOnAndCompletesThere(Flavour flavour) throws Exception {
        try (FailoverRoom room = new FailoverRoom(flavour)) {
            MigrationId id = room.addColumn("--postpone-completion");
            room.await(room.second, id, "ready_to_complete", "1");
            room.cluster.killPrimary();
            room.promoteReplica();
            room.await(room.second, id, "tablet", "zone1-101");
            room.await(room.second, id, "ready_to_complete", "1");
            assertThat(room.row(room.second, id, "migration_status")).isEqualTo("running");
            room.control(Verb.COMPLETE, id);
            room.complete(room.second, id);
            room.compare(room.second);
        }
    }

    @OnEachCluster
    void aReplicaThatLagsHasTheMigrationAsItWasAndCompletesItAgain(Flavour flavour) throws Exception {
        try (FailoverRoom room = new FailoverRoom(flavour)) {
            MigrationId id = room.addColumn("--postpone-completion");
            room.await(room.second, id, "migration_status", "running");
            room.stopReplication();
            room.await(room.first, id, "ready_to_complete", "1");
            room.control(Verb.COMPLETE, id);
            room.complete(room.first, id);
            room.cluster.killPrimary();
            assertThat(room.row(room.second, id, "migration_status")).isEqualTo("running");
            room.promoteReplica();
            room.await(room.second, id, "ready_to_complete", "1");
            room.control(Verb.COMPLETE, id);
            room.complete(room.second, id);
            room.compare(room.second);
        }
    }

    @OnEachCluster
    void whoWaitsForAMigrationThatTheReplicaNeverGotIsToldSo(Flavour flavour) throws Exception {
        try (FailoverRoom room = new FailoverRoom(flavour)) {
            room.stopReplication();
            MigrationId id = room.addColumn("--postpone-completion");
            CompletableFuture<Outcome> outcome = room.engine.outcome(id);
            room.cluster.killPrimary();
            room.promoteReplica();
            assertThatThrownBy(() -> outcome.get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(EngineFault.class)
                    .hasMessageContaining("migration " + id + " has been lost: zone1-101 became the primary");
        }
    }
}
