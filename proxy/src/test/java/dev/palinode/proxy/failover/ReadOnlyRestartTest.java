package dev.palinode.proxy.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A primary restarts, is read-only by its configuration file, and no other server is the primary. */
final class ReadOnlyRestartTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String REASON = "it is read-only; unless that is on purpose: VTCTL SetWritable zone1-100 true";

    @OnEachCluster
    void itIsShownAndOneStatementMendsIt(TestServer.Flavour flavour) throws Exception {
        try (Fleet fleet = new Fleet(flavour, 1)) {
            fleet.serve();
            try (Connection client = fleet.client(0);
                    Connection admin = fleet.admin(0)) {
                Fleet.run(client, "CREATE TABLE t (id INT PRIMARY KEY)");
                String uuid = postponed(admin);
                fleet.cluster().kill(0);
                fleet.cluster().startReadOnly(0);
                await().atMost(SOON)
                        .ignoreExceptions()
                        .until(() -> shown(admin, "State").equals("NOT_SERVING"));
                assertThat(shown(admin, "Reason")).isEqualTo(REASON);
                assertThat(shown(admin, "TabletType")).isEqualTo("PRIMARY");

                CompletableFuture<Void> insert = CompletableFuture.runAsync(() -> insert(client));
                await().atMost(SOON).until(() -> running(admin, "INSERT"));
                assertThat(insert).isNotDone();
                Fleet.run(admin, "VTCTL SetWritable zone1-100 true");
                insert.join();
                assertThat(Fleet.ask(client, "SELECT COUNT(*) FROM t")).isEqualTo("1");
                assertThat(shown(admin, "State")).isEqualTo("SERVING");
                assertThat(shown(admin, "Reason")).isEmpty();

                await().atMost(SOON)
                        .ignoreExceptions()
                        .until(() -> Fleet.ask(admin, "SHOW VITESS_MIGRATIONS LIKE '" + uuid + "'")
                                        .length()
                                > 0);
                await().atMost(SOON).ignoreExceptions().untilAsserted(() -> {
                    Fleet.run(admin, "ALTER VITESS_MIGRATION '" + uuid + "' COMPLETE");
                    assertThat(Fleet.ask(client, "SELECT MAX(x) FROM t")).isEqualTo("7");
                });
            }
        }
    }

    private static String postponed(Connection admin) throws SQLException {
        Fleet.run(admin, "SET @@ddl_strategy = 'vitess --postpone-completion'");
        return Fleet.ask(admin, "ALTER TABLE t ADD COLUMN x INT NOT NULL DEFAULT 7");
    }

    private static String shown(Connection admin, String column) throws SQLException {
        try (var statement = admin.createStatement();
                var rows = statement.executeQuery("SHOW VITESS_TABLETS LIKE 'zone1-100'")) {
            assertThat(rows.next()).isTrue();
            return String.valueOf(rows.getString(column));
        }
    }

    /** Whether a session's statement has been taken, and not been answered. */
    private static boolean running(Connection admin, String word) throws SQLException {
        try (var statement = admin.createStatement();
                var rows = statement.executeQuery("SHOW VITESS_SESSIONS")) {
            boolean found = false;
            while (rows.next()) {
                String info = rows.getString("info");
                found |= info != null && info.startsWith(word);
            }
            return found;
        }
    }

    private static void insert(Connection client) {
        try {
            Fleet.run(client, "INSERT INTO t VALUES (1)");
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }
}
