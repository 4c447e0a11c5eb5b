package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/** Migrations that wait for their word, beside others that do not; and the words that are for all of them. */
class PostponedTest {
    private static final String TABLE = " (id INT NOT NULL PRIMARY KEY, v INT)";

    private static void tables(Room room, String... names) throws SQLException {
        for (String name : names) {
            room.execute("CREATE TABLE " + name + TABLE, "INSERT INTO " + name + " VALUES (1, 1), (2, 2)");
        }
    }

    private static void strategy(Client client, String flags) throws SQLException {
        client.run("SET @@ddl_strategy = 'vitess " + flags + "'");
    }

    private static String control(String verb) {
        return "ALTER VITESS_MIGRATION " + verb;
    }

    private static String one(String uuid, String verb) {
        return control("'" + uuid + "' " + verb);
    }

    private static String reverting(String uuid) {
        return "REVERT VITESS_MIGRATION '" + uuid + "'";
    }

    private static List<String> have(Room room, String column) throws SQLException {
        return room.rows("SELECT table_name FROM information_schema.columns WHERE column_name = '" + column
                + "' AND table_name NOT LIKE '\\_vt%' AND table_schema = '" + room.keyspace() + "' ORDER BY 1");
    }

    private static List<String> present(Room room) throws SQLException {
        return room.rows("SELECT table_name FROM information_schema.tables WHERE table_name NOT LIKE '\\_vt%'"
                + " AND table_schema = '" + room.keyspace() + "' ORDER BY 1");
    }

    /** Neither has begun nor will: passes of the scheduler are 100 ms apart. */
    private static void stays(Client client, String uuid, String... states) throws Exception {
        Thread.sleep(500);
        assertThat(client.show(uuid).get("migration_status")).isIn((Object[]) states);
    }

