package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.util.List;

/** The flags that let a deployment be alone: what they keep out, and what they do not mind. */
class SingletonTest {
    private static final String TABLE = " (id INT NOT NULL PRIMARY KEY, v INT)";

    private static void strategy(Client client, String flags) throws Exception {
        client.run("SET @@ddl_strategy = 'vitess " + flags + "'");
    }

    private static void context(Client client, String context) throws Exception {
        client.run("SET @@migration_context = '" + context + "'");
    }

    private static String control(String verb) {
        return "ALTER VITESS_MIGRATION " + verb;
    }

    private static String refused(Client client, String sql) {
        return String.valueOf(client.refused(sql).getMessage());
    }

    @OnEachServer
    void oneAfterTheOther(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            strategy(client, "--singleton");
            client.complete("DROP TABLE IF EXISTS t");
            String created = client.complete("CREATE TABLE t" + TABLE);
            String gone = client.revert(created);
            assertThat(room.rows("SHOW TABLES LIKE 't'")).isEmpty();
            client.revert(gone);
            client.complete("ALTER TABLE t ENGINE=InnoDB");
            client.complete("ALTER TABLE t ADD COLUMN w INT");
            String dropped = client.complete("DROP TABLE t");
            client.revert(dropped);
            assertThat(room.rows("SHOW TABLES LIKE 't'")).containsExactly("t");
        }
    }

    @OnEachServer
    void nothingIsLetInBesideAPendingOne(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            strategy(client, "--singleton");
            String created = client.complete("CREATE TABLE other" + TABLE);
            client.complete("CREATE TABLE t" + TABLE);
            strategy(client, "--singleton --postpone-completion");
            String open = client.submit("ALTER TABLE t ADD COLUMN w INT");
            client.await(open, "running");
            String rejected = "singleton migration rejected: found pending migration " + open;
            assertThat(refused(client, "ALTER TABLE other ADD COLUMN w INT")).contains(rejected);
            assertThat(refused(client, "REVERT VITESS_MIGRATION '" + created + "'"))
                    .contains(rejected);
            assertThat(room.migrations()).isEqualTo("3");
            assertThat(client.run(control("COMPLETE ALL"))).isEqualTo(1);
            client.await(open, "complete");
            strategy(client, "--singleton");
            client.revert(created);
        }
    }

    @OnEachServer
    void aContextIsAloneWithItself(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute("CREATE TABLE a" + TABLE, "CREATE TABLE b" + TABLE, "CREATE TABLE c" + TABLE);
            strategy(client, "--singleton-context --postpone-completion");
            context(client, "ctx:A");
            String first = client.submit("ALTER TABLE a ADD COLUMN w INT");
            String second = client.submit("ALTER TABLE b ADD COLUMN w INT");
            context(client, "ctx:B");
            assertThat(refused(client, "ALTER TABLE c ADD COLUMN w INT"))
                    .contains("singleton-context migration rejected: found pending migration")
                    .contains("in different context: ctx:A");
            for (String uuid : List.of(first, second)) {
                assertThat(client.run(control("'" + uuid + "' CANCEL"))).isEqualTo(1);
            }
            strategy(client, "--singleton-context");
            List<String> drops = client.submitAll("DROP TABLE IF EXISTS a, b, c");
            assertThat(drops).hasSize(3);
            for (String uuid : drops) {
                client.await(uuid, "complete");
            }
        }
    }

    /** A UUID cannot be given by SQL; what is submitted again there is retried here. */
    @OnEachServer
    void whatWasCancelledIsRetriedUnderItsFlagAndKeepsItsThreshold(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute("CREATE TABLE a" + TABLE, "CREATE TABLE b" + TABLE);
            strategy(client, "--singleton-context --postpone-completion");
            context(client, "ctx:A");
            String uuid = client.submit("ALTER TABLE a ADD COLUMN w INT");
            client.await(uuid, "ready_to_complete", "1");
            assertThat(client.run(control("'" + uuid + "' CANCEL"))).isEqualTo(1);
            client.await(uuid, "cancelled");
            assertThat(client.run(control("'" + uuid + "' RETRY"))).isEqualTo(1);
            client.await(uuid, "running");
            context(client, "ctx:B");
            assertThat(refused(client, "ALTER TABLE b ADD COLUMN w INT"))
                    .contains("singleton-context migration rejected: found pending migration " + uuid);
            assertThat(refused(client, control("'" + uuid + "' CUTOVER_THRESHOLD '2s'")))
                    .contains("cut-over min value");
            assertThat(refused(client, control("'" + uuid + "' CUTOVER_THRESHOLD '2000s'")))
                    .contains("cut-over max value");
            client.await(uuid, "ready_to_complete", "1");
            assertThat(client.run(control("'" + uuid + "' COMPLETE"))).isEqualTo(1);
            assertThat(client.await(uuid, "complete"))
                    .containsEntry("retries", "1")
                    .containsEntry("cutover_threshold_seconds", "10");
        }
    }

    @OnEachServer
    void theTablesOfOneStatementAreNotInEachOthersWay(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute("CREATE TABLE a" + TABLE, "CREATE TABLE b" + TABLE, "CREATE TABLE c" + TABLE);
            strategy(client, "--postpone-launch");
            String pending = client.submit("ALTER TABLE c ADD COLUMN w INT");
            for (String flag : List.of("--singleton", "--singleton-table")) {
                strategy(client, flag);
                assertThat(refused(client, "DROP TABLE a, b, c")).contains("found pending migration " + pending);
                assertThat(refused(client, "DROP TABLE a, b, a")).contains("Not unique table/alias: 'a'");
                assertThat(room.migrations()).as(() -> "all of it or nothing").isEqualTo("1");
            }
            client.run(control("'" + pending + "' CANCEL"));
            strategy(client, "--singleton");
            List<String> drops = client.submitAll("DROP TABLE a, b, c");
            assertThat(drops).hasSize(3);
            for (String uuid : drops) {
                client.await(uuid, "complete");
            }
        }
    }

    @OnEachServer
    void aRevertIsInTheWayOnlyWithTheFlag(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute("CREATE TABLE a" + TABLE, "CREATE TABLE b" + TABLE);
            context(client, "ctx:A");
            String altered = client.complete("ALTER TABLE a ADD COLUMN w INT");
            strategy(client, "--singleton-context --postpone-completion --allow-concurrent");
            String revert = client.submit("REVERT VITESS_MIGRATION '" + altered + "'");
            client.await(revert, "ready_to_complete", "1");
            context(client, "ctx:B");
            assertThat(refused(client, "ALTER TABLE b ADD COLUMN w INT")).contains("in different context: ctx:A");
            client.run(control("'" + revert + "' CANCEL"));
            client.await(revert, "cancelled");

            context(client, "ctx:A");
            strategy(client, "--postpone-completion --allow-concurrent");
            String plain = client.submit("REVERT VITESS_MIGRATION '" + altered + "'");
            client.await(plain, "ready_to_complete", "1");
            context(client, "ctx:B");
            strategy(client, "--singleton-context --allow-concurrent");
            client.complete("ALTER TABLE b ADD COLUMN w INT");
            client.run(control("'" + plain + "' COMPLETE"));
            client.await(plain, "complete");
            assertThat(room.rows("SELECT table_name FROM information_schema.columns WHERE column_name = 'w'"
                            + " AND table_name IN ('a', 'b') AND table_schema = '" + room.keyspace() + "'"))
                    .containsExactly("b");
        }
    }
}
