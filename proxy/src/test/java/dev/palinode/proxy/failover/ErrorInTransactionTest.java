package dev.palinode.proxy.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;

/** An error does not say whether it has left a transaction open; what was committed is never said to be rolled back. */
final class ErrorInTransactionTest {
    @OnEachCluster
    void whatAFailedStatementHasCommittedIsNotRepeated(TestServer.Flavour flavour) throws Exception {
        try (Stage stage = new Stage(flavour);
                Connection client = stage.client();
                Connection prepared = stage.client("&useServerPrepStmts=true&emulateUnsupportedPstmts=false");
                Connection open = stage.client()) {
            stage.current().execute(Stage.SCHEMA, "CREATE TABLE t (id INT PRIMARY KEY)");
            Stage.run(client, "BEGIN");
            Stage.run(client, "INSERT INTO t VALUES (1)");
            assertError(1050, client, "CREATE TABLE t (id INT)");
            assertThat(Stage.ask(client, "SHOW COUNT(*) ERRORS")).isEqualTo("1");
            Stage.run(prepared, "BEGIN");
            Stage.run(prepared, "INSERT INTO t VALUES (2)");
            assertThatThrownBy(() -> {
                        try (var statement = prepared.prepareStatement("CREATE TABLE t (id INT)")) {
                            statement.execute();
                        }
                    })
                    .isInstanceOf(SQLException.class);
            // An error that does not end the transaction.
            Stage.run(open, "BEGIN");
            Stage.run(open, "INSERT INTO t VALUES (3)");
            assertError(1062, open, "INSERT INTO t VALUES (1)");
            assertError(1305, open, "ROLLBACK TO SAVEPOINT nosuch");
            stage.await();
            stage.readOnly(0, true);
            stage.promote();
            stage.tell(1);
            Stage.run(client, "INSERT INTO t VALUES (4)");
            Stage.run(prepared, "INSERT INTO t VALUES (5)");
            assertError(1213, open, "INSERT INTO t VALUES (6)");
            assertThat(stage.ask(1, "SELECT GROUP_CONCAT(id ORDER BY id) FROM shop.t"))
                    .isEqualTo("1,2,4,5");
        }
    }

    private static void assertError(int code, Connection client, String sql) {
        assertThatThrownBy(() -> Stage.run(client, sql))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        error -> assertThat(error.getErrorCode())
                                .as(error.getMessage())
                                .isEqualTo(code));
    }
}
