package dev.palinode.engine.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.MigrationEngine.Outcome;
import dev.palinode.engine.MigrationEngine.Verb;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The primary dies in the middle of a migration, somebody promotes the replica, and the engine goes on there, from what that
 * server has. Its rows are compared with its own journal.
 */
final class FailoverTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "copy.committed",
                "apply.written",
                "verify.begin",
                "cutover.sentry",
                "cutover.rename-queued",
                "cutover.swapped"
            })
    void thePrimaryIsKilledAndTheMigrationCompletesOnThePromotedReplica(String place) throws Exception {
        try (FailoverRoom room = new FailoverRoom()) {
            room.killAt(place);
            MigrationId id = room.addColumn("");
            CompletableFuture<Outcome> outcome = room.engine.outcome(id);
            room.awaitKill();
            room.promoteReplica();
            room.complete(room.second, id);
            assertThat(outcome.get(10, TimeUnit.SECONDS).status()).isEqualTo(MigrationStatus.COMPLETE);
            assertThat(room.topology.primary().alias()).isEqualTo("zone1-101");
            assertThat(room.hasColumn(room.second)).isTrue();
            room.compare(room.second);
            assertThat(room.tablesOf(room.second)).hasSize(3).contains("journal", "t");
        }
    }

    @Test
    void oneThatWaitsForItsCompletionWaitsOnAndCompletesThere() throws Exception {
        try (FailoverRoom room = new FailoverRoom()) {
            MigrationId id = room.addColumn("--postpone-completion");
            room.await(room.first, id, "ready_to_complete", "1");
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

    @Test
    void aReplicaThatLagsHasTheMigrationAsItWasAndCompletesItAgain() throws Exception {
        try (FailoverRoom room = new FailoverRoom()) {
            MigrationId id = room.addColumn("--postpone-completion");
            room.await(room.second, id, "migration_status", "running");
            room.second.execute("", "STOP SLAVE");
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

    @ParameterizedTest
    @ValueSource(strings = {"revert.stream-inserted", "cutover.locked", "cutover.swapped"})
    void aRevertGoesOn(String place) throws Exception {
        try (FailoverRoom room = new FailoverRoom()) {
            MigrationId id = room.addColumn("");
            room.complete(room.first, id);
            room.killAt(place);
            MigrationId revert = room.revert(id);
            room.awaitKill();
            room.promoteReplica();
            room.complete(room.second, revert);
            assertThat(room.hasColumn(room.second)).isFalse();
            room.compare(room.second);
        }
    }
}
