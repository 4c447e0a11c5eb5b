package dev.palinode.proxy.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A primary hangs with all its connections open, and another one takes its place. */
final class FrozenPrimaryTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void whatWaitsForItIsLostAndTheSessionGoesOnAtTheOther() throws Exception {
        try (Fleet fleet = new Fleet(TestServer.Flavour.MARIADB, 1)) {
            fleet.serve();
            try (Connection busy = fleet.client(0);
                    Connection idle = fleet.client(0)) {
                Fleet.run(busy, "CREATE TABLE t (id INT PRIMARY KEY)");
                Fleet.run(idle, "INSERT INTO t VALUES (1)");
                CompletableFuture<Integer> error = CompletableFuture.supplyAsync(() -> errorOf(busy, "DO SLEEP(600)"));
                await().atMost(SOON)
                        .until(() -> Fleet.ask(
                                        idle,
                                        "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE 'DO SLEEP%'")
                                .equals("1"));
                fleet.cluster().freeze(0);
                fleet.cluster().server(1).promote();
                await().atMost(SOON).until(error::isDone);
                assertThat(error.join()).isEqualTo(1053);
                Fleet.run(idle, "INSERT INTO t VALUES (2)");
                Fleet.run(busy, "INSERT INTO t VALUES (3)");
                assertThat(Fleet.ask(busy, "SELECT @@server_id")).isEqualTo("102");
            } finally {
                fleet.cluster().thaw(0);
            }
        }
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
