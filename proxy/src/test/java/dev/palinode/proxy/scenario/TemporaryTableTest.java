package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** DDL that does not say that its table is a temporary one leaves the permanent table of that name alone. */
class TemporaryTableTest {
    @OnEachServer
    void aTemporaryTableIsTheServersBusiness(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client();
                Client caller = room.client()) {
            room.execute(
                    "CREATE TABLE t (id INT PRIMARY KEY)",
                    "INSERT INTO t VALUES (1)",
                    "CREATE TABLE other (id INT PRIMARY KEY)",
                    "CREATE PROCEDURE p() CREATE TEMPORARY TABLE t (tmp INT)");
            client.run("CREATE TEMPORARY TABLE t (tmp INT)");
            client.run("ALTER TABLE t ADD COLUMN more INT");
            client.run("CREATE INDEX i ON t (more)");
            client.run("INSERT INTO t VALUES (7, 8)");
            assertThat(ask(client, "SELECT more FROM t")).isEqualTo("8");
            assertThat(client.refused("DROP TABLE t, other").getMessage()).contains("temporary");
            client.run("DROP TABLE t");
            caller.run("CALL p()");
            caller.run("DROP TABLE " + room.keyspace() + ".t");
            assertThat(room.migrations()).isEqualTo("0");
            assertThat(ask(client, "SELECT id FROM t")).isEqualTo("1");
            // Now it is the permanent one that is meant.
            client.submit("ALTER TABLE t ADD COLUMN late INT");
            caller.submit("DROP TABLE other");
            assertThat(room.migrations()).isEqualTo("2");
        }
    }

    private static String ask(Client client, String sql) throws SQLException {
        try (Statement statement = client.connection().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
