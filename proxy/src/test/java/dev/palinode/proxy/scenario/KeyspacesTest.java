package dev.palinode.proxy.scenario;

import static dev.palinode.proxy.scenario.TwoKeyspaces.ask;
import static dev.palinode.proxy.scenario.TwoKeyspaces.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.embedded.FreePorts;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.BackendUrl;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.proxy.ProxyMain;
import dev.palinode.proxy.Serving;
import dev.palinode.proxy.config.ProxyConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two keyspaces behind one proxy: a MariaDB with a replica, and a MySQL, or another MariaDB where there is no MySQL. */
final class KeyspacesTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static TwoKeyspaces stage;

    @BeforeAll
    static void start() throws Exception {
        stage = new TwoKeyspaces();
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    private static Connection client(String database) throws SQLException {
        return stage.client(database, "");
    }

    private static Connection client(String database, String parameters) throws SQLException {
        return stage.client(database, parameters);
    }

    private static void assertError(int code, ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        SQLException.class,
                        error -> assertThat(error.getErrorCode())
                                .as(error.getMessage())
                                .isEqualTo(code));
    }

    @Test
    void useGoesToTheKeyspacesServersAndBack() throws Exception {
        try (Connection client = client("commerce")) {
            run(client, "SET @mine = 'kept', SESSION sql_mode = 'ANSI_QUOTES'");
            for (int i = 0; i < 3; i++) {
                assertThat(ask(client, "SELECT a FROM t")).isEqualTo("1");
                client.setCatalog("orders");
                assertThat(ask(client, "SELECT CONCAT(DATABASE(), @mine, a, @@sql_mode) FROM t"))
                        .isEqualTo("orderskept2ANSI_QUOTES");
                assertThat(ask(client, "SHOW VITESS_TARGET")).isEqualTo("orders");
                run(client, "USE commerce@replica");
                assertThat(ask(client, "SHOW VITESS_TARGET")).isEqualTo("commerce@replica");
                run(client, "USE commerce");
            }
            assertError(1049, () -> run(client, "USE nosuch"));
            assertThat(ask(client, "SELECT DATABASE()")).isEqualTo("commerce");
            run(client, "USE orders");
            run(client, "USE spare");
            assertThat(ask(client, "SELECT DATABASE()")).isEqualTo("spare");
            assertThat(ask(client, "SELECT a FROM commerce.t")).isEqualTo("1");
            assertThat(ask(client, "SELECT DATABASE()")).isEqualTo("spare");
        }
        try (Connection client = client("orders")) {
            assertThat(ask(client, "SELECT a FROM t")).isEqualTo("2");
        }
        try (Connection client = client("")) {
            assertThat(ask(client, "SELECT a FROM commerce.t")).isEqualTo("1");
            assertThat(ask(client, "SELECT a FROM orders.t")).isEqualTo("2");
        }
    }

    @Test
    void whatNamesAnotherKeyspaceGoesThere() throws Exception {
        try (Connection client = client("commerce")) {
            assertThat(ask(client, "SELECT a FROM `orders`.t WHERE a <> 7 /* commerce.t */"))
                    .isEqualTo("2");
            assertThat(ask(client, "SELECT DATABASE()")).isEqualTo("commerce");
            run(client, "INSERT INTO orders.n (orders) VALUES (5)");
            String id = ask(client, "SELECT LAST_INSERT_ID()");
            assertThat(ask(client, "SELECT orders.orders FROM orders.n orders WHERE orders.id = " + id))
                    .isEqualTo("5");
            assertThat(ask(client, "SELECT 'orders.t', a FROM t")).isEqualTo("orders.t");
            assertThat(ask(client, "SELECT orders.a FROM t orders")).isEqualTo("1");
            assertThat(ask(client, "SHOW TABLES FROM orders LIKE 't'")).isEqualTo("t");
            run(client, "CREATE TABLE orders.made (a INT)");
            run(client, "DROP TABLE orders.made");
            assertError(1235, () -> ask(client, "SELECT * FROM t JOIN orders.t o ON o.a = t.a"));
            assertError(1235, () -> run(client, "INSERT INTO t SELECT a + 10 FROM orders.t"));
            assertError(1235, () -> run(client, "INSERT INTO spare.log SELECT a FROM orders.t"));
            assertThat(ask(client, "SELECT a FROM orders.t")).isEqualTo("2");
            assertThatThrownBy(() -> run(client, "INSERT INTO spare.log VALUES (ROW_COUNT())"))
                    .isInstanceOf(SQLException.class);
            assertThat(ask(stage.orders().primary().connect("spare"), "SELECT COUNT(*) FROM log"))
                    .isEqualTo("0");
            run(client, "BEGIN");
            run(client, "INSERT INTO t VALUES (50)");
            assertError(1179, () -> run(client, "DELETE FROM orders.t"));
            assertError(1179, () -> run(client, "USE orders"));
            run(client, "ROLLBACK");
            run(client, "CREATE TEMPORARY TABLE mine (a INT)");
            assertError(1235, () -> run(client, "USE orders"));
            run(client, "DROP TEMPORARY TABLE mine");
        }
    }

    @Test
    void aUseAmongOthersIsOneOfThem() throws Exception {
        try (Connection client = client("commerce", "&allowMultiQueries=true")) {
            run(client, "USE commerce@primary; INSERT INTO t VALUES (90)");
            assertThat(ask(client, "SELECT COUNT(*) FROM t WHERE a = 90")).isEqualTo("1");
            run(client, "DELETE FROM t WHERE a = 90");
            assertError(1064, () -> run(client, "USE commerce@primary nonsense"));
        }
    }

    @Test
    void preparedStatementsBelongToTheirServers() throws Exception {
        try (Connection client = client("commerce", "&useServerPrepStmts=true");
                PreparedStatement statement = client.prepareStatement("SELECT a FROM t WHERE a = ?")) {
            statement.setInt(1, 1);
            try (ResultSet rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
            }
            assertError(1235, () -> ask(client, "SELECT a FROM orders.t"));
            try (ResultSet rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
            }
        }
        try (Connection client = client("commerce", "&useServerPrepStmts=true")) {
            try (PreparedStatement statement = client.prepareStatement("SELECT a FROM orders.t WHERE a = ?")) {
                statement.setInt(1, 2);
                try (ResultSet rows = statement.executeQuery()) {
                    assertThat(rows.next()).isTrue();
                }
            }
            assertThat(ask(client, "SELECT a FROM t")).isEqualTo("1");
        }
    }

    @Test
    void migrationsAreThoseOfTheirKeyspace() throws Exception {
        run(stage.commerce().primary().connect("commerce"), "CREATE TABLE m (a INT PRIMARY KEY)");
        run(stage.orders().primary().connect("orders"), "CREATE TABLE m (a INT PRIMARY KEY)");
        try (Connection client = client("commerce")) {
            run(client, "SET @@ddl_strategy = 'vitess'");
            String here = ask(client, "ALTER TABLE m ADD COLUMN b INT");
            String there = ask(client, "ALTER TABLE orders.m ADD COLUMN b INT");
            assertComplete(client, here);
            assertComplete(client, there);
            assertThat(ask(client, "SHOW VITESS_MIGRATIONS FROM orders LIKE '" + here + "'"))
                    .isNotEqualTo("x");
            run(stage.orders().primary().connect("orders"), "INSERT INTO m (a, b) VALUES (1, 2)");
            String back = ask(client, "REVERT VITESS_MIGRATION '" + there + "'");
            assertComplete(client, back);
            assertThatThrownBy(() -> run(stage.orders().primary().connect("orders"), "SELECT b FROM m"))
                    .isInstanceOf(SQLException.class);
            run(stage.commerce().primary().connect("commerce"), "SELECT b FROM m");
            assertThat(ask(client, "SELECT DATABASE()")).isEqualTo("commerce");
        }
    }

    private static void assertComplete(Connection client, String uuid) {
        await().atMost(SOON).untilAsserted(() -> {
            try (Statement statement = client.createStatement();
                    ResultSet rows = statement.executeQuery("SHOW VITESS_MIGRATIONS LIKE '" + uuid + "'")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString("migration_status"))
                        .as(rows.getString("message"))
                        .isEqualTo("complete");
            }
        });
    }

    @Test
    void theClusterStatementsKnowAll() throws Exception {
        try (Connection client = client("orders");
                Statement statement = client.createStatement()) {
            List<String> shards = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("SHOW VITESS_SHARDS")) {
                while (rows.next()) {
                    shards.add(rows.getString(1));
                }
            }
            assertThat(shards).containsExactly("commerce/0", "orders/0");
            int tablets = 0;
            try (ResultSet rows = statement.executeQuery("SHOW VITESS_TABLETS")) {
                while (rows.next()) {
                    tablets++;
                }
            }
            assertThat(tablets).isEqualTo(3);
            assertThatThrownBy(() -> run(client, "VTCTL PlannedReparentShard nosuch/0"))
                    .hasMessageContaining("commerce/0, orders/0");
        }
    }

    @Test
    void aReparentOfOneKeyspaceIsNoBusinessOfTheOther() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger done = new AtomicInteger();
        List<SQLException> errors = new CopyOnWriteArrayList<>();
        Thread elsewhere = new Thread(() -> {
            try (Connection client = client("orders")) {
                while (!stop.get()) {
                    run(client, "INSERT INTO n (orders) VALUES (1)");
                    done.incrementAndGet();
                }
            } catch (SQLException e) {
                errors.add(e);
            }
        });
        elsewhere.start();
        try (Connection client = client("orders");
                Connection inside = client("commerce")) {
            run(client, "VTCTL PlannedReparentShard --new-primary zone1-101 commerce/0");
            run(inside, "INSERT INTO t VALUES (70)");
            assertThat(ask(inside, "SELECT @@port")).isEqualTo(port(1));
            run(client, "VTCTL PlannedReparentShard --new-primary zone1-100 commerce/0");
            run(inside, "DELETE FROM t WHERE a = 70");
            assertThat(ask(client, "SELECT COUNT(*) FROM commerce.t WHERE a = 70"))
                    .isEqualTo("0");
            assertThat(ask(inside, "SELECT @@port")).isEqualTo(port(0));
            int before = done.get();
            await().atMost(SOON).until(() -> done.get() > before || !errors.isEmpty());
        } finally {
            stop.set(true);
            elsewhere.join();
        }
        assertThat(errors).isEmpty();
    }

    private static String port(int number) {
        return String.valueOf(stage.commerce().server(number).address().port());
    }

    @Test
    void aKeyspaceWithoutAPrimaryHoldsUpNobody() throws Exception {
        try (TestCluster late = TestCluster.single()) {
            late.primary().execute("", "CREATE DATABASE late", "CREATE TABLE late.t (a INT)");
            TestServer server = late.primary();
            late.stop(0);
            List<BackendUrl> backends = List.of(
                    new BackendUrl(server.login(), server.address(), "late"),
                    new BackendUrl(server.login(), stage.orders().primary().address(), "orders"));
            ServerAddress listen = new ServerAddress("127.0.0.1", FreePorts.pick());
            try (Serving second = ProxyMain.start(new ProxyConfig(listen, backends, DdlStrategy.DIRECT));
                    Connection client = stage.client(second, "orders", "")) {
                assertThat(ask(client, "SELECT a FROM t")).isEqualTo("2");
                assertError(1105, () -> run(client, "USE late"));
                assertError(1105, () -> ask(client, "SELECT * FROM late.t"));
                assertThat(ask(client, "SELECT a FROM t")).isEqualTo("2");
                late.start(0);
                await().atMost(SOON).ignoreExceptions().until(() -> {
                    // Greeted anew, since the servers of the two may have different capabilities.
                    try (Connection fresh = stage.client(second, "orders", "")) {
                        run(fresh, "USE late");
                        run(fresh, "INSERT INTO t VALUES (1)");
                        return ask(fresh, "SELECT COUNT(*) FROM orders.t").equals("1");
                    }
                });
            }
        }
    }
}
