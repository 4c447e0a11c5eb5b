package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One ALTER through all that its users do with it, while others write: hold back, throttle, let go, complete. */
class FlowTest {
    /** Behind all rows of the writers. */
    private static final String MARK = "1000000";

    @OnEachServer
    void heldBackThrottledLetGoAndCompletedUnderLoad(TestServer server) throws Exception {
        try (Room room = Room.withHttp(server);
                Traffic traffic = Traffic.on(room, Shape.plain());
                Client client = room.client()) {
            traffic.start();
            traffic.more();
            client.run("SET @@ddl_strategy = 'vitess --postpone-completion'");
            String uuid = client.submit("ALTER TABLE t ADD COLUMN tier INT NOT NULL DEFAULT 7");
            Map<String, String> row = client.await(uuid, "ready_to_complete", "1");
            assertThat(row).containsEntry("migration_status", "running");
            assertThat(row.get("ready_to_complete_timestamp")).startsWith("20");
            throttledAndLetGo(room, client, uuid);
            traffic.more(4096);
            applied(room, uuid);
            assertThat(AlterTrafficTest.definition(room)).doesNotContain("`tier`");
            assertThat(client.show(uuid)).containsEntry("migration_status", "running");
            assertThat(client.run("ALTER VITESS_MIGRATION '" + uuid + "' COMPLETE"))
                    .isEqualTo(1);
            client.await(uuid, "complete");
            assertThat(AlterTrafficTest.definition(room)).contains("`tier`");
            traffic.more();
            assertThat(traffic.stop()).isEmpty();
            assertThat(traffic.differences()).isEmpty();
            assertThat(room.repaired()).isEqualTo("0");
        }
    }

    private static void throttledAndLetGo(Room room, Client client, String uuid) throws Exception {
        assertThat(check(room, uuid)).isEqualTo(200);
        client.run("ALTER VITESS_MIGRATION THROTTLE ALL");
        assertThat(throttled(client)).containsExactlyInAnyOrder("always-throttled-app", "online-ddl");
        assertThat(check(room, uuid)).isEqualTo(417);
        assertThat(room.ask("/throttler/check-self?app=online-ddl").body())
                .contains("\"StatusCode\": 417", "\"ResponseName\": \"APP_DENIED\"");
        assertThat(room.ask("/throttler/check-self?app=another").statusCode()).isEqualTo(200);
        client.await(uuid, "component_throttled", "vplayer");
        client.run("ALTER VITESS_MIGRATION UNTHROTTLE ALL");
        assertThat(throttled(client)).containsExactly("always-throttled-app");
        assertThat(check(room, uuid)).isEqualTo(200);
    }

    /** The status of a check in the name of the migration. */
    private static int check(Room room, String uuid) throws Exception {
        return room.ask("/throttler/check-self?app=" + uuid + ":vreplication:online-ddl")
                .statusCode();
    }

    private static List<String> throttled(Client client) throws SQLException {
        try (Statement statement = client.connection().createStatement();
                ResultSet rows = statement.executeQuery("SHOW VITESS_THROTTLED_APPS")) {
            List<String> apps = new ArrayList<>();
            while (rows.next()) {
                apps.add(rows.getString("app"));
            }
            return apps;
        }
    }

    /** Changes are applied in their order: with a row that comes behind them all are in the shadow table. */
    private static void applied(Room room, String uuid) throws SQLException {
        String shadow = room.rows("SELECT target_table FROM _vt.vreplication WHERE workflow = '" + uuid + "'")
                .get(0);
        room.execute("INSERT INTO t (id, v, n) VALUES (" + MARK + ", 'mark', 1)");
        await().atMost(Duration.ofMinutes(1))
                .until(() -> room.rows("SELECT v, tier FROM `" + shadow + "` WHERE id = " + MARK)
                        .equals(List.of("mark|7")));
        room.execute("DELETE FROM t WHERE id = " + MARK);
    }
}
