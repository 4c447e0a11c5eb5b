package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What cannot be meant is refused with MySQL's code and SQLSTATE, and changes nothing. */
class BadInputTest {
    private static final String UNKNOWN = "01234567_89ab_cdef_0123_456789abcdef";

    private static void refused(Client client, String sql, int code, String state, String... words) {
        SQLException error = client.refused(sql);
        assertThat(error.getErrorCode()).as(sql + ": " + error.getMessage()).isEqualTo(code);
        assertThat(error.getSQLState()).as(sql).isEqualTo(state);
        assertThat(error.getMessage()).as(sql).contains(words);
    }

    private static String strategy(Client client) throws SQLException {
        try (Statement statement = client.connection().createStatement();
                ResultSet rows = statement.executeQuery("SELECT @@ddl_strategy")) {
            rows.next();
            return rows.getString(1);
        }
    }

    @OnEachServer
    void variables(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            refused(client, "SET @@ddl_strategy = 'quickly'", 1231, "42000", "quickly");
            refused(client, "SET @@ddl_strategy = 'vitess --fast'", 1231, "42000", "--fast");
            refused(client, "SET @@ddl_strategy = 'vitess --vreplication-test-suite'", 1231, "42000", "vreplication");
            refused(client, "SET @@ddl_strategy = 'vitess --cut-over-threshold=soon'", 1231, "42000", "soon");
            refused(client, "SET @@migration_context = 'no spaces'", 1231, "42000", "migration_context");
            refused(client, "SET GLOBAL ddl_strategy = 'online'", 1228, "HY000", "ddl_strategy");
            assertThat(strategy(client)).isEqualTo("vitess");
        }
    }

    @OnEachServer
    void migrationsThatAreNotThere(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            for (String malformed : new String[] {"x", "", "1", "01234567-89ab-cdeg", UNKNOWN + "0"}) {
                refused(client, "REVERT VITESS_MIGRATION '" + malformed + "'", 1210, "HY000", malformed);
                refused(client, "ALTER VITESS_MIGRATION '" + malformed + "' CANCEL", 1210, "HY000", malformed);
            }
            for (String verb : new String[] {"RETRY", "LAUNCH", "COMPLETE", "CLEANUP", "FORCE_CUTOVER"}) {
                refused(client, "ALTER VITESS_MIGRATION '" + UNKNOWN + "' " + verb, 1105, "HY000", "not found");
            }
            refused(client, "REVERT VITESS_MIGRATION '01234567-89ab'", 1105, "HY000", "01234567_89ab", "not found");
            refused(client, "REVERT VITESS_MIGRATION '" + UNKNOWN + "'", 1105, "HY000", UNKNOWN, "not found");
            refused(client, "ALTER VITESS_MIGRATION '" + UNKNOWN + "' CANCEL", 1105, "HY000", UNKNOWN, "not found");
            refused(client, "REVERT VITESS_MIGRATION", 1064, "42000", "syntax");
            refused(client, "REVERT VITESS_MIGRATION " + UNKNOWN, 1064, "42000", "syntax");
            refused(client, "ALTER VITESS_MIGRATION '" + UNKNOWN + "' EXPLODE", 1064, "42000", "EXPLODE");
            assertThat(room.migrations()).isEqualTo("0");
        }
    }

    @OnEachServer
    void migrationsThatCannotBeReverted(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute("CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v INT)");
            String first = client.complete("ALTER TABLE t ADD COLUMN a INT");
            String failed = client.submit("ALTER TABLE t ADD COLUMN a INT");
            client.await(failed, "failed");
            String last = client.complete("ALTER TABLE t ADD COLUMN b INT");
            refused(client, "REVERT VITESS_MIGRATION '" + failed + "'", 1105, "HY000", failed, "'failed'");
            refused(client, "REVERT VITESS_MIGRATION '" + first + "'", 1105, "HY000", first, "not the last", last);
            client.run("SET ddl_strategy = 'vitess --postpone-completion'");
            String running = client.submit("ALTER TABLE t ADD COLUMN c INT");
            client.await(running, "running");
            refused(client, "REVERT VITESS_MIGRATION '" + running + "'", 1105, "HY000", running, "'running'");
            refused(client, "REVERT VITESS_MIGRATION '" + last + "'", 1105, "HY000", last, running, "'running'");
            assertThat(room.migrations()).isEqualTo("4");
            assertThat(AlterTrafficTest.definition(room)).contains("`a`", "`b`").doesNotContain("`c`");
        }
    }

    @OnEachServer
    void statementsThatNoStrategyCanDo(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute("CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v INT)");
            refused(client, "ALTER TABLE t RENAME TO u", 1235, "42000", "RENAME");
            refused(client, "CREATE TABLE u SELECT * FROM t", 1235, "42000", "SELECT");
            refused(client, "ALTER TABLE mysql.user ADD COLUMN x INT", 1235, "42000", "mysql");
            client.run("SET ddl_strategy = 'vitess --cut-over-threshold=1s'");
            refused(client, "ALTER TABLE t ADD COLUMN x INT", 1210, "HY000", "5s");
            assertThat(room.migrations()).isEqualTo("0");
        }
    }
}
