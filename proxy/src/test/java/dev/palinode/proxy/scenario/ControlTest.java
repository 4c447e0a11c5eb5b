package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.util.List;
import java.util.Map;

/** What users do with migrations that are not over: look, hold back, complete, cancel, retry. */
class ControlTest {
    private static final String TABLE =
            "CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, v VARCHAR(20) NOT NULL)";

    private static void fill(Room room) throws Exception {
        room.execute(TABLE, "INSERT INTO t (v) VALUES ('a'), ('b'), ('c'), ('d')");
        for (int i = 0; i < 9; i++) {
            room.execute("INSERT INTO t (v) SELECT v FROM t");
        }
    }

    private static String name(String verb, String uuid) {
        return "ALTER VITESS_MIGRATION '" + uuid + "' " + verb;
    }

    @OnEachServer
    void completionIsPostponedUntilItIsAskedFor(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            fill(room);
            client.run("SET @@ddl_strategy = 'vitess --postpone-completion --cut-over-threshold=14s',"
                    + " @@migration_context = 'ctx:one'");
            String uuid = client.submit("ALTER TABLE t ADD COLUMN x INT");
            Map<String, String> row = client.await(uuid, "ready_to_complete", "1");
            assertThat(row)
                    .containsEntry("cutover_threshold_seconds", "14")
                    .containsEntry("shadow_analyzed_timestamp", "null")
                    .containsEntry("migration_status", "running")
                    .containsEntry("postpone_completion", "1")
                    .containsEntry("rows_copied", "2048")
                    .containsEntry("eta_seconds", "0")
                    .containsEntry("completed_timestamp", "null");
            assertThat(Double.parseDouble(String.valueOf(row.get("progress")))).isEqualTo(100);
            assertThat(Long.parseLong(String.valueOf(row.get("table_rows")))).isBetween(1000L, 4000L);
            client.run("INSERT INTO t (v) VALUES ('late')");
            assertThat(client.run(name("COMPLETE", uuid))).isEqualTo(1);
            assertThat(client.await(uuid, "complete").get("progress")).startsWith("100");
            assertThat(client.show(uuid).get("shadow_analyzed_timestamp")).isNotEqualTo("null");
            assertThat(room.rows("SELECT v, x FROM t ORDER BY id DESC LIMIT 1")).containsExactly("late|null");
            assertThat(client.run(name("COMPLETE", uuid))).isZero();
        }
    }

    @OnEachServer
    void migrationsAreFoundByUuidContextAndState(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute(TABLE);
            client.run("SET migration_context = 'ctx:one'");
            String first = client.complete("ALTER TABLE t ADD COLUMN x INT");
            client.run("SET migration_context = 'ctx:two'");
            String second = client.submit("ALTER TABLE t ADD COLUMN x INT");
            client.await(second, "failed");
            assertThat(client.like("ctx:one"))
                    .singleElement()
                    .satisfies(row -> assertThat(row)
                            .containsEntry("migration_uuid", first)
                            .containsEntry("keyspace", room.keyspace())
                            .containsEntry("shard", "0")
                            .containsEntry("mysql_schema", room.keyspace())
                            .containsEntry("mysql_table", "t")
                            .containsEntry("migration_statement", "ALTER TABLE t ADD COLUMN x INT")
                            .containsEntry("strategy", "vitess")
                            .containsEntry("ddl_action", "alter")
                            .containsEntry("migration_context", "ctx:one")
                            .containsEntry("retries", "0"));
            assertThat(client.like("failed"))
                    .singleElement()
                    .satisfies(row -> assertThat(row).containsEntry("migration_uuid", second));
            assertThat(client.like("%")).hasSize(2);
            assertThat(client.like("ctx:%")).hasSize(2);
            assertThat(client.like("nothing")).isEmpty();
            Map<String, String> done = client.show(first);
            List<String> times = List.of("added_timestamp", "started_timestamp", "completed_timestamp");
            assertThat(times.stream().map(done::get)).isSorted().allMatch(time -> time.startsWith("20"));
        }
    }

    @OnEachServer
    void cancelBeforeAndWhileItRuns(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            fill(room);
            client.run("SET ddl_strategy = 'vitess --postpone-launch'");
            String queued = client.submit("ALTER TABLE t ADD COLUMN q INT");
            client.run("SET ddl_strategy = 'vitess --postpone-completion'");
            String running = client.submit("ALTER TABLE t ADD COLUMN r INT");
            client.await(running, "ready_to_complete", "1");
            assertThat(client.run(name("CANCEL", queued))).isEqualTo(1);
            assertThat(client.run(name("CANCEL", running))).isEqualTo(1);
            assertThat(client.run(name("CANCEL", running))).isZero();
            assertThat(client.show(queued)).containsEntry("migration_status", "cancelled");
            assertThat(client.show(running).get("message")).contains("CANCEL issued by user");
            assertThat(client.show(running).get("cancelled_timestamp")).startsWith("20");
            assertThat(AlterTrafficTest.definition(room)).doesNotContain("`q`", "`r`");
            client.run("INSERT INTO t (v) VALUES ('after')");

            client.run(name("RETRY", running));
            Map<String, String> again = client.await(running, "ready_to_complete", "1");
            assertThat(again).containsEntry("retries", "1").containsEntry("rows_copied", "2049");
            client.run(name("COMPLETE", running));
            client.await(running, "complete");
            assertThat(room.rows("SELECT v, r FROM t ORDER BY id DESC LIMIT 1")).containsExactly("after|null");
        }
    }

    @OnEachServer
    void aFailedMigrationSucceedsWhenItsReasonIsGone(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute(TABLE, "INSERT INTO t VALUES (1, 'same'), (2, 'same')");
            String uuid = client.submit("ALTER TABLE t ADD UNIQUE KEY v (v)");
            client.await(uuid, "failed");
            room.execute("UPDATE t SET v = 'other' WHERE id = 2");
            assertThat(client.run(name("RETRY", uuid))).isEqualTo(1);
            client.await(uuid, "complete");
            assertThat(AlterTrafficTest.definition(room)).contains("UNIQUE KEY `v`");
            assertThat(client.run(name("RETRY", uuid))).isZero();
        }
    }

    @OnEachServer
    void cancelAllAndLaunch(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute(TABLE);
            client.run("SET ddl_strategy = 'online --postpone-launch'");
            client.submit("ALTER TABLE t ADD COLUMN a INT");
            client.submit("ALTER TABLE t ADD COLUMN b INT");
            assertThat(client.run("ALTER VITESS_MIGRATION CANCEL ALL")).isEqualTo(2);
            assertThat(client.run("ALTER VITESS_MIGRATION CANCEL ALL")).isZero();
            String launched = client.submit("ALTER TABLE t ADD COLUMN c INT");
            assertThat(client.run(name("LAUNCH", launched))).isEqualTo(1);
            client.await(launched, "complete");
            assertThat(AlterTrafficTest.definition(room)).contains("`c`").doesNotContain("`a`", "`b`");
        }
    }

    @OnEachServer
    void throttledOnesAreCancelledTogetherAndWhatHasEndedHasItsTime(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            client.run("SET ddl_strategy = 'vitess --allow-concurrent'");
            client.run("ALTER VITESS_MIGRATION THROTTLE ALL");
            for (String table : List.of("a", "b", "c", "d")) {
                room.execute("CREATE TABLE " + table + " (id INT PRIMARY KEY)");
                client.submit("ALTER TABLE " + table + " ADD COLUMN x INT");
            }
            String failed = client.submit("DROP TABLE nosuch");
            client.await(failed, "failed");
            assertThat(client.run("ALTER VITESS_MIGRATION CANCEL ALL")).isEqualTo(4);
            assertThat(client.run("ALTER VITESS_MIGRATION CANCEL ALL")).isZero();
            client.run("ALTER VITESS_MIGRATION UNTHROTTLE ALL");
            await().untilAsserted(() -> assertThat(room.rows(
                            "SELECT migration_status, COUNT(*), COUNT(completed_timestamp) FROM _vt.schema_migrations"
                                    + " WHERE keyspace = '" + room.keyspace()
                                    + "' GROUP BY migration_status ORDER BY migration_status + 0"))
                    .containsExactlyInAnyOrder("failed|1|1", "cancelled|4|4"));
        }
    }
}
