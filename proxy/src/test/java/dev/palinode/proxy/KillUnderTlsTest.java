package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.embedded.EmbeddedMariaDb;
import dev.palinode.engine.embedded.MariaDbDistribution;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.tls.JdbcTls;
import dev.palinode.engine.tls.TlsMode;
import dev.palinode.engine.tls.TlsSettings;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.proxy.listen.ListenerTls;
import dev.palinode.proxy.listen.TestKeys;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A statement that takes too long, as a chunk may, ends at the server also where certificates are asked for. */
final class KillUnderTlsTest {
    private static final Login ADMIN = new Login("tester", "geheim");
    private static final String SCHEMA = "killed_under_tls";

    @TempDir
    private Path directory;

    @OnEachServer(of = TestServer.Flavour.MYSQL)
    void onMySql(TestServer server) throws Exception {
        Path data;
        try (Connection connection = server.connect("");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@datadir")) {
            row.next();
            data = Path.of(row.getString(1));
        }
        TlsSettings.Client shown =
                new TlsSettings.Client(data.resolve("client-cert.pem"), data.resolve("client-key.pem"));
        killed(server.address(), server.login(), data.resolve("ca.pem"), Optional.of(shown));
    }

    @Test
    void onMariaDb() throws Exception {
        ListenerTls.Files files = TestKeys.write(directory);
        List<String> options = List.of(
                "--ssl-cert=" + files.cert(),
                "--ssl-key=" + files.key(),
                "--require-secure-transport=ON",
                "--innodb-buffer-pool-size=64M",
                "--performance-schema=OFF");
        EmbeddedMariaDb.Config config =
                new EmbeddedMariaDb.Config(directory.resolve("data"), 0, 7, ADMIN, Optional.empty(), options);
        try (EmbeddedMariaDb server = EmbeddedMariaDb.start(MariaDbDistribution.unpack(), config)) {
            killed(server.address(), ADMIN, files.cert(), Optional.empty());
        }
    }

    private static Connection connect(ServerAddress address, Login login, TlsSettings tls) throws SQLException {
        Properties account = new Properties();
        account.setProperty("user", login.user());
        account.setProperty("password", login.password());
        return JdbcTls.connect("jdbc:mysql://" + address + "/", account, tls);
    }

    private static void killed(ServerAddress address, Login login, Path ca, Optional<TlsSettings.Client> shown)
            throws Exception {
        TlsSettings tls = new TlsSettings(Optional.of(TlsMode.VERIFY_CA), Optional.of(ca), shown);
        try (Connection holder = connect(address, login, tls);
                Connection waiter = connect(address, login, tls);
                Statement holding = holder.createStatement();
                Statement waiting = waiter.createStatement()) {
            holding.execute("DROP DATABASE IF EXISTS " + SCHEMA);
            holding.execute("CREATE DATABASE " + SCHEMA);
            holding.execute("CREATE TABLE " + SCHEMA + ".t (id INT PRIMARY KEY, v INT)");
            holding.execute("INSERT INTO " + SCHEMA + ".t VALUES (1, 1)");
            holder.setAutoCommit(false);
            holding.execute("UPDATE " + SCHEMA + ".t SET v = 2");
            waiting.execute("SET SESSION innodb_lock_wait_timeout = 60");
            waiting.setQueryTimeout(1);
            assertThatThrownBy(() -> waiting.execute("UPDATE " + SCHEMA + ".t SET v = 3"))
                    .isInstanceOf(SQLTimeoutException.class);
            await().atMost(Duration.ofSeconds(20)).until(() -> running(holding).equals("0"));
            holder.commit();
            holding.execute("DROP DATABASE " + SCHEMA);
            assertThat(waiting.execute("SELECT 1")).isTrue();
        }
    }

    private static String running(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM information_schema.processlist"
                + " WHERE info LIKE 'UPDATE " + SCHEMA + ".t SET v = 3%'")) {
            row.next();
            return row.getString(1);
        }
    }
}
