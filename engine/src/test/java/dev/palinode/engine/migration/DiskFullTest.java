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
    /** Holds {@code t} with 20 MB, and not that twice. */
    private static final String[] SMALL_DISK = disk("34M");

    /** Holds that twice, but not three times. */
    private static final String[] LARGER_DISK = disk("58M");

    private static String[] disk(String size) {
        return new String[] {"--innodb-file-per-table=OFF", "--innodb-data-file-path=ibdata1:12M:autoextend:max:" + size
        };
    }

    private static final String MORE =
            "INSERT INTO t (id, v, n, filler) SELECT %d + id, v, n, REPEAT('f', 3000) FROM t WHERE id < 2000";

    private static final String ROWS = "SELECT CONCAT(COUNT(*), ' ', SUM(CRC32(CONCAT(id, filler)))) FROM t";

    @OnEachCluster
    void aCopyWithoutRoomSaysSoAndACleanUpGivesTheSpaceBack(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 0, SMALL_DISK);
                WindowRoom room = new WindowRoom(cluster.primary())) {
            fill(room);
            String before = room.room.value(ROWS);
            MigrationId id = room.alter("ALTER TABLE t ADD COLUMN c INT NOT NULL DEFAULT 1", "");
            await().atMost(Duration.ofSeconds(90))
                    .untilAsserted(() -> assertThat(room.column(id, "message")).contains("is full"));
            assertThat(room.column(id, "migration_status")).isEqualTo("running");
            assertThat(room.room.value(ROWS)).isEqualTo(before);

            room.control(Verb.CANCEL, id);
            room.room.await(id, MigrationStatus.CANCELLED);
            room.control(Verb.CLEANUP, id);
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
                assertThat(room.room.tables()).containsExactlyInAnyOrder("d", "t");
                room.room.execute(
                        "INSERT INTO t (id, v, n, filler) SELECT 40000 + id, v, n, filler FROM t WHERE id < 11000");
            });
        }
    }

    @OnEachCluster
    void whenThereIsRoomAgainTheMigrationGoesOnAndCompletes(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 0, LARGER_DISK);
                WindowRoom room = new WindowRoom(cluster.primary())) {
            fill(room);
            room.room.execute("CREATE TABLE ballast AS SELECT * FROM t");
            MigrationId id = room.alter("ALTER TABLE t ADD COLUMN c INT NOT NULL DEFAULT 1", "");
            await().atMost(Duration.ofSeconds(90))
                    .untilAsserted(() -> assertThat(room.column(id, "message")).contains("is full"));
            room.room.execute("DROP TABLE ballast");
            // The server gives the pages back when it has the time.
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .untilAsserted(() -> room.room.execute("UPDATE t SET filler = REPEAT('g', 3000) WHERE id < 40"));
            String before = room.room.value(ROWS);
            room.complete(id);
            assertThat(room.room.value(ROWS)).isEqualTo(before);
            assertThat(room.room.value("SELECT SUM(c) = COUNT(*) FROM t")).isEqualTo("1");
        }
    }

    private static void fill(WindowRoom room) throws Exception {
        room.room.execute(
                "ALTER TABLE t ADD COLUMN filler VARCHAR(3000) NOT NULL DEFAULT ''",
                String.format(MORE, 10_000),
                String.format(MORE, 20_000),
                String.format(MORE, 30_000));
    }
}