    @OnEachServer
    void aRevertWaitsForItsWord(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            tables(room, "t");
            String altered = client.complete("ALTER TABLE t ADD COLUMN w INT");
            strategy(client, "--postpone-completion");
            String revert = client.submit(reverting(altered));
            client.await(revert, "ready_to_complete", "1");
            client.run("INSERT INTO t VALUES (3, 3, 3)");
            stays(client, revert, "running");
            assertThat(have(room, "w")).containsExactly("t");
            assertThat(client.run(one(revert, "COMPLETE"))).isEqualTo(1);
            client.await(revert, "complete");
            assertThat(room.rows("SELECT * FROM t")).containsExactly("1|1", "2|2", "3|3");
        }
    }

    @OnEachServer
    void twoRevertsAreCompletedTheOtherWayRound(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            tables(room, "t1", "t2");
            String first = client.complete("ALTER TABLE t1 ADD COLUMN w INT");
            String second = client.complete("ALTER TABLE t2 ADD COLUMN w INT");
            strategy(client, "--allow-concurrent --postpone-completion");
            String back1 = client.submit(reverting(first));
            String back2 = client.submit(reverting(second));
            for (String uuid : List.of(back1, back2)) {
                assertThat(client.await(uuid, "ready_to_complete", "1"))
                        .containsEntry("migration_status", "running")
                        .containsEntry("allow_concurrent", "1");
            }
            client.run(one(back2, "COMPLETE"));
            client.await(back2, "complete");
            assertThat(have(room, "w")).containsExactly("t1");
            stays(client, back1, "running");
            client.run(one(back1, "COMPLETE"));
            client.await(back1, "complete");
            assertThat(have(room, "w")).isEmpty();
        }
    }

    @OnEachServer
    void besideAConcurrentRevertOthersRunButNotOnItsTable(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            tables(room, "t1", "t3");
            String altered = client.complete("ALTER TABLE t1 ADD COLUMN w INT");
            strategy(client, "--allow-concurrent --postpone-completion");
            String revert = client.submit(reverting(altered));
            client.await(revert, "ready_to_complete", "1");
            strategy(client, "");
            String drop = client.submit("DROP TABLE t3");
            assertThat(client.await(drop, "complete")).containsEntry("allow_concurrent", "0");
            String blocked = client.submit("DROP TABLE t1");
            stays(client, blocked, "queued", "ready");
            client.run(one(blocked, "CANCEL"));
            client.await(blocked, "cancelled");
            client.run(one(revert, "COMPLETE"));
            client.await(revert, "complete");
            assertThat(present(room)).containsExactly("t1");
            assertThat(have(room, "w")).isEmpty();
        }
    }

    @OnEachServer
    void besideARevertConcurrentOnesRunButNotOnItsTable(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            tables(room, "t1", "t3", "t4");
            String altered = client.complete("ALTER TABLE t1 ADD COLUMN w INT");
            strategy(client, "--postpone-completion");
            String revert = client.submit(reverting(altered));
            client.await(revert, "ready_to_complete", "1");
            strategy(client, "--allow-concurrent");
            String blocked = client.submit("DROP TABLE t1");
            stays(client, blocked, "queued", "ready");
            client.complete("DROP TABLE t3");
            strategy(client, "--allow-concurrent --postpone-completion");
            String postponed = client.submit("DROP TABLE t4");
            stays(client, postponed, "queued");
            client.run(one(postponed, "COMPLETE"));
            client.await(postponed, "complete");
            assertThat(present(room)).containsExactly("t1");
            client.run(one(revert, "COMPLETE"));
            client.await(revert, "complete");
            client.await(blocked, "complete");
            assertThat(present(room)).isEmpty();
            strategy(client, "");
            client.revert(blocked);
            assertThat(room.rows("SELECT * FROM t1")).containsExactly("1|1", "2|2");
        }
    }

    @OnEachServer
    void whatIsBlockedAndCancelledBlocksNobodyBehindIt(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            tables(room, "t1", "t3");
            String altered = client.complete("ALTER TABLE t1 ADD COLUMN w INT");
            strategy(client, "--postpone-completion");
            String revert = client.submit(reverting(altered));
            client.await(revert, "ready_to_complete", "1");
            strategy(client, "--allow-concurrent");
            String blocked = client.submit("DROP TABLE t1");
            client.await(blocked, "ready");
            assertThat(client.await(blocked, "ready_to_complete", "1")).containsEntry("migration_status", "ready");
            client.complete("DROP TABLE t3");
            stays(client, blocked, "ready");
            assertThat(client.run(one(blocked, "CANCEL"))).isEqualTo(1);
            client.await(blocked, "cancelled");
            stays(client, revert, "running");
            assertThat(client.run(one(revert, "COMPLETE"))).isEqualTo(1);
            client.await(revert, "complete");
            assertThat(present(room)).containsExactly("t1");
            assertThat(have(room, "w")).isEmpty();
            assertThat(client.show(blocked)).containsEntry("migration_status", "cancelled");
        }
    }

    @OnEachServer
    void viewsInOrder(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            tables(room, "t");
            strategy(client, "--in-order-completion --allow-concurrent");
            String below = client.submit("CREATE VIEW v2 AS SELECT id FROM t");
            String above = client.submit("CREATE VIEW v1 AS SELECT id FROM v2");
            List<String> ended = List.of(
                    String.valueOf(client.await(below, "complete").get("completed_timestamp")),
                    String.valueOf(client.await(above, "complete").get("completed_timestamp")));
            assertThat(ended).isSorted();
            assertThat(room.rows("SELECT * FROM v1")).containsExactly("1", "2");
        }
    }

    @OnEachServer
    void aViewWaitsForTheColumnThatItNeeds(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            tables(room, "t");
            strategy(client, "--in-order-completion --allow-concurrent --postpone-completion");
            String table = client.submit("ALTER TABLE t ADD COLUMN w INT NOT NULL DEFAULT 5");
            String view = client.submit("CREATE VIEW v AS SELECT w FROM t");
            client.await(table, "ready_to_complete", "1");
            stays(client, view, "queued", "ready");
            assertThat(client.run(control("COMPLETE ALL"))).isEqualTo(2);
            Map<String, String> first = client.await(table, "complete");
            Map<String, String> second = client.await(view, "complete");
            assertThat(List.of(
                            String.valueOf(first.get("completed_timestamp")),
                            String.valueOf(second.get("completed_timestamp"))))
                    .isSorted();
            assertThat(room.rows("SELECT * FROM v")).containsExactly("5", "5");
        }
    }

    @OnEachServer
    void allAreHeldBackAndAllAreLetGo(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            tables(room, "t1", "t2");
            strategy(client, "--allow-concurrent --postpone-launch");
            List<String> both = List.of(
                    client.submit("ALTER TABLE t1 ADD COLUMN w INT"), client.submit("ALTER TABLE t2 ADD COLUMN w INT"));
            assertThat(client.run(control("POSTPONE COMPLETE ALL"))).isEqualTo(2);
            assertThat(client.run(control("POSTPONE COMPLETE ALL"))).isZero();
            assertThat(client.run(control("LAUNCH ALL"))).isEqualTo(2);
            for (String uuid : both) {
                client.await(uuid, "ready_to_complete", "1");
                stays(client, uuid, "running");
            }
            assertThat(have(room, "w")).isEmpty();
            assertThat(client.run(control("COMPLETE ALL"))).isEqualTo(2);
            for (String uuid : both) {
                client.await(uuid, "complete");
            }
            assertThat(have(room, "w")).containsExactly("t1", "t2");
        }
    }

    /** Only MySQL tells, as it comes, who holds a table. */
    @OnEachServer(of = TestServer.Flavour.MYSQL)
    void allAreCutOverByForce(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client();
                Connection holder = room.direct();
                Statement holding = holder.createStatement()) {
            tables(room, "t1", "t2");
            strategy(client, "--allow-concurrent --postpone-completion --cut-over-threshold=5s");
            List<String> both = List.of(
                    client.submit("ALTER TABLE t1 ADD COLUMN w INT"), client.submit("ALTER TABLE t2 ADD COLUMN w INT"));
            for (String uuid : both) {
                client.await(uuid, "ready_to_complete", "1");
            }
            holder.setAutoCommit(false);
            holding.executeUpdate("UPDATE t1 SET v = 10 WHERE id = 1");
            holding.executeUpdate("UPDATE t2 SET v = 10 WHERE id = 1");
            client.run(control("COMPLETE ALL"));
            for (String uuid : both) {
                client.awaitMessage(uuid, "failed locking tables");
            }
            assertThat(client.run(control("FORCE_CUTOVER ALL"))).isEqualTo(2);
            for (String uuid : both) {
                client.await(uuid, "complete");
            }
            assertThat(room.rows("SELECT v FROM t1 UNION ALL SELECT v FROM t2")).containsExactly("1", "2", "1", "2");
            assertThatThrownBy(holder::commit).isInstanceOf(SQLException.class);
        }
    }
}
