package dev.palinode.proxy.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Another server takes the primary's place, and nobody has made the former one read-only. */
final class UnfencedPrimaryTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @OnEachCluster
    void aStatementThatStillRunsThereIsNotAcknowledged(TestServer.Flavour flavour) throws Exception {
        try (Fleet fleet = new Fleet(flavour, 2)) {
            fleet.serve();
            try (Connection busy = fleet.client(0);
                    Connection idle = fleet.client(0);
                    Connection direct = fleet.cluster().server(0).connect("")) {
                Fleet.run(busy, "CREATE TABLE t (id INT PRIMARY KEY, v INT)");
                Fleet.run(busy, "INSERT INTO t VALUES (1, 0)");
                fleet.cluster().awaitReplica(1, SOON);
                CompletableFuture<Integer> error =
                        CompletableFuture.supplyAsync(() -> errorOf(busy, "UPDATE t SET v = 1 + SLEEP(60)"));
                await().atMost(SOON)
                        .until(() -> Fleet.ask(
                                        direct,
                                        "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE 'UPDATE t SET%'")
                                .equals("1"));
                promote(fleet);
                assertThat(error.get(50, TimeUnit.SECONDS)).isEqualTo(1053);
                assertThat(Fleet.ask(idle, "SELECT @@server_id")).isEqualTo("102");
                assertThat(Fleet.ask(busy, "SELECT CONCAT(@@server_id, ' ', v) FROM t"))
                        .isEqualTo("102 0");
                await().atMost(SOON).ignoreExceptions().until(() -> isFenced(fleet));
            }
        }
    }

    /** At last, because it has missed the promotion. */
    private static boolean isFenced(Fleet fleet) throws SQLException {
        try (Connection former = fleet.cluster().server(0).connect("")) {
            return Fleet.isReadOnly(former);
        }
    }

    /** As a person does, or a tool that does not reach the former one. */
    private static void promote(Fleet fleet) throws SQLException {
        TestServer promoted = fleet.cluster().server(1);
        promoted.promote();
        fleet.cluster().server(2).follow(promoted);
    }

    private static int errorOf(Connection client, String sql) {
        try {
            Fleet.run(client, sql);
            return 0;
        } catch (SQLException e) {
            return e.getErrorCode();
        }
    }
}
