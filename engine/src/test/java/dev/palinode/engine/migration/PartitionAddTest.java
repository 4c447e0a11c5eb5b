package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.util.Set;

/** ADD PARTITION of a table by range or list is over at once, and is taken back where nothing has been written to it. */
final class PartitionAddTest {
    private static final String ADD = "ADD PARTITION (PARTITION p3 VALUES LESS THAN (40))";

    @OnEachServer
    void aPartitionIsAddedWithoutACopyAndTakenBackAndAddedAgain(TestServer server) throws Exception {
        try (PartitionRoom table = PartitionRoom.of(server)) {
            String before = table.definition();
            MigrationId id = table.done(ADD);
            assertThat(table.plan(id)).isEqualTo(PartitionRoom.PLAN);
            assertThat(table.room.row(id).immediate()).isTrue();
            assertThat(table.room.copy.calls()).isEmpty();
            assertThat(table.partitions()).isEqualTo("p0,p1,p2,p3");
            MigrationId back = table.reverted(id);
            assertThat(table.plan(back)).isEqualTo(PartitionRoom.PLAN);
            assertThat(table.definition()).isEqualTo(before);
            MigrationId again = table.reverted(back);
            assertThat(table.partitions()).isEqualTo("p0,p1,p2,p3");
            table.reverted(again);
            assertThat(table.definition()).isEqualTo(before);
            assertThat(table.room.tables()).containsExactly("t");
        }
    }

    @OnEachServer
    void onlyWhatHasNoRowsIsTakenBack(TestServer server) throws Exception {
        try (PartitionRoom table = PartitionRoom.of(server)) {
            MigrationId id = table.done(ADD + ";");
            table.room.execute("INSERT INTO t (id, a) VALUES (31, 31)");
            MigrationId back = table.room.revert(id);
            table.room.await(back, MigrationStatus.FAILED);
            assertThat(table.room.message(back)).contains("partition p3, which it added, holds rows");
            assertThat(table.ids("p3")).isEqualTo("31");
            table.room.execute("DELETE FROM t WHERE id = 31");
            table.reverted(id);
            assertThat(table.partitions()).isEqualTo("p0,p1,p2");
        }
    }

    @OnEachServer
    void severalAndThoseOfAList(TestServer server) throws Exception {
        try (PartitionRoom table = PartitionRoom.of(
                server,
                " PARTITION BY LIST (a) (PARTITION p0 VALUES IN (1, 2), PARTITION p1 VALUES IN (11, 12, 21))")) {
            MigrationId id = table.done("ADD PARTITION (PARTITION p2 VALUES IN (3), PARTITION `p(3)` VALUES IN (4))");
            assertThat(table.plan(id)).isEqualTo(PartitionRoom.PLAN);
            assertThat(table.partitions()).isEqualTo("p0,p1,p2,p(3)");
            table.reverted(id);
            assertThat(table.partitions()).isEqualTo("p0,p1");
        }
    }

    @OnEachServer
    void underTheStrategyOfTheServerToo(TestServer server) throws Exception {
        try (PartitionRoom table = PartitionRoom.of(server)) {
            MigrationId id = table.room.complete(table.room.submitUnder("mysql", "ALTER TABLE t " + ADD));
            assertThat(table.plan(id)).isEqualTo(PartitionRoom.PLAN);
            table.reverted(id);
            assertThat(table.partitions()).isEqualTo("p0,p1,p2");
        }
    }

    @OnEachServer
    void aPostponedOneWaits(TestServer server) throws Exception {
        try (PartitionRoom table = PartitionRoom.of(server)) {
            MigrationId id = table.room.submit("ALTER TABLE t " + ADD, Set.of("--postpone-completion"));
            EngineRoom.passes();
            assertThat(table.room.row(id).status()).isEqualTo(MigrationStatus.QUEUED);
            table.room.control(MigrationEngine.Verb.COMPLETE, id);
            table.room.complete(id);
            assertThat(table.partitions()).isEqualTo("p0,p1,p2,p3");
        }
    }

    @OnEachServer
    void whatTheServerRefusesFails(TestServer server) throws Exception {
        try (PartitionRoom table = PartitionRoom.of(server)) {
            MigrationId id = table.room.submit("ALTER TABLE t ADD PARTITION (PARTITION p3 VALUES LESS THAN (5))");
            table.room.await(id, MigrationStatus.FAILED);
            assertThat(table.room.message(id)).contains("strictly increasing");
            assertThat(table.room.tables()).containsExactly("t");
        }
    }

    @OnEachServer
    void hashPartitionsAndOtherClausesAreForTheCopy(TestServer server) throws Exception {
        try (PartitionRoom table = PartitionRoom.of(server)) {
            MigrationId other = table.done("REORGANIZE PARTITION p0 INTO (PARTITION p VALUES LESS THAN (10))");
            assertThat(table.plan(other)).isEmpty();
            table.room.execute("ALTER TABLE t PARTITION BY HASH (a) PARTITIONS 2");
            MigrationId hash = table.done("ADD PARTITION (PARTITION p2)");
            assertThat(table.plan(hash)).isEmpty();
            MigrationId more = table.done("ADD PARTITION PARTITIONS 2");
            assertThat(table.plan(more)).isEmpty();
            assertThat(table.room.copy.calls()).hasSizeGreaterThan(2);
        }
    }

    @OnEachServer(of = TestServer.Flavour.MARIADB)
    void whatIsThereAlreadyIsNotAdded(TestServer server) throws Exception {
        try (PartitionRoom table = PartitionRoom.of(server)) {
            MigrationId id = table.done("ADD PARTITION IF NOT EXISTS (PARTITION p2 VALUES LESS THAN (30))");
            assertThat(table.partitions()).isEqualTo("p0,p1,p2");
            assertThatThrownBy(() -> table.room.revert(id))
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining("it changed nothing");
            MigrationId drop = table.done("DROP PARTITION IF EXISTS p7");
            assertThat(table.partitions()).isEqualTo("p0,p1,p2");
            assertThat(table.room.row(drop).artifacts()).isEmpty();
        }
    }
}
