package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Users hold background work back, and let it go on; a throttled migration waits, and never fails. */
class ThrottleTest {
    private static final String UNKNOWN = "11111111_2222_3333_4444_555555555555";

    private static void fill(Room room, String... tables) throws Exception {
        for (String table : tables) {
            room.execute(
                    "CREATE TABLE " + table + " (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, v VARCHAR(20) NOT NULL)",
                    "INSERT INTO " + table + " (v) VALUES ('a'), ('b'), ('c')");
        }
    }

    private static String one(String uuid, String verb) {
        return "ALTER VITESS_MIGRATION '" + uuid + "' " + verb;
    }

    private static List<String> rows(Client client, String sql) throws SQLException {
        // The driver's executeQuery refuses words such as UPDATE and CREATE at the beginning of a command's name.
        try (Statement statement = client.connection().createStatement()) {
            statement.execute(sql);
            ResultSet rows = statement.getResultSet();
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    values.add(rows.getMetaData().getColumnLabel(i) + "=" + rows.getString(i));
                }
                found.add(String.join(" ", values));
            }
            return found;
        }
    }

    @OnEachServer
    void aThrottledMigrationWaitsSaysWhyAndGoesOn(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            fill(room, "t");
            assertThat(client.run("ALTER VITESS_MIGRATION THROTTLE ALL EXPIRE '10m'"))
                    .isZero();
            assertThat(rows(client, "SHOW VITESS_THROTTLED_APPS"))
                    .satisfiesExactly(
                            always -> assertThat(always)
                                    .isEqualTo("app=always-throttled-app expire_at=9999-12-31 23:59:59 ratio=1.0"),
                            all -> assertThat(all).matches("app=online-ddl expire_at=20[-0-9 :]+ ratio=1.0"));
            String uuid = client.submit("ALTER TABLE t ADD COLUMN x INT");
            Map<String, String> row = client.await(uuid, "component_throttled", "vcopier");
            assertThat(row)
                    .containsEntry("migration_status", "running")
                    .containsEntry("rows_copied", "0")
                    .containsEntry("ready_to_complete", "0");
            assertThat(row.get("reason_throttled"))
                    .startsWith("vcopier:" + uuid + ":vreplication:online-ddl is explicitly denied access (rule"
                            + " online-ddl, ratio 1.0, until 20");
            assertThat(row.get("last_throttled_timestamp")).startsWith("20");
            assertThat(client.await(uuid, "user_throttle_ratio", "1.0").get("migration_status"))
                    .isEqualTo("running");
            assertThat(client.run(one(uuid, "POSTPONE COMPLETE"))).isEqualTo(1);
            assertThat(client.run("ALTER VITESS_MIGRATION UNTHROTTLE ALL")).isZero();
            assertThat(client.await(uuid, "ready_to_complete", "1").get("migration_status"))
                    .isEqualTo("running");
            client.await(uuid, "user_throttle_ratio", "0.0");
            assertThat(rows(client, "SHOW VITESS_THROTTLED_APPS")).hasSize(1);
            client.run(one(uuid, "COMPLETE"));
            // Whichever of them was last.
            assertThat(client.await(uuid, "complete").get("component_throttled"))
                    .matches("vcopier|vplayer");
            assertThat(room.rows("SELECT v, x FROM t ORDER BY id")).containsExactly("a|null", "b|null", "c|null");
        }
    }

    @OnEachServer
    void rulesForAllAndForOneAreIndependent(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            fill(room, "t1", "t2");
            client.run("SET @@ddl_strategy = 'vitess --allow-concurrent --postpone-completion'");
            client.run("ALTER VITESS_MIGRATION THROTTLE ALL");
            String first = client.submit("ALTER TABLE t1 ADD COLUMN x INT");
            client.await(first, "user_throttle_ratio", "1.0");
            String second = client.submit("ALTER TABLE t2 ADD COLUMN x INT");
            client.run("ALTER VITESS_MIGRATION UNTHROTTLE ALL");
            for (String uuid : List.of(first, second)) {
                client.await(uuid, "ready_to_complete", "1");
                client.await(uuid, "user_throttle_ratio", "0.0");
            }
            client.run(one(second, "THROTTLE RATIO 0.5"));
            client.await(second, "user_throttle_ratio", "0.5");
            assertThat(client.show(first)).containsEntry("user_throttle_ratio", "0.0");
            client.run(one(second, "UNTHROTTLE"));
            client.await(second, "user_throttle_ratio", "0.0");
            for (String uuid : List.of(second, first)) {
                client.run(one(uuid, "COMPLETE"));
                assertThat(client.await(uuid, "complete")).containsEntry("ready_to_complete", "1");
            }
        }
    }

    @OnEachServer
    void changesWaitAndTheCutOverWithThem(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            fill(room, "t");
            client.run("SET @@ddl_strategy = 'vitess --postpone-completion'");
            String uuid = client.submit("ALTER TABLE t ADD COLUMN x INT");
            client.await(uuid, "ready_to_complete", "1");
            client.run(one(uuid, "THROTTLE"));
            client.await(uuid, "ready_to_complete", "0");
            client.run("INSERT INTO t (v) VALUES ('late')");
            client.run(one(uuid, "COMPLETE"));
            Thread.sleep(1500);
            assertThat(client.show(uuid))
                    .containsEntry("migration_status", "running")
                    .containsEntry("component_throttled", "vplayer")
                    .containsEntry("cutover_attempts", "0");
            client.run(one(uuid, "UNTHROTTLE"));
            client.await(uuid, "complete");
            assertThat(room.rows("SELECT v, x FROM t ORDER BY id DESC LIMIT 1")).containsExactly("late|null");
            assertThat(room.repaired()).isEqualTo("0");
        }
    }

    @OnEachServer
    void aThrottledMigrationIsCancelledAtOnce(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            fill(room, "t");
            client.run("ALTER VITESS_MIGRATION THROTTLE ALL");
            String uuid = client.submit("ALTER TABLE t ADD COLUMN x INT");
            client.await(uuid, "component_throttled", "vcopier");
            assertThat(client.run(one(uuid, "CANCEL"))).isEqualTo(1);
            client.await(uuid, "cancelled");
            await().untilAsserted(() -> assertThat(
                            room.rows("SELECT 1 FROM _vt.vreplication WHERE workflow = '" + uuid + "'"))
                    .isEmpty());
            assertThat(client.run(one(uuid, "RETRY"))).isEqualTo(1);
            client.run("ALTER VITESS_MIGRATION UNTHROTTLE ALL");
            client.await(uuid, "complete");
        }
    }

    @OnEachServer
    void aCutOverGoesOnWhenTheThrottleComesInTheMiddle(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            fill(room, "t");
            String uuid = client.submit("ALTER TABLE t ADD COLUMN x INT");
            client.run(one(uuid, "THROTTLE RATIO 0.7"));
            for (int i = 0; i < 20; i++) {
                client.run("INSERT INTO t (v) VALUES ('" + i + "')");
            }
            client.await(uuid, "complete");
            assertThat(room.rows("SELECT COUNT(*), SUM(v LIKE '%1%'), COUNT(x) FROM t"))
                    .containsExactly("23|11|0");
        }
    }

    @OnEachServer
    void anAppIsThrottledByItsName(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            fill(room, "t");
            String update = "VTCTL UpdateThrottlerConfig ";
            assertThat(rows(client, update + "--throttle-app vcopier --throttle-app-duration 10m " + room.keyspace()))
                    .containsExactly("Event=vcopier is throttled for 600 s with ratio 1.0");
            assertThat(rows(client, "SHOW VITESS_THROTTLED_APPS"))
                    .hasSize(2)
                    .last()
                    .asString()
                    .matches("app=vcopier expire_at=20[-0-9 :]+ ratio=1.0");
            String uuid = client.submit("ALTER TABLE t ADD COLUMN x INT");
            assertThat(client.await(uuid, "component_throttled", "vcopier").get("reason_throttled"))
                    .contains("(rule vcopier, ratio 1.0");
            rows(client, update + "--throttle-app=vcopier --throttle-app-ratio=0.25 " + room.keyspace());
            client.await(uuid, "complete");
            rows(client, update + "--unthrottle-app vcopier " + room.keyspace() + "/0");
            assertThat(rows(client, "SHOW VITESS_THROTTLED_APPS")).hasSize(1);
            for (String wrong : List.of(
                    "--throttle-app vcopier",
                    "--throttle-app vcopier nosuch",
                    "--throttle-app vcopier --unthrottle-app vcopier " + room.keyspace(),
                    "--throttle-app 'a:b' " + room.keyspace(),
                    "--throttle-app vcopier --throttle-app-ratio 2 " + room.keyspace(),
                    "--throttle-app vcopier --throttle-app-duration soon " + room.keyspace(),
                    "--threshold 3 " + room.keyspace())) {
                assertThat(client.refused(update + wrong).getErrorCode())
                        .as(wrong)
                        .isEqualTo(1210);
            }
            assertThat(rows(client, "SHOW VITESS_THROTTLED_APPS")).hasSize(1);
        }
    }

    @OnEachServer
    void onlyWhatExistsCanBeThrottled(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            for (String verb : List.of("THROTTLE", "UNTHROTTLE")) {
                assertThat(client.refused(one(UNKNOWN, verb)).getMessage()).contains("migration not found: " + UNKNOWN);
            }
            assertThat(rows(client, "SHOW VITESS_THROTTLED_APPS")).hasSize(1);
            assertThat(rows(client, "SHOW VITESS_THROTTLER STATUS"))
                    .containsExactly("shard=0 enabled=1 threshold=5.0 query= metric=lag tablet=zone1-100 value=0.0"
                            + " reason=null");
        }
    }
}
