package dev.palinode.proxy.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** A pool: what it sets on its connections, how it tests them, what it gives back clean, what it replaces. */
final class HikariTest {
    private static final int TASKS = 40;

    private static HikariDataSource pool(Place place, boolean mariaDbDriver, String initSql) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(mariaDbDriver ? place.mariaDbUrl("") : place.url(""));
        config.setUsername(place.user());
        config.setPassword(place.password());
        config.setMaximumPoolSize(4);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setConnectionInitSql(initSql);
        config.setRegisterMbeans(false);
        return new HikariDataSource(config);
    }

    @OnEachServer
    void work(TestServer server) throws Exception {
        try (Stage stage = Stage.on(server)) {
            for (boolean mariaDbDriver : new boolean[] {false, true}) {
                stage.compare((place, seen) -> {
                    try (HikariDataSource pool = pool(place, mariaDbDriver, "SET @mark = 'initial'")) {
                        lendAndReset(pool, seen);
                        seen.note("sum", traffic(pool));
                        replacesWhatWasKilled(pool, place);
                    }
                });
            }
        }
    }

    private static void lendAndReset(HikariDataSource pool, Transcript seen) throws SQLException {
        for (int i = 0; i < 3; i++) {
            try (Connection connection = pool.getConnection()) {
                seen.note("isolation", connection.getTransactionIsolation());
                seen.note("auto-commit", connection.getAutoCommit());
                seen.note("mark", Online.one(connection, "SELECT @mark"));
                connection.setAutoCommit(false);
                connection.setReadOnly(true);
                connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
                Online.one(connection, "SELECT 1");
            }
        }
    }

    /** More tasks than connections, each with a transaction of its own. */
    private static String traffic(HikariDataSource pool) throws SQLException, InterruptedException, ExecutionException {
        try (Connection connection = pool.getConnection()) {
            Online.run(connection, "CREATE TABLE counted (n INT PRIMARY KEY)");
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (Future<?> task : IntStream.range(0, TASKS)
                    .mapToObj(i -> threads.submit(() -> count(pool, i)))
                    .toList()) {
                task.get();
            }
        } finally {
            threads.shutdownNow();
        }
        try (Connection connection = pool.getConnection()) {
            return Online.one(connection, "SELECT SUM(n) FROM counted");
        }
    }

    private static boolean count(HikariDataSource pool, int number) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            Online.run(connection, "INSERT INTO counted VALUES (" + number + ")");
            if (number % 4 == 0) {
                connection.rollback();
            } else {
                connection.commit();
            }
            return connection.isValid(1);
        }
    }

    private static void replacesWhatWasKilled(HikariDataSource pool, Place place) throws SQLException {
        try (Connection killed = pool.getConnection();
                Connection killer = place.connect(place.url(""))) {
            Online.run(killer, "KILL " + Online.one(killed, "SELECT CONNECTION_ID()"));
            // The error is what tells the pool to replace the connection.
            assertThatThrownBy(() -> Online.one(killed, "SELECT 1")).isInstanceOf(SQLException.class);
        }
        HikariPoolMXBean about = pool.getHikariPoolMXBean();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(about.getActiveConnections()).isZero());
        try (Connection connection = pool.getConnection()) {
            assertThat(Online.one(connection, "SELECT @mark")).isEqualTo("initial");
        }
    }

    @OnEachServer
    void strategyByInitialStatement(TestServer server) throws Exception {
        try (Stage stage = Stage.on(server);
                HikariDataSource pool = pool(stage.proxied(), false, "SET @@ddl_strategy = 'vitess'");
                Connection connection = pool.getConnection()) {
            assertThat(Online.one(connection, "SELECT @@ddl_strategy")).isEqualTo("vitess");
            Online.run(connection, "SET @@ddl_strategy = 'direct'");
            Online.run(connection, "CREATE TABLE t (id INT PRIMARY KEY)");
            Online.run(connection, "INSERT INTO t VALUES (1)");
            Online.alterAndRevert(connection, "t");
        }
    }
}
