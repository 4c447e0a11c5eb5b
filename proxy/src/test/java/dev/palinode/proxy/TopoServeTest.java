package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.embedded.FreePorts;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.preflight.SetupFault;
import dev.palinode.engine.testing.FlakyLink;
import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.tls.TlsSettings;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.client.TopoUrl;
import dev.palinode.engine.topo.health.LiveTopology;
import dev.palinode.engine.topo.store.TabletAlias;
import dev.palinode.engine.topo.store.TabletRecord;
import dev.palinode.engine.topo.store.TopoEditor;
import dev.palinode.engine.topo.store.TopoStore;
import dev.palinode.engine.topo.store.TopoView;
import dev.palinode.proxy.config.Operations;
import dev.palinode.proxy.config.ProxyConfig;
import dev.palinode.proxy.config.SecurityConfig;
import dev.palinode.proxy.config.topo.TopoConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proxy whose servers are named in a topology. */
final class TopoServeTest {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir
    private Path directory;

    private TopoUrl url() {
        return TopoUrl.parse("file:" + directory.resolve("topo"), Optional.empty());
    }

    private ProxyConfig config(Login login) throws IOException {
        return new ProxyConfig(
                new ServerAddress("127.0.0.1", FreePorts.pick()),
                List.of(),
                DdlStrategy.DIRECT,
                SecurityConfig.PLAIN,
                Operations.embedded(),
                Optional.of(new TopoConfig(url(), "commerce", login, TlsSettings.UNSAID)));
    }

    private static TabletRecord tablet(int uid, TestServer server) {
        return new TabletRecord(new TabletAlias("zone1", uid), server.address(), TabletType.REPLICA, "commerce", "0");
    }

    private static Optional<TabletAlias> primary(TopoStore store) {
        return TopoView.read(store).shard("commerce", "0").flatMap(shard -> shard.primary());
    }

