package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code --in-order-completion} with real copies. */
class OrderTest {
    private static final String FLAGS = "vitess --in-order-completion --allow-concurrent";

    private static void tables(Room room) throws Exception {
        for (String name : List.of("a", "b", "c")) {
            room.execute("CREATE TABLE " + name + " (id INT PRIMARY KEY)", "INSERT INTO " + name + " VALUES (1), (2)");
        }
    }

    private static String completed(Room room) throws Exception {
        return String.join(
                ",",
                room.rows("SELECT mysql_table FROM _vt.schema_migrations WHERE keyspace = '" + room.keyspace()
                        + "' AND migration_status = 'complete' ORDER BY completed_timestamp, id"));
    }

    @OnEachServer
    void whatIsReadyWaitsForThoseBeforeIt(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            tables(room);
            client.run("SET ddl_strategy = '" + FLAGS + " --postpone-completion'");
            String first = client.submit("ALTER TABLE a ADD COLUMN x INT");
            client.run("SET ddl_strategy = '" + FLAGS + "'");
            List<String> uuids = new ArrayList<>();
            uuids.add(client.submit("ALTER TABLE b ADD COLUMN x INT"));
            uuids.add(client.submit("DROP TABLE c"));
            client.await(uuids.get(0), "ready_to_complete", "1");
            client.await(uuids.get(0), "in_order_completion_pending_count", "1");
            client.await(uuids.get(1), "in_order_completion_pending_count", "2");
            assertThat(client.await(
                            uuids.get(0),
                            "stage",
                            "ready to cut over: waiting for migration " + first + ", which comes before it in order"))
                    .containsEntry("migration_status", "running");
            // One that is not bound by the flag goes by.
            client.run("SET ddl_strategy = 'vitess --allow-concurrent'");
            client.complete("CREATE TABLE d (id INT PRIMARY KEY)");
            client.run("ALTER VITESS_MIGRATION '" + first + "' COMPLETE");
            for (String uuid : uuids) {
                client.await(uuid, "complete");
            }
            assertThat(completed(room)).isEqualTo("d,a,b,c");
        }
    }

    /** Tables and views, there or not: each begins when the one before it is complete. */
    @OnEachServer
    void dropsInOrder(TestServer server) throws Exception {
        for (String flags : List.of("vitess --in-order-completion", FLAGS)) {
            try (Room room = Room.of(server);
                    Client client = room.client()) {
                tables(room);
                room.execute("CREATE VIEW v AS SELECT id FROM a");
                client.run("SET ddl_strategy = '" + flags + "'");
                List<String> uuids = new ArrayList<>();
                for (String drop : List.of(
                        "DROP TABLE a", "DROP VIEW v", "DROP TABLE IF EXISTS none", "DROP VIEW IF EXISTS nothing")) {
                    uuids.add(client.submit(drop));
                }
                String ended = "";
                for (String uuid : uuids) {
                    Map<String, String> row = client.await(uuid, "complete");
                    assertThat(String.valueOf(row.get("started_timestamp"))).isGreaterThanOrEqualTo(ended);
                    // Without its fraction, which the other one has not got.
                    ended = String.valueOf(row.get("completed_timestamp")).substring(0, 19);
                }
                assertThat(completed(room)).isEqualTo("a,v,none,nothing");
                assertThat(room.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = '"
                                + room.keyspace() + "' AND table_name NOT LIKE '\\_vt%' ORDER BY 1"))
                        .containsExactly("b", "c");
            }
        }
    }

    @OnEachServer
    void whatADeclaredTableAsksForIsFoundOutWhenItsTurnHasCome(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            tables(room);
            client.run("SET ddl_strategy = '" + FLAGS + " --postpone-completion'");
            String first = client.submit("ALTER TABLE a ADD COLUMN x INT");
            client.await(first, "ready_to_complete", "1");
            client.run("SET ddl_strategy = '" + FLAGS + " --declarative'");
            String same = client.submit("CREATE TABLE b (id INT PRIMARY KEY)");
            Thread.sleep(1000);
            assertThat(client.show(same).get("migration_status")).isIn("queued", "ready", "running");
            client.run("ALTER VITESS_MIGRATION '" + first + "' COMPLETE");
            client.await(same, "complete");
            assertThat(client.show(same)).containsEntry("message", "no change");
            assertThat(completed(room)).isEqualTo("a,b");
        }
    }

    @OnEachServer
    void aFailureInFrontStopsTheCopiesBehindIt(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            tables(room);
            client.run("SET ddl_strategy = '" + FLAGS + " --postpone-completion'");
            String first = client.submit("ALTER TABLE a ADD COLUMN x INT");
            String second = client.submit("ALTER TABLE b ADD COLUMN x INT");
            String third = client.submit("DROP TABLE c");
            client.await(second, "ready_to_complete", "1");
            client.await(third, "ready_to_complete", "1");
            assertThat(client.run("ALTER VITESS_MIGRATION '" + first + "' CANCEL"))
                    .isEqualTo(1);
            for (String uuid : List.of(second, third)) {
                assertThat(client.await(uuid, "failed").get("message"))
                        .isEqualTo("migration " + uuid + " cannot run because prior migration " + first
                                + " in same context was cancelled");
            }
            await().until(() -> room.rows("SELECT workflow FROM _vt.vreplication WHERE workflow IN ('" + first + "', '"
                            + second + "')")
                    .isEmpty());
            // With the first one again, the others can follow.
            for (String uuid : List.of(first, second, third)) {
                assertThat(client.run("ALTER VITESS_MIGRATION '" + uuid + "' RETRY"))
                        .isEqualTo(1);
            }
            client.run("ALTER VITESS_MIGRATION COMPLETE ALL");
            client.await(third, "complete");
            assertThat(completed(room)).isEqualTo("a,b,c");
        }
    }
}
