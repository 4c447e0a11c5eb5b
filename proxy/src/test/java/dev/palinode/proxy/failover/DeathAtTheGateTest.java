package dev.palinode.proxy.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A server dies while a statement waits at the gate before a table: it was never sent, so that it is done elsewhere. */
final class DeathAtTheGateTest {
    @OnEachCluster
    void whatWasNotSentIsDoneByTheNewPrimary(TestServer.Flavour flavour) throws Exception {
        try (Stage stage = new Stage(flavour);
                Connection admin = stage.client();
                Connection client = stage.client()) {
            stage.current().execute(Stage.SCHEMA, "CREATE TABLE t (id INT PRIMARY KEY)");
            CompletableFuture<Void> insert;
            try (TrafficGate.Closed closed =
                    stage.gate().shut(Set.of(new TableName(Stage.SCHEMA, "t")), Duration.ofSeconds(60))) {
                insert = CompletableFuture.runAsync(() -> insert(client));
                await().atMost(Duration.ofSeconds(30)).until(() -> waits(admin));
                stage.await();
                stage.cluster().kill(0);
                stage.promote();
                stage.tell(1);
            }
            insert.get(60, TimeUnit.SECONDS);
            assertThat(stage.ask(1, "SELECT COUNT(*) FROM shop.t")).isEqualTo("1");
        }
    }

    private static void insert(Connection client) {
        try {
            Stage.run(client, "INSERT INTO t VALUES (1)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean waits(Connection admin) throws SQLException {
        try (Statement statement = admin.createStatement();
                ResultSet rows = statement.executeQuery("SHOW VITESS_SESSIONS")) {
            while (rows.next()) {
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    if (String.valueOf(rows.getString(i)).contains("waiting for a schema migration")) {
                        return true;
                    }
                }
            }
            return false;
        }
    }
}
