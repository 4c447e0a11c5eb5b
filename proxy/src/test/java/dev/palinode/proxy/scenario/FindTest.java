package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** SHOW VITESS_MIGRATIONS WHERE, lists of shards, what a retry forgets, and the facts in the row. */
class FindTest {
    private static final String TABLE = "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v VARCHAR(20) NOT NULL)";

    private static List<String> where(Client client, String condition) throws SQLException {
        try (Statement statement = client.connection().createStatement();
                ResultSet rows = statement.executeQuery("SHOW VITESS_MIGRATIONS WHERE " + condition)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString("mysql_table"));
            }
            return found;
        }
    }

    @OnEachServer
    void anyColumnCanBeAskedForAndNothingElse(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            client.run("SET ddl_strategy = 'vitess --allow-concurrent'");
            client.complete("CREATE TABLE a (id INT PRIMARY KEY)");
            client.complete("CREATE TABLE b (id INT PRIMARY KEY)");
            client.failed("DROP TABLE c");
            assertThat(where(client, "mysql_table IN ('c', 'a')")).containsExactly("a", "c");
            assertThat(where(client, "migration_status = 'complete' AND NOT mysql_table LIKE 'a%'"))
                    .containsExactly("b");
            assertThat(where(client, "completed_timestamp > NOW() - INTERVAL 1 HOUR OR id IS NULL"))
                    .containsExactly("a", "b", "c");
            assertThat(where(client, "completed_timestamp < NOW() - INTERVAL 1 HOUR"))
                    .isEmpty();
            assertThat(where(client, "TRUE ORDER BY id DESC LIMIT 2")).containsExactly("c", "b");
            assertThat(where(client, "id > 0 ORDER BY migration_status, mysql_table DESC LIMIT 2 OFFSET 1"))
                    .containsExactly("a", "c");
            assertThat(client.refused("SHOW VITESS_MIGRATIONS ORDER BY SLEEP(5)")
                            .getErrorCode())
                    .isEqualTo(1235);
            assertThat(client.refused("SHOW VITESS_MIGRATIONS WHERE SLEEP(5) = 0")
                            .getErrorCode())
                    .isEqualTo(1235);
            assertThat(client.refused("SHOW VITESS_MIGRATIONS WHERE colour = 'red'")
                            .getErrorCode())
                    .isEqualTo(1054);
            assertThat(client.refused("SHOW VITESS_MIGRATIONS WHERE id IN (SELECT 1)")
                            .getErrorCode())
                    .isEqualTo(1054);
            try (Statement statement = client.connection().createStatement()) {
                statement.execute("BEGIN");
                assertThat(where(client, "TRUE")).hasSize(3);
                statement.execute("COMMIT");
            }
        }
    }

    @OnEachServer
    void aListOfShardsWithoutThisOneChangesNothing(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute(TABLE);
            client.run("SET ddl_strategy = 'vitess --postpone-launch --postpone-completion'");
            String uuid = client.submit("ALTER TABLE t ADD COLUMN x INT");
            String alter = "ALTER VITESS_MIGRATION '" + uuid + "' ";
            assertThat(client.run(alter + "LAUNCH VITESS_SHARDS 'x,y,z'")).isZero();
            assertThat(client.show(uuid)).containsEntry("postpone_launch", "1");
            assertThat(client.run(alter + "LAUNCH VITESS_SHARDS 'x, y, 0'")).isEqualTo(1);
            assertThat(client.await(uuid, "ready_to_complete", "1")).containsEntry("shadow_analyzed_timestamp", "null");
            assertThat(client.run(alter + "COMPLETE VITESS_SHARDS '-80'")).isZero();
            client.await(uuid, "stage", "ready to cut over: waiting for COMPLETE");
            assertThat(client.run(alter + "COMPLETE VITESS_SHARDS ''")).isEqualTo(1);
            client.await(uuid, "complete");
            assertThat(client.refused(alter + "LAUNCH VITESS_SHARDS").getErrorCode())
                    .isEqualTo(1064);
            assertThat(client.refused(alter + "LAUNCH EVERYWHERE").getErrorCode())
                    .isEqualTo(1064);
        }
    }

    @OnEachServer
    void theRowSaysWhatTheChangeLetsIn(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute("CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v VARCHAR(20) NOT NULL, w INT NOT NULL,"
                    + " UNIQUE KEY w (w))");
            String uuid = client.complete(
                    "ALTER TABLE t MODIFY v VARCHAR(30) NULL, DROP KEY w, DROP COLUMN w, ADD UNIQUE KEY v (v)");
            Map<String, String> row = client.show(uuid);
            assertThat(row)
                    .containsEntry("added_unique_keys", "1")
                    .containsEntry("removed_unique_keys", "1")
                    .containsEntry("removed_unique_key_names", "`w`")
                    .containsEntry("dropped_no_default_column_names", "`w`")
                    .containsEntry("expanded_column_names", "`v`")
                    .containsEntry("is_immediate_operation", "0")
                    .containsEntry("stage", "")
                    .containsEntry("in_order_completion_pending_count", "0");
            assertThat(String.valueOf(row.get("revertible_notes")).lines()).hasSize(3);
            assertThat(row.get("tablet")).isNotBlank();
            assertThat(List.of("ready_timestamp", "reviewed_timestamp", "liveness_timestamp", "requested_timestamp"))
                    .allSatisfy(column -> assertThat(row.get(column)).startsWith("20"));
        }
    }

    @OnEachServer
    void aRetryForgetsTheFirstRun(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute(TABLE);
            client.run("SET ddl_strategy = 'vitess --postpone-completion'");
            String uuid = client.submit("ALTER TABLE t MODIFY v VARCHAR(30) NULL");
            client.await(uuid, "ready_to_complete", "1");
            String alter = "ALTER VITESS_MIGRATION '" + uuid + "' ";
            client.run(alter + "CANCEL");
            assertThat(client.show(uuid)).containsEntry("expanded_column_names", "`v`");
            client.run(alter + "RETRY");
            Map<String, String> row = client.await(uuid, "retries", "1");
            assertThat(row).containsEntry("message", "");
            client.run(alter + "COMPLETE");
            assertThat(client.await(uuid, "complete")).containsEntry("expanded_column_names", "`v`");
        }
    }

    @OnEachServer
    void theSameInANamedContextIsDoneOnce(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute(TABLE);
            client.run("SET migration_context = 'deploy-17'");
            String first = client.complete("ALTER TABLE t ADD COLUMN x INT");
            String again = client.complete("ALTER TABLE t ADD COLUMN x INT");
            assertThat(client.show(again))
                    .containsEntry("message", "duplicate DDL as " + first + " for migration context deploy-17");
            assertThat(client.refused("REVERT VITESS_MIGRATION '" + again + "'").getMessage())
                    .contains("not the last migration");
            client.revert(first);
            String third = client.complete("ALTER TABLE t ADD COLUMN x INT");
            assertThat(client.show(third)).containsEntry("message", "");
            client.complete("ALTER TABLE t DROP COLUMN x");
            client.complete("ALTER TABLE t ADD COLUMN x INT");
            assertThat(AlterTrafficTest.definition(room)).contains("`x`");
            // A context that nobody has named is no promise.
            client.run("SET migration_context = ''");
            client.complete("ALTER TABLE t COMMENT 'a'");
            String repeated = client.complete("ALTER TABLE t COMMENT 'a'");
            assertThat(client.show(repeated)).containsEntry("message", "");
        }
    }
}
