package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** What is not done to partitions, with the reason, and what is waited for. */
final class PartitionRefusalTest {
    private static void fails(PartitionRoom table, String clause, String reason) throws Exception {
        String rows = table.rows();
        String definition = table.definition();
        MigrationId id = table.room.submit("ALTER TABLE t " + clause);
        table.room.await(id, MigrationStatus.FAILED);
        assertThat(table.room.message(id)).contains(reason);
        assertThat(table.rows()).isEqualTo(rows);
        assertThat(table.definition()).isEqualTo(definition);
        assertThat(table.room.tables()).containsExactly("t");
    }

    @OnEachServer
    void whatTheServerRefuses(TestServer server) throws Exception {
        try (PartitionRoom table = PartitionRoom.of(server)) {
            fails(table, "DROP PARTITION p7", "(errno 1507)");
            fails(table, "DROP PARTITION p0, p1, p2", "Cannot remove all partitions");
        }
    }

    @OnEachServer
    void subpartitions(TestServer server) throws Exception {
        String by = " PARTITION BY RANGE (a) SUBPARTITION BY HASH (id) SUBPARTITIONS 2"
                + " (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (30))";
        try (PartitionRoom table = PartitionRoom.of(server, by)) {
            fails(table, "DROP PARTITION p0", "subpartitions");
            MigrationId id = table.done("ADD PARTITION (PARTITION p2 VALUES LESS THAN (40))");
            table.reverted(id);
        }
    }

    @OnEachServer
    void whatIsGoneOrChangedIsNotTakenBack(TestServer server) throws Exception {
        try (PartitionRoom table = PartitionRoom.of(server)) {
            MigrationId id = table.done("DROP PARTITION p0");
            table.room.execute("ALTER TABLE t COMMENT = 'other'");
            MigrationId back = table.room.revert(id);
            table.room.await(back, MigrationStatus.FAILED);
            assertThat(table.room.message(back)).contains("somebody changed the definition");
            table.room.execute("ALTER TABLE t COMMENT = ''");
            table.room.execute("DROP TABLE " + table.room.row(id).artifacts().get(0));
            MigrationId gone = table.room.revert(id);
            table.room.await(gone, MigrationStatus.FAILED);
            assertThat(table.room.message(gone)).contains("rows of partition p0 are no longer held");
        }
    }

    @OnEachServer
    void whatWasCleanedUpIsNotTakenBack(TestServer server) throws Exception {
        try (PartitionRoom table = PartitionRoom.of(server)) {
            MigrationId id = table.done("DROP PARTITION p0");
            table.room.control(MigrationEngine.Verb.CLEANUP, id);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> table.room.tables().equals(List.of("t")));
            assertThatThrownBy(() -> table.room.revert(id))
                    .isInstanceOf(EngineFault.class)
                    .hasMessageContaining("cleaned up");
        }
    }

    @OnEachServer
    void whoHoldsTheTableIsWaitedForAndNothingHappensMeanwhile(TestServer server) throws Exception {
        try (PartitionRoom table = PartitionRoom.of(server);
                Connection holder = server.connect(table.room.keyspace);
                Statement holding = holder.createStatement()) {
            holder.setAutoCommit(false);
            holding.executeUpdate("INSERT INTO t (id, a, v) VALUES (3, 3, 'open')");
            MigrationId id = table.room.submit("ALTER TABLE t DROP PARTITION p0");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(table.room.message(id)).contains("blocked by session"));
            assertThat(table.room.row(id).status()).isEqualTo(MigrationStatus.RUNNING);
            assertThat(table.ids("p0")).isEqualTo("1,2");
            holder.commit();
            table.room.control(MigrationEngine.Verb.FORCE_CUTOVER, id);
            table.room.complete(id);
            assertThat(table.rows()).startsWith("11/");
            table.reverted(id);
            assertThat(table.ids("p0")).isEqualTo("1,2,3");
        }
    }

    @OnEachServer(of = TestServer.Flavour.MYSQL)
    void rowsThatAnInstantColumnLiesInDoNotChangePlaces(TestServer server) throws Exception {
        try (PartitionRoom table = PartitionRoom.of(server)) {
            table.room.execute("ALTER TABLE t ADD COLUMN c INT DEFAULT 7, ALGORITHM = INSTANT");
            String rows = table.rows();
            MigrationId id = table.room.submit("ALTER TABLE t DROP PARTITION p0");
            table.room.await(id, MigrationStatus.FAILED);
            assertThat(table.room.message(id)).contains("INSTANT");
            assertThat(table.rows()).isEqualTo(rows);
            assertThat(table.partitions()).isEqualTo("p0,p1,p2");
        }
    }
}
