package dev.palinode.proxy.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mysql.cj.jdbc.JdbcConnection;
import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A session says which type of tablet serves it. */
final class ReplicaTargetTest {
    @OnEachCluster
    void useGoesToAReplicaAndBack(TestServer.Flavour flavour) throws Exception {
        try (Stage stage = new Stage(flavour)) {
            stage.server(0)
                    .execute(
                            Stage.SCHEMA,
                            "CREATE TABLE t (a INT PRIMARY KEY, b INT NOT NULL AUTO_INCREMENT UNIQUE)",
                            "INSERT INTO t (a) VALUES (1)");
            stage.await();
            String primary = String.valueOf(stage.server(0).address().port());
            String replica = String.valueOf(stage.server(1).address().port());
            try (Connection client = stage.client()) {
                Stage.run(client, "SET @mine = 'kept'");
                assertThat(where(client)).isEqualTo("shop " + primary);
                for (String use :
                        new String[] {"USE shop@replica", "use `shop@replica`", "USE @replica", "USE shop:0@REPLICA;"
                        }) {
                    Stage.run(client, use);
                    assertThat(where(client)).isEqualTo("shop@replica " + replica);
                    assertThat(Stage.ask(client, "SELECT CONCAT(DATABASE(), @mine, a) FROM t"))
                            .isEqualTo("shopkept1");
                    assertReadOnly(() -> Stage.run(client, "INSERT INTO t (a) VALUES (2)"));
                    Stage.run(client, "USE shop");
                    assertThat(where(client)).isEqualTo("shop " + primary);
                }
                client.setCatalog("shop@replica");
                assertThat(where(client)).isEqualTo("shop@replica " + replica);
                guarded(client, flavour == TestServer.Flavour.MARIADB);
                assertThat(where(client)).isEqualTo("shop@replica " + replica);
                client.setCatalog("shop@primary");
                Stage.run(client, "INSERT INTO t (a) VALUES (3)");
                refusals(client);
                assertThat(where(client)).isEqualTo("shop " + primary);
            }
            try (Connection client = stage.client("&allowMultiQueries=true")) {
                Stage.run(client, "SET sql_mode = 'NO_BACKSLASH_ESCAPES'");
                Stage.run(client, "USE shop@replica");
                String hidden = "SET SESSION TRANSACTION READ WRITE; INSERT INTO t (a) VALUES (2)";
                assertError(1290, () -> Stage.run(client, "SELECT '\\'; " + hidden));
                assertError(1290, () -> Stage.run(client, "EXECUTE nosuch; INSERT INTO t (a) VALUES (2)"));
            }
            assertThat(Stage.ask(stage.server(1).connect(Stage.SCHEMA), "SELECT COUNT(*) FROM t WHERE a = 2"))
                    .isEqualTo("0");
            logIn(stage, replica);
        }
    }

    /** The account has the right to write at the replica, which only the session's own setting keeps it from. */
    private static void guarded(Connection client, boolean isMariaDb) throws SQLException {
        String readWrite = "SET SESSION TRANSACTION READ WRITE";
        for (String undo :
                new String[] {readWrite, "SET TRANSACTION READ WRITE", "SET @@session.transaction_read_only = 0"}) {
            Stage.run(client, undo);
            assertReadOnly(() -> Stage.run(client, "INSERT INTO t (a) VALUES (2)"));
        }
        Stage.run(client, "SET @undo = '" + readWrite + "'");
        Stage.run(client, "PREPARE undoing FROM @undo");
        Stage.run(client, "EXECUTE undoing");
        assertReadOnly(() -> Stage.run(client, "INSERT INTO t (a) VALUES (2)"));
        if (isMariaDb) {
            Stage.run(client, "EXECUTE IMMEDIATE @undo");
            assertReadOnly(() -> Stage.run(client, "INSERT INTO t (a) VALUES (2)"));
            assertError(
                    1290,
                    () -> Stage.run(client, "BEGIN NOT ATOMIC " + readWrite + "; INSERT INTO t (a) VALUES (2); END"));
        }
        client.unwrap(JdbcConnection.class).resetServerState();
        assertReadOnly(() -> Stage.run(client, "INSERT INTO t (a) VALUES (2)"));
        assertError(1290, () -> Stage.run(client, "START TRANSACTION READ WRITE"));
        assertError(1290, () -> Stage.run(client, "PREPARE s FROM '" + readWrite + "'"));
    }

    private static void refusals(Connection client) throws SQLException {
        assertThatThrownBy(() -> Stage.run(client, "USE shop@rdonly"))
                .hasMessageContaining("no healthy tablet of type RDONLY is available for shop/0");
        assertThatThrownBy(() -> Stage.run(client, "USE nosuch@replica")).hasMessageContaining("nosuch");
        Stage.run(client, "BEGIN");
        assertError(1179, () -> Stage.run(client, "USE shop@replica"));
        Stage.run(client, "COMMIT");
        Stage.run(client, "CREATE TEMPORARY TABLE mine (a INT)");
        assertError(1235, () -> Stage.run(client, "USE shop@replica"));
        Stage.run(client, "INSERT INTO mine VALUES (1)");
    }

    /** At the log-in as well, also while there is no primary, and with an account that may write in spite of read_only. */
    private static void logIn(Stage stage, String replica) throws SQLException, InterruptedException {
        assertThatThrownBy(() -> stage.clientOf("shop@rdonly")).hasMessageContaining("no healthy tablet");
        stage.cluster().kill(0);
        try (Connection client = stage.clientOf("shop@replica")) {
            assertThat(where(client)).isEqualTo("shop@replica " + replica);
            assertReadOnly(() -> Stage.run(client, "DELETE FROM t"));
            assertThat(Stage.ask(client, "SELECT COUNT(*) FROM t")).isEqualTo("2");
        }
    }

    private static String where(Connection client) throws SQLException {
        return Stage.ask(client, "SHOW VITESS_TARGET") + " " + Stage.ask(client, "SELECT @@port");
    }

    /** The server says it, or Connector/J, which has asked the server. */
    private static void assertReadOnly(ThrowingCallable work) {
        assertThatThrownBy(work).hasMessageMatching("(?is).*read[- ]only.*");
    }

    private static void assertError(int code, ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        SQLException.class,
                        error -> assertThat(error.getErrorCode())
                                .as(error.getMessage())
                                .isEqualTo(code));
    }
}
