package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.mysql.cj.jdbc.JdbcStatement;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What a client has prepared stays good when the table changes under it; what it says beside a statement arrives. */
class StatementsThroughChangesTest {
    private static final String SERVER_SIDE = "&useServerPrepStmts=true&useInformationSchema=false";

    @OnEachServer
    void preparedStatementsOutliveCutOversAndReverts(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client();
                Connection application = room.connect(SERVER_SIDE)) {
            room.execute("CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(9))", "INSERT INTO t VALUES (1, 'one')");
            try (PreparedStatement all = application.prepareStatement("SELECT v, id FROM t WHERE id = ?");
                    PreparedStatement insert = application.prepareStatement("INSERT INTO t (id, v) VALUES (?, 'new')");
                    PreparedStatement update = application.prepareStatement("UPDATE t SET v = ? WHERE id = ?")) {
                use(all, insert, update, 10);
                String altered = client.complete("ALTER TABLE t ADD COLUMN c INT NOT NULL DEFAULT 7 FIRST");
                use(all, insert, update, 20);
                String reverted = client.revert(altered);
                use(all, insert, update, 30);
                client.revert(reverted);
                use(all, insert, update, 40);
            }
            assertThat(room.rows("SELECT id, v FROM t ORDER BY id"))
                    .containsExactly("1|v40", "10|new", "20|new", "30|new", "40|new");
        }
    }

    private static void use(PreparedStatement all, PreparedStatement insert, PreparedStatement update, int id)
            throws SQLException {
        insert.setInt(1, id);
        assertThat(insert.executeUpdate()).isEqualTo(1);
        update.setString(1, "v" + id);
        update.setInt(2, 1);
        assertThat(update.executeUpdate()).isEqualTo(1);
        all.setInt(1, 1);
        try (ResultSet rows = all.executeQuery()) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString("v")).isEqualTo("v" + id);
            assertThat(rows.next()).isFalse();
        }
    }

    @OnEachServer(of = TestServer.Flavour.MYSQL)
    void queryAttributesArrive(TestServer server) throws Exception {
        installAttributes(server);
        try (Room room = Room.of(server);
                Connection application = room.connect(SERVER_SIDE);
                Statement statement = application.createStatement();
                PreparedStatement prepared =
                        application.prepareStatement("SELECT mysql_query_attribute_string('who'), ?")) {
            ((JdbcStatement) statement).setAttribute("who", "it's me");
            try (ResultSet rows = statement.executeQuery("SELECT mysql_query_attribute_string('who'), 5")) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("it's me");
            }
            ((JdbcStatement) prepared).setAttribute("who", "prepared");
            prepared.setString(1, "x");
            try (ResultSet rows = prepared.executeQuery()) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("prepared");
                assertThat(rows.getString(2)).isEqualTo("x");
            }
            ((JdbcStatement) statement).setAttribute("who", "ours");
            try (ResultSet rows = statement.executeQuery("SELECT @@ddl_strategy")) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("direct");
            }
        }
    }

    /** Once per server; the component is what lets a statement read its attributes. */
    private static void installAttributes(TestServer server) throws SQLException {
        try (Connection root = server.connect("mysql");
                Statement setup = root.createStatement();
                ResultSet known = setup.executeQuery(
                        "SELECT COUNT(*) FROM component WHERE component_urn LIKE '%query_attributes'")) {
            known.next();
            if (known.getInt(1) == 0) {
                setup.execute("INSTALL COMPONENT 'file://component_query_attributes'");
            }
        }
    }
}
