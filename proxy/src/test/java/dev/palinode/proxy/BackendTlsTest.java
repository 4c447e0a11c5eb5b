package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.palinode.engine.embedded.EmbeddedMariaDb;
import dev.palinode.engine.embedded.FreePorts;
import dev.palinode.engine.embedded.MariaDbDistribution;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.BackendUrl;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.proxy.auth.UserDirectory;
import dev.palinode.proxy.config.ProxyConfig;
import dev.palinode.proxy.listen.ListenerTls;
import dev.palinode.proxy.listen.TestKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS between the proxy, the engine, and the servers. */
final class BackendTlsTest {
    private static final Login ADMIN = new Login("tester", "geheim");

    @TempDir
    private Path directory;

    private static BackendUrl url(ServerAddress address, Login login, String schema, String query) {
        return BackendUrl.parse("mysql://" + login.user() + "@" + address + "/" + schema + "?" + query)
                .withPassword(login.password());
    }

    private static TestProxy before(BackendUrl url) throws Exception {
        Tablet tablet = new Tablet("zone1-100", url.address(), TabletType.PRIMARY, url.login(), url.tls());
        return new TestProxy(tablet, UserDirectory.of(url.login()));
    }

    private static String cipher(TestProxy proxy) throws SQLException {
        try (Connection connection = proxy.connect("", "sslMode=DISABLED&allowPublicKeyRetrieval=true");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW SESSION STATUS LIKE 'Ssl_cipher'")) {
            assertThat(row.next()).isTrue();
            return row.getString(2);
        }
    }

    private static String refusal(BackendUrl url) throws Exception {
        try (TestProxy proxy = before(url)) {
            SQLException refused = catchThrowableOfType(SQLException.class, () -> cipher(proxy));
            return String.valueOf(refused.getMessage());
        }
    }

    @OnEachServer
    void asMuchTlsAsWasSaid(TestServer server) throws Exception {
        for (String mode : List.of("ssl-mode=DISABLED", "", "ssl-mode=PREFERRED")) {
            try (TestProxy proxy = before(url(server.address(), server.login(), "x", mode))) {
                boolean expected = mode.endsWith("PREFERRED") && !server.isMariaDb();
                assertThat(!cipher(proxy).isEmpty()).as(mode).isEqualTo(expected);
            }
        }
        BackendUrl required = url(server.address(), server.login(), "x", "ssl-mode=REQUIRED");
        if (server.isMariaDb()) {
            assertThat(refusal(required)).contains("it has no TLS, and ssl-mode is REQUIRED");
        } else {
            try (TestProxy proxy = before(required)) {
                assertThat(cipher(proxy)).isNotEmpty();
            }
            assertThat(refusal(url(server.address(), server.login(), "x", "ssl-mode=VERIFY_CA")))
                    .contains("cannot reach the server")
                    .contains("TLS: ");
        }
    }

    @Test
    void everyConnectionVerifiesTheServer() throws Exception {
        ListenerTls.Files files = TestKeys.write(directory);
        Path other = Files.createDirectory(directory.resolve("other"));
        String stranger = "&ssl-ca=" + TestKeys.write(other).cert();
        String trusted = "&ssl-ca=" + files.cert();
        List<String> options = List.of(
                "--ssl",
                "--ssl-cert=" + files.cert(),
                "--ssl-key=" + files.key(),
                "--require-secure-transport=ON",
                "--innodb-buffer-pool-size=64M",
                "--performance-schema=OFF");
        EmbeddedMariaDb.Config config =
                new EmbeddedMariaDb.Config(directory.resolve("data"), 0, 7, ADMIN, Optional.empty(), options);
        try (EmbeddedMariaDb server = EmbeddedMariaDb.start(MariaDbDistribution.unpack(), config)) {
            ServerAddress address = server.address();
            for (String mode : List.of("VERIFY_CA", "verify-identity")) {
                try (TestProxy proxy = before(url(address, ADMIN, "x", "ssl-mode=" + mode + trusted))) {
                    assertThat(cipher(proxy)).isNotEmpty();
                }
                assertThat(refusal(url(address, ADMIN, "x", "ssl-mode=" + mode + stranger)))
                        .contains("TLS: ");
            }
            newFilesAreForNewConnections(address, files.cert(), other.resolve("cert.pem"));
            assertThat(refusal(url(address, ADMIN, "x", "ssl-mode=DISABLED"))).contains("insecure transport");
            migrates(url(address, ADMIN, "commerce", "ssl-mode=VERIFY_IDENTITY" + trusted));
        }
    }

    private void newFilesAreForNewConnections(ServerAddress address, Path right, Path wrong) throws Exception {
        Path ca = Files.copy(wrong, directory.resolve("ca.pem"));
        try (TestProxy proxy = before(url(address, ADMIN, "x", "ssl-mode=VERIFY_CA&ssl-ca=" + ca))) {
            assertThat(proxy.server().backendTls().files()).containsExactly(ca);
            SQLException refused = catchThrowableOfType(SQLException.class, () -> cipher(proxy));
            assertThat(String.valueOf(refused.getMessage())).contains("TLS: ");
            Files.copy(right, ca, StandardCopyOption.REPLACE_EXISTING);
            proxy.server().backendTls().reload();
            assertThat(cipher(proxy)).isNotEmpty();
            Files.writeString(ca, "no certificate");
            proxy.server().backendTls().reload();
            assertThat(cipher(proxy)).isNotEmpty();
        }
    }

    /** The engine's own connections and its binlog client, on a server that takes nothing without TLS. */
    private static void migrates(BackendUrl url) throws Exception {
        try (Connection direct = DriverManager.getConnection(
                        "jdbc:mysql://" + url.address() + "/?sslMode=REQUIRED", ADMIN.user(), ADMIN.password());
                Statement statement = direct.createStatement()) {
            statement.execute("CREATE DATABASE commerce");
            statement.execute("CREATE TABLE commerce.t (id INT PRIMARY KEY)");
            statement.execute("INSERT INTO commerce.t VALUES (1), (2)");
            ProxyConfig config =
                    new ProxyConfig(new ServerAddress("127.0.0.1", FreePorts.pick()), List.of(url), DdlStrategy.DIRECT);
            try (Serving serving = ProxyMain.start(config);
                    Connection client = DriverManager.getConnection(
                            "jdbc:mysql://" + serving.address() + "/commerce?sslMode=DISABLED",
                            ADMIN.user(),
                            ADMIN.password());
                    Statement own = client.createStatement()) {
                own.execute("SET ddl_strategy = 'vitess'");
                own.execute("ALTER TABLE t ADD COLUMN c INT");
                Awaitility.await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
                    try (ResultSet row =
                            own.executeQuery("SELECT migration_status, message FROM _vt.schema_migrations")) {
                        assertThat(row.next()).isTrue();
                        assertThat(row.getString(1)).as(row.getString(2)).isEqualTo("complete");
                    }
                });
            }
        }
    }
}
