package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** When migrations begin that were submitted together, and what they leave, by the times in their rows. */
class InTurnTest {
    private static final String TABLE = " (id INT NOT NULL PRIMARY KEY, v INT)";

    private static void strategy(Client client, String flags) throws SQLException {
        client.run("SET @@ddl_strategy = 'vitess " + flags + "'");
    }

    private static void complete(Client client, String uuid) throws SQLException, InterruptedException {
        assertThat(client.run("ALTER VITESS_MIGRATION '" + uuid + "' COMPLETE")).isEqualTo(1);
        client.await(uuid, "complete");
    }

    /** To the second, which is what all of the times have. */
    private static String time(Client client, String uuid, String column) throws SQLException {
        return String.valueOf(client.show(uuid).get(column)).substring(0, 19);
    }

    private static void beganAfter(Client client, String second, String first) throws SQLException {
        assertThat(time(client, second, "started_timestamp"))
                .isGreaterThanOrEqualTo(time(client, first, "completed_timestamp"));
    }

    @OnEachServer
    void oneAfterTheOther(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            strategy(client, "");
            List<String> all = List.of(
                    client.submit("CREATE TABLE t1" + TABLE),
                    client.submit("CREATE TABLE t2" + TABLE),
                    client.submit("ALTER TABLE t1 ADD COLUMN w INT"),
                    client.submit("ALTER TABLE t2 ADD COLUMN w INT"));
            for (String uuid : all) {
                client.await(uuid, "complete");
            }
            for (int i = 1; i < all.size(); i++) {
                beganAfter(client, all.get(i), all.get(i - 1));
            }
        }
    }

    @OnEachServer
    void theSecondGoesOnWhenThePostponedOneIsCompleted(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute("CREATE TABLE t1" + TABLE, "CREATE TABLE t2" + TABLE);
            strategy(client, "--postpone-completion");
            String first = client.submit("ALTER TABLE t1 ADD COLUMN w INT");
            client.await(first, "ready_to_complete", "1");
            strategy(client, "");
            String second = client.submit("ALTER TABLE t2 ADD COLUMN w INT");
            client.await(second, "ready");
            complete(client, first);
            client.await(second, "complete");
            beganAfter(client, second, first);

            strategy(client, "--postpone-completion --allow-concurrent");
            String third = client.submit("ALTER TABLE t1 ADD COLUMN x INT");
            String fourth = client.submit("ALTER TABLE t2 ADD COLUMN x INT");
            client.await(third, "ready_to_complete", "1");
            client.await(fourth, "ready_to_complete", "1");
            complete(client, fourth);
            assertThat(client.show(third)).containsEntry("migration_status", "running");
            complete(client, third);
        }
    }

    @OnEachServer
    void whatIsLeftIsHeldAsLongAsWasAskedFor(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute("CREATE TABLE t1" + TABLE, "CREATE TABLE t2" + TABLE);
            strategy(client, "--retain-artifacts=1s");
            client.complete("DROP TABLE t1");
            strategy(client, "--retain-artifacts=1s --postpone-completion");
            String altered = client.submit("ALTER TABLE t2 ADD COLUMN w INT");
            client.await(altered, "ready_to_complete", "1");
            assertThat(client.run("ALTER VITESS_MIGRATION '" + altered + "' CANCEL"))
                    .isEqualTo(1);
            String tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = '" + room.keyspace()
                    + "' AND (table_name LIKE '\\_vt%' OR table_name LIKE 't_')";
            await().atMost(Duration.ofSeconds(60)).until(() -> room.rows(tables).equals(List.of("t2")));
        }
    }
}
