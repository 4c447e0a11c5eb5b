package dev.palinode.engine.topo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.sidecar.LeaseLost;
import dev.palinode.engine.sidecar.setup.SidecarSchema;
import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

final class PrimaryLeaseTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(300);

    private static Db open(TestServer server) throws SQLException {
        Db db = Shards.db(server);
        SidecarSchema.ensure(db);
        return db;
    }

    private static Optional<PrimaryLease> acquire(Db db, String keyspace, Duration ttl) throws SQLException {
        return PrimaryLease.tryAcquire(db, keyspace, "0", "test", ttl);
    }

    @OnEachServer
    void oneEngineAtATimeHoldsTheLeaseAndTheEpochGrows(TestServer server) throws SQLException {
        String keyspace = server.newSchema();
        try (Db one = open(server);
                Db two = open(server)) {
            PrimaryLease first = acquire(one, keyspace, LONG).orElseThrow();
            assertThat(first.holds()).isTrue();
            assertThat(acquire(two, keyspace, LONG)).isEmpty();
            assertThat(first.renew()).isTrue();
            first.close();
            assertThat(first.holds()).isFalse();
            PrimaryLease second = acquire(two, keyspace, LONG).orElseThrow();
            assertThat(second.epoch()).isEqualTo(first.epoch() + 1);
            assertThat(acquire(one, keyspace + "x", LONG)).isPresent();
            second.close();
        }
    }

    @OnEachServer
    void theLeaseOfAKilledProcessIsFreeAtOnce(TestServer server) throws SQLException {
        String keyspace = server.newSchema();
        try (Db two = open(server)) {
            PrimaryLease second;
            try (Db one = open(server)) {
                PrimaryLease first = acquire(one, keyspace, LONG).orElseThrow();
                killNamedLocksOf(server, keyspace);
                // KILL returns before the server has let go of what the connection held.
                second = await().atMost(Duration.ofSeconds(5))
                        .until(() -> acquire(two, keyspace, LONG), Optional::isPresent)
                        .orElseThrow();
                assertThat(first.renew()).isFalse();
                assertThat(first.holds()).isFalse();
            }
            assertThat(second.renew()).isTrue();
            second.close();
        }
    }

    /** The owner is stopped between its check of the epoch and its commit, as SIGSTOP would do. */
    @OnEachServer
    void aStoppedOwnerLosesTheLeaseAndItsCommitsFail(TestServer server) throws Exception {
        stoppedOwnerLoses(server);
    }

    /** On MySQL, whose clusters here are without the Performance Schema. */
    @OnEachCluster
    void soItDoesWhereTheServerDoesNotSayWhoHoldsALock(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 0)) {
            stoppedOwnerLoses(cluster.primary());
        }
    }

    private static void stoppedOwnerLoses(TestServer server) throws Exception {
        String keyspace = server.newSchema();
        server.execute(keyspace, "CREATE TABLE t (id INT PRIMARY KEY) ENGINE = InnoDB");
        try (Db one = open(server);
                Db two = open(server);
                Connection stopped = one.dedicated();
                Connection later = one.dedicated()) {
            PrimaryLease first = acquire(one, keyspace, SHORT).orElseThrow();
            begin(stopped, "INSERT INTO " + keyspace + ".t VALUES (1)");
            first.check(stopped);
            Thread.sleep(2 * SHORT.toMillis());
            assertThat(first.holds()).isFalse();

            PrimaryLease second = await().atMost(Duration.ofSeconds(30))
                    .until(() -> acquire(two, keyspace, LONG), Optional::isPresent)
                    .orElseThrow();

            assertThatThrownBy(stopped::commit).isInstanceOf(SQLException.class);
            begin(later, "INSERT INTO " + keyspace + ".t VALUES (2)");
            assertThatThrownBy(() -> first.check(later)).isInstanceOf(LeaseLost.class);
            later.rollback();
            assertThat(first.renew()).isFalse();
            assertThat(rows(two, keyspace)).isZero();
            second.close();
        }
    }

    @OnEachServer
    void aCommitThatCheckedInTimeIsWaitedFor(TestServer server) throws Exception {
        String keyspace = server.newSchema();
        server.execute(keyspace, "CREATE TABLE t (id INT PRIMARY KEY) ENGINE = InnoDB");
        try (Db one = open(server);
                Db two = open(server);
                Connection slow = one.dedicated()) {
            PrimaryLease first = acquire(one, keyspace, SHORT).orElseThrow();
            begin(slow, "INSERT INTO " + keyspace + ".t VALUES (1)");
            first.check(slow);
            Thread.sleep(2 * SHORT.toMillis());
            Thread committer = new Thread(() -> {
                try {
                    Thread.sleep(200);
                    slow.commit();
                } catch (SQLException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            committer.start();
            PrimaryLease second = acquire(two, keyspace, LONG).orElseThrow();
            assertThat(rows(two, keyspace)).isEqualTo(1);
            committer.join();
            second.close();
        }
    }

    /** The lease's connection was killed, and somebody has the name for a second: the new one waits for it. */
    @OnEachServer
    void aLeaseThatIsGivenBackWhileItConnectsAnewLeavesNoConnection(TestServer server) throws Exception {
        String keyspace = server.newSchema();
        try (Db db = open(server);
                Connection other = server.connect("")) {
            PrimaryLease lease = acquire(db, keyspace, LONG).orElseThrow();
            String name = Sql.first(
                            other,
                            "SELECT lock_name FROM _vt.shard_lease WHERE keyspace = ?",
                            row -> row.getString(1),
                            keyspace)
                    .orElseThrow();
            killNamedLocksOf(server, keyspace);
            assertThat(Sql.first(other, "SELECT GET_LOCK(?, 10)", row -> row.getInt(1), name))
                    .contains(1);
            CompletableFuture<Boolean> renewal = CompletableFuture.supplyAsync(() -> {
                try {
                    return lease.renew();
                } catch (SQLException e) {
                    return false;
                }
            });
            String waiters =
                    "SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND info LIKE ?";
            long fresh = await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(20))
                    .until(
                            () -> Sql.query(other, waiters, row -> row.getLong(1), "SELECT GET_LOCK%" + name + "%"),
                            found -> found.size() == 1)
                    .get(0);
            lease.close();
            assertThat(renewal.get(30, TimeUnit.SECONDS)).isFalse();
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(Sql.query(
                                    other,
                                    "SELECT id FROM information_schema.processlist WHERE id = ?",
                                    row -> row.getLong(1),
                                    fresh))
                            .isEmpty());
        }
    }

    private static void begin(Connection connection, String sql) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int rows(Db db, String keyspace) throws SQLException {
        return db.with(
                connection -> Sql.first(connection, "SELECT COUNT(*) FROM " + keyspace + ".t", row -> row.getInt(1))
                        .orElseThrow());
    }

    private static void killNamedLocksOf(TestServer server, String keyspace) throws SQLException {
        try (Connection connection = server.connect("")) {
            long holder = Sql.first(
                            connection,
                            "SELECT IS_USED_LOCK(lock_name) FROM _vt.shard_lease WHERE keyspace = ?",
                            row -> row.getLong(1),
                            keyspace)
                    .orElseThrow();
            server.execute("", "KILL " + holder);
        }
    }
}
