package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** {@code --wait}: the statement ends when its migration has, and says what became of it. */
class WaitTest {
    private static final String TABLE = "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v VARCHAR(20) NOT NULL)";

    @OnEachServer
    void whatAnAlterHasMadeIsThereWhenItReturns(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Connection tool = room.connect("&allowMultiQueries=true&useServerPrepStmts=true");
                Statement statement = tool.createStatement()) {
            statement.execute("SET ddl_strategy = 'vitess --wait'");
            statement.execute(TABLE);
            statement.executeUpdate("INSERT INTO t VALUES (1, 'a'), (2, 'a')");
            statement.execute("ALTER TABLE t ADD COLUMN x INT NOT NULL DEFAULT 7");
            assertThat(statement.executeUpdate("UPDATE t SET x = 8 WHERE x = 7"))
                    .isEqualTo(2);
            assertThatThrownBy(() -> statement.execute("ALTER TABLE t ADD UNIQUE KEY v (v)"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageMatching("(?s)migration \\w{36} failed: .*Duplicate.*");
            try (PreparedStatement prepared = tool.prepareStatement("ALTER TABLE t ADD COLUMN y INT")) {
                prepared.execute();
            }
            statement.execute("INSERT INTO t (id, v, x) VALUES (3, 'b', 1); ALTER TABLE t ADD COLUMN z INT;"
                    + " UPDATE t SET y = 1, z = 2");
            assertThat(room.rows("SELECT SUM(y), SUM(z), COUNT(*) FROM t")).containsExactly("3|6|3");
            String last = room.rows("SELECT migration_uuid FROM _vt.schema_migrations WHERE keyspace = '"
                            + room.keyspace() + "' ORDER BY id DESC LIMIT 1")
                    .get(0);
            statement.execute("REVERT VITESS_MIGRATION '" + last + "'");
            assertThatThrownBy(() -> statement.execute("UPDATE t SET z = 3")).hasMessageContaining("'z'");
            statement.execute("CREATE TABLE u (id INT PRIMARY KEY)");
            SQLException refused =
                    catchThrowableOfType(SQLException.class, () -> statement.execute("DROP TABLE u, nothing"));
            assertThat(refused.getMessage()).contains("failed").contains("nothing");
            assertThat(room.rows("SHOW TABLES LIKE 'u'")).isEmpty();
        }
    }

    @OnEachServer
    void killAndDisconnectLeaveTheMigrationRunning(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client other = room.client();
                Connection tool = room.connect();
                Statement statement = tool.createStatement()) {
            room.execute(TABLE);
            statement.execute("SET ddl_strategy = 'vitess --wait --postpone-completion'");
            String session = own(statement);
            CompletableFuture<SQLException> error = failing(statement, "ALTER TABLE t ADD COLUMN x INT");
            String uuid = await().until(() -> running(room), found -> !found.isEmpty())
                    .get(0);
            other.await(uuid, "ready_to_complete", "1");
            assertThat(error.isDone()).isFalse();
            other.run("KILL QUERY " + session);
            SQLException interrupted = error.get(10, TimeUnit.SECONDS);
            assertThat(interrupted.getErrorCode()).isEqualTo(1317);
            assertThat(interrupted.getMessage()).contains("migration " + uuid + " goes on");
            assertThat(other.show(uuid)).containsEntry("migration_status", "running");
            // The session is as good as before.
            assertThat(own(statement)).isEqualTo(session);

            error = failing(statement, "ALTER TABLE t ADD COLUMN y INT");
            await().until(() -> room.migrations().equals("2"));
            Thread.sleep(300);
            tool.abort(Runnable::run);
            error.get(10, TimeUnit.SECONDS);
            other.run("ALTER VITESS_MIGRATION COMPLETE ALL");
            await().until(() -> running(room).isEmpty());
            assertThat(AlterTrafficTest.definition(room)).contains("`x`", "`y`");
        }
    }

    @OnEachServer
    void aCancelIsToldToWhoWaits(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client other = room.client();
                Connection tool = room.connect();
                Statement statement = tool.createStatement()) {
            room.execute(TABLE);
            statement.execute("SET ddl_strategy = 'vitess --wait --postpone-launch'");
            statement.execute("SET SESSION wait_timeout = 3");
            CompletableFuture<SQLException> error = failing(statement, "ALTER TABLE t ADD COLUMN x INT");
            String uuid = await().until(() -> running(room), found -> !found.isEmpty())
                    .get(0);
            // Longer than the server lets a connection be idle.
            Thread.sleep(5_000);
            other.run("ALTER VITESS_MIGRATION '" + uuid + "' CANCEL");
            assertThat((Throwable) error.get(10, TimeUnit.SECONDS))
                    .hasMessage("migration " + uuid + " was cancelled: CANCEL issued by user");
        }
    }

    @OnEachServer
    void manyWhoWaitDoNotKeepOthersWaiting(TestServer server) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(40);
        try (Room room = Room.of(server);
                Client other = room.client()) {
            room.execute(TABLE);
            List<CompletableFuture<Void>> waiting = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String name = "w" + i;
                waiting.add(CompletableFuture.runAsync(() -> create(room, name), threads));
            }
            await().until(() -> room.migrations().equals("40"));
            long before = System.nanoTime();
            Map<String, String> row = other.like("queued").get(0);
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before))
                    .isLessThan(2_000);
            assertThat(row).containsEntry("stage", "postponed: waiting for LAUNCH");
            assertThat(waiting).noneMatch(CompletableFuture::isDone);
            other.run("ALTER VITESS_MIGRATION LAUNCH ALL");
            for (CompletableFuture<Void> one : waiting) {
                one.get(40, TimeUnit.SECONDS);
            }
            assertThat(room.rows("SHOW TABLES LIKE 'w%'")).hasSize(40);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void create(Room room, String name) {
        try (Connection connection = room.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET ddl_strategy = 'vitess --wait --allow-concurrent --postpone-launch'");
            statement.execute("CREATE TABLE " + name + " (id INT PRIMARY KEY)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CompletableFuture<SQLException> failing(Statement statement, String sql) {
        return CompletableFuture.supplyAsync(
                () -> catchThrowableOfType(SQLException.class, () -> statement.execute(sql)));
    }

    /** The id of the session at the server. */
    private static String own(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT CONNECTION_ID()")) {
            row.next();
            return row.getString(1);
        }
    }

    private static List<String> running(Room room) throws SQLException {
        return room.rows("SELECT migration_uuid FROM _vt.schema_migrations WHERE keyspace = '" + room.keyspace()
                + "' AND migration_status IN ('queued', 'ready', 'running')");
    }
}
