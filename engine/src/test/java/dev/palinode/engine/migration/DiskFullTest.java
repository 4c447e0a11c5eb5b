package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.MigrationEngine.Verb;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import java.time.Duration;

/** A full disk, as far as that can be simulated without one: a tablespace for all tables that may not grow. */
final class DiskFullTest {
    /** Holds {@code t} with 26 MB, and not that twice. */
    private static final String[] SMALL_DISK = {
        "--innodb-file-per-table=OFF", "--innodb-data-file-path=ibdata1:12M:autoextend:max:44M"
    };

    private static final String ROWS = "SELECT CONCAT(COUNT(*), ' ', SUM(CRC32(CONCAT(id, filler)))) FROM t";

    @OnEachCluster
    void aCopyWithoutRoomSaysSoAndACancelGivesTheSpaceBack(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 0, SMALL_DISK);
                WindowRoom room = new WindowRoom(cluster.primary())) {
            room.room.execute(
                    "ALTER TABLE t ADD COLUMN filler VARCHAR(3000) NOT NULL DEFAULT ''",
                    "INSERT INTO t (id, v, n) SELECT 10000 + id, v, n FROM t",
                    "INSERT INTO t (id, v, n) SELECT 20000 + id, v, n FROM t",
                    "UPDATE t SET filler = REPEAT('f', 3000)");
            String before = room.room.value(ROWS);
            MigrationId id = room.alter("ALTER TABLE t ADD COLUMN c INT NOT NULL DEFAULT 1", "");
            await().atMost(Duration.ofSeconds(90))
                    .untilAsserted(() -> assertThat(room.column(id, "message")).contains("is full"));
            assertThat(room.column(id, "migration_status")).isEqualTo("running");
            assertThat(room.room.value(ROWS)).isEqualTo(before);

            room.control(Verb.CANCEL, id);
            room.room.await(id, MigrationStatus.CANCELLED);
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
                assertThat(room.room.tables()).containsExactlyInAnyOrder("d", "t");
                room.room.execute("UPDATE t SET filler = REPEAT('g', 3000) WHERE id < 500");
            });
        }
    }
}
