package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.embedded.FreePorts;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.tls.TlsSettings;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.client.TopoUrl;
import dev.palinode.engine.topo.store.TabletAlias;
import dev.palinode.engine.topo.store.TabletRecord;
import dev.palinode.engine.topo.store.TopoEditor;
import dev.palinode.engine.topo.store.TopoStore;
import dev.palinode.proxy.config.Operations;
import dev.palinode.proxy.config.ProxyConfig;
import dev.palinode.proxy.config.SecurityConfig;
import dev.palinode.proxy.config.topo.TopoConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology is read and changed by statements. */
final class TopoVtctlTest {
    @TempDir
    private Path directory;

    private static Connection connect(Serving serving, TestServer server) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mysql://" + serving.address() + "/commerce?sslMode=DISABLED&allowPublicKeyRetrieval=true",
                server.user(),
                server.password());
    }

    private static List<String> rows(Connection client, String sql) throws SQLException {
        // The driver's executeQuery refuses words such as CREATE and DELETE at the beginning of a command's name.
        try (Statement statement = client.createStatement()) {
            statement.execute(sql);
            ResultSet rows = statement.getResultSet();
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    values.add(String.valueOf(rows.getString(i)));
                }
                found.add(String.join(" ", values).strip());
            }
            return found;
        }
    }

    private static void refused(Connection client, String sql, int errno, String message) {
        assertThatThrownBy(() -> rows(client, sql))
                .as(sql)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(errno))
                .hasMessageContaining(message);
    }

    private static ProxyConfig config(TopoUrl url, TestServer server) throws Exception {
        return new ProxyConfig(
                new ServerAddress("127.0.0.1", FreePorts.pick()),
                List.of(),
                DdlStrategy.DIRECT,
                SecurityConfig.PLAIN,
                Operations.embedded(),
                Optional.of(new TopoConfig(url, "commerce", server.login(), TlsSettings.UNSAID)));
    }

    @Test
    void tabletsAreAddedListedAndTakenAway() throws Exception {
        TopoUrl url = TopoUrl.parse("file:" + directory.resolve("topo"), Optional.empty());
        try (TestCluster cluster = TestCluster.of(TestServer.Flavour.MARIADB, 1);
                TopoStore store = url.open()) {
            TestServer primary = cluster.primary();
            primary.execute("", "CREATE DATABASE commerce");
            TopoEditor editor = new TopoEditor(store, "test", InstantSource.system());
            editor.createKeyspace("commerce", "0");
            editor.addTablet(new TabletRecord(
                    new TabletAlias("zone1", 100), primary.address(), TabletType.REPLICA, "commerce", "0"));
            try (Serving serving = ProxyMain.start(config(url, primary));
                    Connection client = connect(serving, primary)) {
                assertThat(rows(client, "VTCTL CreateKeyspace customer")).containsExactly("created keyspace customer");
                refused(client, "VTCTL CreateKeyspace customer", 1105, "exists already");
                assertThat(rows(client, "VTCTL GetKeyspaces")).containsExactly("commerce", "customer");
                String replica = cluster.replica().address().toString();
                assertThat(rows(client, "VTCTL AddTablet --type rdonly commerce/0 " + replica))
                        .containsExactly("added tablet zone1-101");
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> rows(client, "SHOW VITESS_TABLETS").size() == 2);
                assertThat(rows(client, "VTCTL GetTablets --tablet-alias zone1-0000000101"))
                        .containsExactly("commerce 0 zone1-101 RDONLY " + replica + " null");
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> rows(client, "VTCTL GetTablets --keyspace commerce")
                                .get(0)
                                .startsWith("commerce 0 zone1-100 PRIMARY " + primary.address() + " 20"));
                refused(client, "VTCTL AddTablet commerce/0 " + replica, 1105, "is tablet zone1-101 already");
                refused(client, "VTCTL AddTablet nosuch/0 127.0.0.1:1", 1105, "create the keyspace first");
                refused(client, "VTCTL AddTablet --type primary commerce/0 h:1", 1210, "REPLICA or RDONLY");
                refused(client, "VTCTL AddTablet commerce/0", 1210, "AddTablet is written");
                refused(client, "VTCTL GetTablets --cell zone1", 1210, "has no option --cell");
                refused(client, "VTCTL DeleteTablets zone1-100", 1210, "is the primary of commerce/0");
                refused(client, "VTCTL DeleteTablets zone1", 1210, "a tablet's alias is");
                assertThat(rows(client, "VTCTL Validate")).containsExactly("shard customer/0 has no tablets");
                assertThat(rows(client, "VTCTL DeleteTablets zone1-101")).containsExactly("removed tablet zone1-101");
                refused(client, "VTCTL DeleteTablets zone1-101", 1105, "there is no tablet zone1-101");
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> rows(client, "SHOW VITESS_TABLETS").size() == 1);
                assertThat(rows(client, "VTCTL DeleteTablets --allow-primary zone1-100"))
                        .containsExactly("removed tablet zone1-100");
            }
        }
    }
}
