package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.palinode.engine.embedded.FreePorts;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.BackendUrl;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.proxy.ProxyMain;
import dev.palinode.proxy.Serving;
import dev.palinode.proxy.config.ProxyConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** VTCTL and the SHOWs of tablets, as a client sends them. */
class VtctlTest {
    @OnEachCluster
    void tabletsAreShownAndThePrimaryIsChangedByStatements(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 1)) {
            cluster.primary().execute("", "CREATE DATABASE shop", "CREATE TABLE shop.t (id INT PRIMARY KEY)");
            try (Serving serving = serve(cluster)) {
                try (Connection client = connect(serving, cluster)) {
                    shows(client, flavour);
                    refusals(client);
                    assertThat(rows(client, "VTCTL help")).hasSizeGreaterThan(5);
                    assertThat(
                                    rows(
                                            client,
                                            "VTCTL PlannedReparentShard --allow_cross_cell_promotion --new-primary=zone1-0000000101 shop/0"))
                            .contains("zone1-101 is the primary");
                }
                await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> promoted(serving, cluster));
            }
        }
    }

    @OnEachCluster
    void aPostponedMigrationGoesOnAtTheNewPrimary(TestServer.Flavour flavour) throws Exception {
        goesOn(flavour, "SET @@ddl_strategy = 'vitess --postpone-completion'", "ready_to_complete", "COMPLETE");
    }

    @OnEachCluster
    void aThrottledMigrationGoesOnAtTheNewPrimary(TestServer.Flavour flavour) throws Exception {
        goesOn(flavour, "ALTER VITESS_MIGRATION THROTTLE ALL", "user_throttle_ratio", "UNTHROTTLE ALL");
    }

    /** @param held the column that tells that it waits */
    private static void goesOn(TestServer.Flavour flavour, String hold, String held, String release) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 1)) {
            cluster.primary().execute("", "CREATE DATABASE shop", "CREATE TABLE shop.t (id INT PRIMARY KEY)");
            try (Serving serving = serve(cluster)) {
                String uuid;
                try (Client client = new Client(connect(serving, cluster))) {
                    client.run("SET @@ddl_strategy = 'vitess'");
                    client.run(hold);
                    uuid = client.submit("ALTER TABLE t ADD COLUMN x INT NOT NULL DEFAULT 7");
                    assertThat(client.await(uuid, held, held.equals("ready_to_complete") ? "1" : "1.0"))
                            .containsEntry("tablet", "zone1-100");
                    client.run("INSERT INTO t VALUES (5)");
                    assertThat(rows(client.connection(), "VTCTL PlannedReparentShard shop/0"))
                            .contains("zone1-101 is the primary", "zone1-100 replicates from zone1-101");
                }
                String verb = release.endsWith("ALL") ? release : "'" + uuid + "' " + release;
                await().atMost(Duration.ofSeconds(40)).ignoreExceptions().untilAsserted(() -> {
                    promoted(serving, cluster);
                    try (Client client = new Client(connect(serving, cluster))) {
                        client.run("ALTER VITESS_MIGRATION " + verb);
                    }
                });
                try (Client client = new Client(connect(serving, cluster))) {
                    assertThat(client.await(uuid, "complete")).containsEntry("tablet", "zone1-101");
                    assertThat(rows(client.connection(), "SELECT id, x FROM t ORDER BY id"))
                            .containsExactly("1|7", "5|7");
                }
            }
        }
    }

    @OnEachCluster
    void withoutAPrimaryASessionOnAReplicaCanMakeOne(TestServer.Flavour flavour) throws Exception {
        try (TestCluster cluster = TestCluster.of(flavour, 1)) {
            cluster.primary().execute("", "CREATE DATABASE shop", "CREATE TABLE shop.t (id INT PRIMARY KEY)");
            ListAppender<ILoggingEvent> audit = new ListAppender<>();
            Logger logger = (Logger) LoggerFactory.getLogger("palinode.audit");
            audit.start();
            Level level = logger.getLevel();
            logger.setLevel(Level.INFO);
            logger.addAppender(audit);
            try (Serving serving = serve(cluster)) {
                cluster.killPrimary();
                try (Connection client = connect(serving, cluster, "shop%40replica")) {
                    assertThat(rows(client, "SELECT DATABASE(), @@server_id")).containsExactly("shop|102");
                    assertThat(rows(client, "VTCTL EmergencyReparentShard shop/0"))
                            .contains("zone1-101 is the primary");
                }
                await().atMost(Duration.ofSeconds(20))
                        .ignoreExceptions()
                        .untilAsserted(() -> promoted(serving, cluster));
                assertThat(threads(audit)).singleElement().asString().startsWith("palinode-vtctl-");
            } finally {
                logger.detachAppender(audit);
                logger.setLevel(level);
            }
        }
    }

    /** The threads that do commands, by what the log of commands says. */
    private static List<String> threads(ListAppender<ILoggingEvent> audit) {
        return audit.list.stream().map(ILoggingEvent::getThreadName).distinct().toList();
    }

    private static void promoted(Serving serving, TestCluster cluster) throws SQLException {
        try (Connection client = connect(serving, cluster)) {
            assertThat(rows(client, "SHOW VITESS_TABLETS WHERE TabletType = 'PRIMARY' AND State = 'SERVING'"))
                    .singleElement()
                    .asString()
                    .startsWith("zone1|shop|0|PRIMARY|SERVING|zone1-101|127.0.0.1|20");
            try (Statement statement = client.createStatement()) {
                statement.execute("REPLACE INTO t VALUES (1)");
            }
        }
    }

    private static void shows(Connection client, TestServer.Flavour flavour) throws SQLException {
        assertThat(rows(client, "SHOW KEYSPACES")).containsExactly("shop");
        assertThat(rows(client, "show vitess_shards like 'sh%'")).containsExactly("shop/0");
        assertThat(rows(client, "SHOW VITESS_SHARDS LIKE 'other/%'")).isEmpty();
        assertThat(rows(client, "SHOW VITESS_TABLETS"))
                .containsExactly(
                        "zone1|shop|0|PRIMARY|SERVING|zone1-100|127.0.0.1|null|",
                        "zone1|shop|0|REPLICA|SERVING|zone1-101|127.0.0.1|null|");
        assertThat(rows(client, "SHOW VITESS_TARGET")).containsExactly("shop");
        assertThat(rows(client, "SHOW VITESS_TABLETS LIKE 'zone1-101'")).hasSize(1);
        assertThat(rows(client, "SHOW VITESS_REPLICATION_STATUS"))
                .singleElement()
                .satisfies(
                        row -> assertThat(row)
                                .as(flavour.name())
                                .startsWith("shop|0|REPLICA|zone1-101|127.0.0.1|127.0.0.1:")
                                .containsPattern(
                                        "\\{\"EventStreamRunning\":\"Yes\",\"EventApplierRunning\":\"Yes\",\"LastError\":\"\"}\\|\\d+\\|"));
        try (PreparedStatement statement = client.prepareStatement("SHOW VITESS_TABLETS WHERE Alias = 'zone1-100'");
                ResultSet result = statement.executeQuery()) {
            assertThat(result.next()).isTrue();
            assertThat(result.getString("Alias")).isEqualTo("zone1-100");
            assertThat(result.next()).isFalse();
        }
    }

    private static void refusals(Connection client) {
        refused(client, "VTCTL Frobnicate", "there is no command Frobnicate; there is PlannedReparentShard, Emergency");
        refused(
                client,
                "VTCTL PlannedReparentShard --new_primary zone1-101",
                "is written: VTCTL PlannedReparentShard [");
        refused(client, "VTCTL PlannedReparentShard --fast x shop/0", "has no option --fast");
        refused(client, "VTCTL PlannedReparentShard other/0", "there is no shard other/0; there is shop/0");
        refused(client, "VTCTL PlannedReparentShard --new-primary zone9-1 shop/0", "no such replica: zone9-1");
        refused(
                client,
                "VTCTL PlannedReparentShard --expected-primary zone1-0000000101 shop/0",
                "zone1-100 is the primary, and not zone1-101; nothing was changed");
        refused(
                client,
                "VTCTL EmergencyReparentShard --prevent-cross-cell-promotion=perhaps shop/0",
                "--prevent-cross-cell-promotion takes true or false");
        refused(
                client,
                "VTCTL PlannedReparentShard --wait-replicas-timeout soon shop/0",
                "--wait-replicas-timeout takes a duration such as 15s");
        refused(client, "VTCTL SetWritable zone1-101 maybe", "SetWritable takes true or false");
        refused(client, "SHOW VITESS_TABLETS WHERE Colour = 'red'", "Unknown column");
        refused(client, "SHOW VITESS_SHARDS FOR x", "You have an error in your SQL syntax");
        refused(client, "SHOW VITESS_VARIABLES", "is not supported by Palinode yet");
    }

    private static void refused(Connection client, String sql, String message) {
        assertThatThrownBy(() -> rows(client, sql))
                .as(sql)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining(message);
    }

    private static List<String> rows(Connection client, String sql) throws SQLException {
        try (Statement statement = client.createStatement()) {
            assertThat(statement.execute(sql)).as("rows for %s", sql).isTrue();
            List<String> rows = new ArrayList<>();
            try (ResultSet result = statement.getResultSet()) {
                while (result.next()) {
                    List<String> values = new ArrayList<>();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        values.add(String.valueOf(result.getString(i)));
                    }
                    rows.add(String.join("|", values));
                }
            }
            return rows;
        }
    }

    private static Serving serve(TestCluster cluster) throws Exception {
        return ProxyMain.start(new ProxyConfig(
                new ServerAddress("127.0.0.1", FreePorts.pick()),
                cluster.servers().stream()
                        .map(server -> new BackendUrl(server.login(), server.address(), "shop"))
                        .toList(),
                DdlStrategy.DIRECT));
    }

    private static Connection connect(Serving serving, TestCluster cluster) throws SQLException {
        return connect(serving, cluster, "shop");
    }

    private static Connection connect(Serving serving, TestCluster cluster, String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mysql://" + serving.address() + "/" + database + "?sslMode=DISABLED&allowPublicKeyRetrieval=true",
                cluster.server(1).user(),
                cluster.server(1).password());
    }
}
