package dev.palinode.proxy.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What prepared statements, and statements that fail, leave in a session is not lost in silence. */
final class PreparedStateTest {
    private static final String PREPARES = "&useServerPrepStmts=true&emulateUnsupportedPstmts=false";

    /** A statement, and what the session holds after it. */
    private static final Map<String, String> PREPARED = Map.of(
            "SELECT GET_LOCK(?, 10)", "locks of GET_LOCK",
            "SET SESSION sql_mode = ?", "settings",
            "SET @x = ?", "user variables",
            "SELECT ? INTO @v", "user variables",
            "CREATE TEMPORARY TABLE tmp AS SELECT ? a", "temporary tables",
            "CALL p(?)", "stored routine");

    private static final Map<String, String> FAILED = Map.of(
            "CALL fails()", "stored routine",
            "SELECT GET_LOCK('held', 1), (SELECT 1 UNION SELECT 2)", "locks of GET_LOCK");

    @OnEachCluster
    void itEndsTheSessionOrGoesWithIt(TestServer.Flavour flavour) throws Exception {
        Map<Connection, String> holders = new LinkedHashMap<>();
        try (Stage stage = new Stage(flavour);
                Connection taken = stage.client(PREPARES)) {
            stage.current()
                    .execute(
                            Stage.SCHEMA,
                            "CREATE PROCEDURE p(a TEXT) SET @p = a",
                            "CREATE PROCEDURE fails() BEGIN SET @p = 1; SIGNAL SQLSTATE '45000'; END");
            for (Map.Entry<String, String> each : PREPARED.entrySet()) {
                Connection client = stage.client(PREPARES);
                holders.put(client, each.getValue());
                executeOnce(client, each.getKey(), "ANSI");
            }
            for (Map.Entry<String, String> each : FAILED.entrySet()) {
                Connection client = stage.client();
                holders.put(client, each.getValue());
                assertThatThrownBy(() -> Stage.run(client, each.getKey())).isInstanceOf(SQLException.class);
            }
            executeOnce(taken, "SET SESSION sort_buffer_size = 123456");
            stage.switchOver();
            for (Map.Entry<Connection, String> each : holders.entrySet()) {
                assertThatThrownBy(() -> Stage.ask(each.getKey(), "SELECT 1"))
                        .as(each.getValue())
                        .hasMessageContaining(each.getValue())
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                error -> assertThat(error.getErrorCode()).isEqualTo(1053));
            }
            assertThat(Stage.ask(taken, "SELECT CONCAT(@@sort_buffer_size, ' ', @@port)"))
                    .isEqualTo("123456 " + stage.server(1).address().port());
        } finally {
            for (Connection client : holders.keySet()) {
                client.close();
            }
        }
    }

    private static void executeOnce(Connection client, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = client.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.execute();
        }
    }
}
