package dev.palinode.engine.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestServer.Flavour;

/** The same as {@link FailoverTest} on the way back: in a REVERT, and while a reverse window is open. */
final class RevertFailoverTest {
    @OnEachCluster
    void whenItsStreamIsStored(Flavour flavour) throws Exception {
        killedAt(flavour, "revert.stream-inserted");
    }

    @OnEachCluster
    void afterItsSwap(Flavour flavour) throws Exception {
        killedAt(flavour, "cutover.swapped");
    }

    private static void killedAt(Flavour flavour, String place) throws Exception {
        try (FailoverRoom room = new FailoverRoom(flavour)) {
            MigrationId id = room.addColumn("");
            room.complete(room.first, id);
            room.killAt(place);
            MigrationId revert = room.revert(id);
            room.awaitKill();
            room.promoteReplica();
            // A replica that did not get the REVERT any more has lost it; whoever asked for it asks again.
            if (room.row(room.second, revert, "migration_uuid").isEmpty()) {
                room.complete(room.second, id);
                revert = room.revertAgain(id);
            }
            room.complete(room.second, revert);
            assertThat(room.hasColumn(room.second)).isFalse();
            room.compare(room.second);
        }
    }

    @OnEachCluster
    void anOpenReverseWindowStaysOpen(Flavour flavour) throws Exception {
        try (FailoverRoom room = new FailoverRoom(flavour)) {
            MigrationId id = room.addColumn("--reverse-window=1h");
            room.complete(room.first, id);
            room.await(room.second, id, "revertible", "yes");
            room.cluster.killPrimary();
            room.promoteReplica();
            room.awaitEngineOn(room.second);
            room.await(room.second, id, "revertible", "yes");
            MigrationId revert = room.revertAgain(id);
            room.complete(room.second, revert);
            assertThat(room.hasColumn(room.second)).isFalse();
            room.compare(room.second);
        }
    }
}