    @OnEachCluster
    void serversComeFromTheTopologyAndAreFollowed(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 1);
                TopoStore store = url().open()) {
            execute(cluster.primary(), "CREATE DATABASE commerce");
            TopoEditor editor = new TopoEditor(store, "test", CLOCK);
            editor.createKeyspace("commerce", "0");
            editor.addTablet(tablet(100, cluster.primary()));
            ProxyConfig config = config(cluster.primary().login());
            try (Serving serving = ProxyMain.start(config)) {
                assertThat(ask(serving, cluster.primary())).isEqualTo("commerce");
                await().atMost(SOON).until(() -> primary(store).equals(Optional.of(new TabletAlias("zone1", 100))));
            }
            try (TabletSource source = TabletSource.open(config, "commerce");
                    LiveTopology live =
                            LiveTopology.start("commerce", "0", source.first(), Duration.ofMillis(200), CLOCK)) {
                source.connect(live);
                editor.addTablet(tablet(101, cluster.replica()));
                await().atMost(SOON).until(() -> live.tablets().size() == 2);
                assertThat(live.tablets())
                        .extracting(Tablet::type)
                        .containsExactly(TabletType.PRIMARY, TabletType.REPLICA);
                assertThat(source.health().orElseThrow().outage()).isEmpty();

                Files.move(directory.resolve("topo"), directory.resolve("away"));
                await().atMost(SOON)
                        .until(() -> source.health().orElseThrow().outage().isPresent());
                promote(cluster);
                await().atMost(SOON).until(() -> live.primary().alias().equals("zone1-101"));
                assertThat(live.tablets()).hasSize(2);
                Files.move(directory.resolve("away"), directory.resolve("topo"));
                await().atMost(SOON).until(() -> primary(store).equals(Optional.of(new TabletAlias("zone1", 101))));

                editor.removeTablet(new TabletAlias("zone1", 100), false);
                await().atMost(SOON).until(() -> live.tablets().size() == 1);
            }
        }
    }

    /** A network is cut in two: whoever sees both halves of it has promoted another server, which is not seen here. */
    @Test
    void aPrimaryThatHasMissedARecordedPromotionGetsNothingNew() throws Exception {
        try (TestCluster cluster = TestCluster.single();
                TopoStore store = url().open()) {
            TestServer server = cluster.primary();
            execute(server, "CREATE DATABASE commerce");
            execute(server, "CREATE TABLE commerce.t (id INT PRIMARY KEY)");
            TopoEditor editor = new TopoEditor(store, "test", CLOCK);
            editor.createKeyspace("commerce", "0");
            editor.addTablet(tablet(100, server));
            try (Serving serving = ProxyMain.start(config(server.login()));
                    Connection client = connect(serving, server);
                    Connection late = connect(serving, server)) {
                late.setAutoCommit(false);
                execute(late, "INSERT INTO t VALUES (1)");
                await().atMost(SOON).until(() -> primary(store).isPresent());
                long promotion = System.currentTimeMillis() * 1_000_000;
                editor.setPromotion("commerce", "0", promotion);
                await().atMost(SOON).until(() -> errorOf(client, "DO 0") == 1205);
                assertThat(errorOf(client, "INSERT INTO t VALUES (2)")).isEqualTo(1205);
                execute(late, "INSERT INTO t VALUES (3)");
                late.commit();
                execute(
                        server,
                        "CREATE TABLE IF NOT EXISTS _vt.reparent_journal (time_created_ns BIGINT UNSIGNED PRIMARY KEY,"
                                + " action_name VARBINARY(250) NOT NULL, primary_alias VARBINARY(32) NOT NULL)");
                execute(
                        server,
                        "INSERT INTO _vt.reparent_journal (time_created_ns, action_name, primary_alias) VALUES ("
                                + (promotion + 1) + ", 'by hand', 'zone1-100')");
                await().atMost(SOON).until(() -> errorOf(client, "INSERT INTO t VALUES (4)") == 0);
                assertThat(value(client, "SELECT GROUP_CONCAT(id ORDER BY id) AS ids FROM t", "ids"))
                        .isEqualTo("1,3,4");
            }
        }
    }

    private static int errorOf(Connection client, String sql) {
        try {
            execute(client, sql);
            return 0;
        } catch (SQLException e) {
            return e.getErrorCode();
        }
    }

    /** The same server is reached at another address, as behind a new name or network, and not at the old one any more. */
    @Test
    void aPrimaryThatHasMovedIsFollowedByClientsAndEngine() throws Exception {
        try (TestCluster cluster = TestCluster.single();
                FlakyLink old = FlakyLink.to(cluster.primary().address());
                TopoStore store = url().open()) {
            TestServer server = cluster.primary();
            execute(server, "CREATE DATABASE commerce");
            execute(server, "CREATE TABLE commerce.t (id INT PRIMARY KEY)");
            TopoEditor editor = new TopoEditor(store, "test", CLOCK);
            TabletAlias alias = new TabletAlias("zone1", 100);
            editor.createKeyspace("commerce", "0");
            editor.addTablet(tablet(100, server).withAddress(old.address()));
            try (Serving serving = ProxyMain.start(config(server.login()));
                    Connection client = connect(serving, server)) {
                execute(client, "SET @@ddl_strategy = 'vitess'");
                execute(client, "INSERT INTO t VALUES (1)");
                old.cut();
                editor.setAddress(alias, server.address());
                await().atMost(SOON)
                        .until(() ->
                                value(client, "SHOW VITESS_TABLETS", "State").equals("SERVING"));
                execute(client, "INSERT INTO t VALUES (2)");
                await().atMost(SOON)
                        .ignoreExceptions()
                        .until(() -> value(client, "ALTER TABLE t ADD COLUMN c INT", "uuid")
                                        .length()
                                > 0);
                await().atMost(SOON)
                        .ignoreExceptions()
                        .until(() -> value(client, "SHOW VITESS_MIGRATIONS", "migration_status")
                                .equals("complete"));
                execute(client, "INSERT INTO t VALUES (3, 3)");
            }
            // Taken away and written down anew: who the primary is, the store hears again.
            try (Serving serving = ProxyMain.start(config(server.login()));
                    Connection client = connect(serving, server)) {
                editor.removeTablet(alias, true);
                assertThat(primary(store)).isEmpty();
                editor.addTablet(tablet(100, server));
                await().atMost(SOON).until(() -> primary(store).equals(Optional.of(alias)));
                assertThat(value(client, "SELECT COUNT(*) AS n FROM t", "n")).isEqualTo("3");
            }
        }
    }

    private static void execute(Connection client, String sql) throws SQLException {
        try (Statement statement = client.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String value(Connection client, String sql, String column) throws SQLException {
        try (Statement statement = client.createStatement()) {
            statement.execute(sql);
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? String.valueOf(rows.getString(column)) : "";
            }
        }
    }

    private static Connection connect(Serving serving, TestServer server) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mysql://" + serving.address() + "/commerce?sslMode=DISABLED&allowPublicKeyRetrieval=true",
                server.user(),
                server.password());
    }

    private static void promote(TestCluster cluster) throws Exception {
        execute(cluster.primary(), "SET GLOBAL read_only = 1");
        cluster.replica().promote();
    }

    private static void execute(TestServer server, String sql) throws Exception {
        try (Connection connection = server.connect("");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(Serving serving, TestServer server) throws Exception {
        try (Connection connection = connect(serving, server)) {
            return value(connection, "SELECT DATABASE() AS d", "d");
        }
    }

    @Test
    void aShardWithoutTabletsIsNotServed() {
        assertThatThrownBy(() -> TabletSource.open(config(new Login("u", "p")), "commerce"))
                .isInstanceOf(SetupFault.class)
                .hasMessageContaining("has no tablets of commerce/0");
    }
}
