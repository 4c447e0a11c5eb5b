package dev.palinode.engine.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.MigrationEngine.Verb;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestServer.Flavour;
import dev.palinode.engine.topo.health.TabletHealth;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A primary that was replaced comes back and takes writes, as nobody has told it otherwise; from us it gets none. */
final class OldPrimaryTest {
    @OnEachCluster
    void oneThatWasFrozenIsLeftAtOnceAndNeverWrittenToAgain(Flavour flavour) throws Exception {
        try (FailoverRoom room = new FailoverRoom(flavour)) {
            MigrationId id = room.addColumn("--postpone-completion");
            room.await(room.second, id, "ready_to_complete", "1");
            room.cluster.freeze(0);
            room.promoteReplica();
            room.awaitEngineOn(room.second);
            room.await(room.second, id, "ready_to_complete", "1");
            room.cluster.thaw(0);
            twoClaim(room);
            String lease = lease(room);
            room.control(Verb.COMPLETE, id);
            room.complete(room.second, id);
            assertThat(room.row(room.first, id, "migration_status")).isEqualTo("running");
            assertThat(lease(room)).isEqualTo(lease);
            room.compare(room.second);
        }
    }

    @OnEachCluster
    void oneThatWasKilledIsShownAndNotUsedWhenItIsStartedAgain(Flavour flavour) throws Exception {
        try (FailoverRoom room = new FailoverRoom(flavour)) {
            room.cluster.killPrimary();
            room.promoteReplica();
            room.awaitEngineOn(room.second);
            room.cluster.startPrimary();
            twoClaim(room);
            MigrationId id = room.addColumn("");
            room.complete(room.second, id);
            assertThat(room.row(room.first, id, "migration_uuid")).isEmpty();
            assertThat(room.topology.term()).isEqualTo(2);
            room.compare(room.second);
        }
    }

    /** Also an account that may write to it nevertheless does not. */
    @OnEachCluster
    void oneThatIsMadeReadOnlyGetsNoCommitOfTheEngine(Flavour flavour) throws Exception {
        try (FailoverRoom room = new FailoverRoom(flavour)) {
            MigrationId id = room.addColumn("--postpone-completion");
            room.await(room.first, id, "ready_to_complete", "1");
            room.first.execute("", "SET GLOBAL read_only = ON");
            String lease = lease(room);
            String position = position(room);
            Thread.sleep(3_000);
            assertThat(lease(room)).isEqualTo(lease);
            assertThat(position(room)).isEqualTo(position);
            room.first.execute("", "SET GLOBAL read_only = OFF");
            room.control(Verb.COMPLETE, id);
            room.complete(room.first, id);
            room.compare(room.first);
        }
    }

    private static void twoClaim(FailoverRoom room) {
        Awaitility.await()
                .atMost(FailoverRoom.PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> {
                    assertThat(room.topology.health()).allMatch(TabletHealth::writable);
                    assertThat(room.topology.primary().alias()).isEqualTo("zone1-101");
                });
    }

    private static String lease(FailoverRoom room) throws Exception {
        return FailoverRoom.value(
                room.first,
                "SELECT CONCAT(epoch, ' ', expires_at) FROM _vt.shard_lease WHERE keyspace = '" + room.keyspace + "'");
    }

    private static String position(FailoverRoom room) throws Exception {
        return FailoverRoom.value(room.first, "SELECT GROUP_CONCAT(pos) FROM _vt.vreplication");
    }
}
