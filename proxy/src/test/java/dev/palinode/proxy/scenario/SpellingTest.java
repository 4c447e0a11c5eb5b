package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Our statements as drivers and people write them; and DDL that is none of ours. */
class SpellingTest {
    private static String prepared(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            assertThat(statement.execute()).as("rows for %s", sql).isTrue();
            return Client.uuids(statement.getResultSet()).get(0);
        }
    }

    @OnEachServer
    void preparedStatements(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client();
                Connection connection = room.connect("&useServerPrepStmts=true")) {
            room.execute("CREATE TABLE t (id INT NOT NULL PRIMARY KEY)");
            try (PreparedStatement set = connection.prepareStatement("SET @@ddl_strategy = 'vitess'")) {
                assertThat(set.execute()).isFalse();
            }
            String altered = prepared(connection, "ALTER TABLE t ADD COLUMN x INT");
            client.await(altered, "complete");
            String reverted = prepared(connection, "REVERT VITESS_MIGRATION '" + altered + "'");
            client.await(reverted, "complete");
            try (PreparedStatement show =
                            connection.prepareStatement("SHOW VITESS_MIGRATIONS LIKE '" + reverted + "'");
                    var rows = show.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString("migration_status")).isEqualTo("complete");
                assertThat(rows.getDouble("progress")).isEqualTo(100);
                assertThat(rows.getLong("retries")).isZero();
                assertThat(rows.getTimestamp("completed_timestamp")).isNotNull();
                assertThat(rows.getString("cleanup_timestamp")).isNull();
                assertThat(rows.next()).isFalse();
            }
            try (PreparedStatement cancel =
                    connection.prepareStatement("ALTER VITESS_MIGRATION '" + reverted + "' CANCEL")) {
                assertThat(cancel.executeUpdate()).isZero();
            }
        }
    }

    @OnEachServer
    void commentsCaseAndSemicolons(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute("CREATE TABLE t (id INT NOT NULL PRIMARY KEY)");
            client.run("/* ApplicationName=x */ set ddl_strategy = 'online' ;");
            String altered = client.complete("-- why\n/* ticket 7 */ alter\ttable t\n add /* here */ column x int;  ");
            assertThat(client.show(altered)).containsEntry("strategy", "online");
            assertThat(client.show(altered).get("migration_statement")).doesNotContain("ticket", "here", ";");
            String reverted = client.complete("  # again\n revert  vitess_migration '" + altered + "' ; ");
            assertThat(client.run("/*x*/alter vitess_migration '" + reverted + "' cancel;"))
                    .isZero();
            String indexed = client.complete("create index by_id on t (id);");
            assertThat(AlterTrafficTest.definition(room)).contains("`by_id`");
            assertThat(client.show(indexed)).containsEntry("ddl_action", "alter");
            client.complete("DROP INDEX by_id ON t");
            assertThat(AlterTrafficTest.definition(room)).doesNotContain("`by_id`", "`x`");
        }
    }

    @OnEachServer
    void directDdlPassesThrough(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            for (String direct : new String[] {"'direct'", "''", "DEFAULT"}) {
                client.run("SET ddl_strategy = " + direct);
                client.run("CREATE TABLE t (id INT NOT NULL PRIMARY KEY)");
                client.run("ALTER TABLE t ADD COLUMN x INT");
                assertThat(AlterTrafficTest.definition(room)).contains("`x`");
                assertThat(client.refused("ALTER TABLE t ADD COLUMN x INT").getErrorCode())
                        .isEqualTo(1060);
                client.run("DROP TABLE t");
            }
            client.run("SET ddl_strategy = 'vitess'");
            client.run("CREATE TEMPORARY TABLE mine (id INT)");
            client.run("DROP TEMPORARY TABLE mine");
            assertThat(room.migrations()).isEqualTo("0");
        }
    }

    @OnEachServer
    void aSubmissionCommitsTheOpenTransaction(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute("CREATE TABLE t (id INT NOT NULL PRIMARY KEY)");
            client.connection().setAutoCommit(false);
            client.run("INSERT INTO t VALUES (1)");
            String altered = client.submit("ALTER TABLE t ADD COLUMN x INT");
            client.connection().rollback();
            client.await(altered, "complete");
            assertThat(room.rows("SELECT id FROM t")).containsExactly("1");
        }
    }
}
