package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.mysql.cj.jdbc.JdbcConnection;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.Login;
import dev.palinode.proxy.auth.SaltedHash;
import dev.palinode.proxy.auth.users.FileUsers;
import dev.palinode.proxy.listen.Door;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;

/** Logging in as the users of a file: by every plugin, cold and warm, again, wrongly, and after the file has changed. */
final class ProxyUsersTest {
    private static final String KEY = "allowPublicKeyRetrieval=true";
    private static final String NATIVE = "&defaultAuthenticationPlugin=mysql_native_password";

    @TempDir
    private Path directory;

    private FileUsers users(TestServer server, String text) throws Exception {
        Path file = Files.writeString(directory.resolve("users.yaml"), text);
        return FileUsers.open(file, server.login(), Map.of("PW", "geheim"));
    }

    private static String salted(String name) {
        String hash = SaltedHash.of("geheim", new SecureRandom()).text();
        return "  - {name: " + name + ", hash: '" + hash + "'}\n";
    }

    /** The hash is of the password {@code pw}. */
    private static String nativeHash(String name) {
        return "  - {name: " + name + ", hash: '*D821809F681A40A6E379B50D0463EFAE20BDD122'}\n";
    }

    private static TestProxy before(TestServer server, FileUsers users) throws Exception {
        return new TestProxy(server, new Login("salted", "geheim"), users, Door.PLAIN);
    }

    private static Connection as(TestProxy proxy, String user, String password, String parameters) throws SQLException {
        return java.sql.DriverManager.getConnection(proxy.jdbcUrl("", parameters), user, password);
    }

    private static String refusal(TestProxy proxy, String user, String password, String parameters) {
        SQLException refused = catchThrowableOfType(
                SQLException.class, () -> as(proxy, user, password, parameters).close());
        assertThat(refused.getErrorCode()).as(refused.getMessage()).isEqualTo(1045);
        assertThat(refused.getSQLState()).isEqualTo("28000");
        return String.valueOf(refused.getMessage()).replace(user, "X");
    }

    @OnEachServer
    void aSaltedHashNeedsThePasswordOnce(TestServer server) throws Exception {
        try (TestProxy proxy = before(server, users(server, "users:\n" + salted("salted")))) {
            SQLException cold = catchThrowableOfType(
                    SQLException.class,
                    () -> as(proxy, "salted", "geheim", "sslMode=DISABLED").close());
            assertThat((Throwable) cold).hasMessageContaining("Public Key Retrieval is not allowed");
            as(proxy, "salted", "geheim", KEY).close();
            try (Connection warm = as(proxy, "salted", "geheim", "")) {
                assertThat(ProxyStatementsTest.one(warm, "SELECT CURRENT_USER()"))
                        .startsWith(server.user() + "@");
            }
            as(proxy, "salted", "geheim", KEY + NATIVE).close();
        }
    }

    @OnEachServer
    void wrongAndUnknownAreTheSame(TestServer server) throws Exception {
        String text = "users:\n" + salted("salted") + "  - {name: far, secret: 'env:PW', hosts: 192.0.2.1}\n";
        try (TestProxy proxy = before(server, users(server, text))) {
            for (String parameters : new String[] {KEY, KEY + NATIVE}) {
                String wrong = refusal(proxy, "salted", "falsch", parameters);
                assertThat(wrong).isEqualTo("Access denied for user 'X'@'localhost' (using password: YES)");
                assertThat(refusal(proxy, "unknown", "geheim", parameters)).isEqualTo(wrong);
                assertThat(refusal(proxy, "far", "geheim", parameters)).isEqualTo(wrong);
                assertThat(refusal(proxy, "salted", "", parameters)).contains("(using password: NO)");
                assertThat(refusal(proxy, "unknown", "", parameters)).contains("(using password: NO)");
            }
        }
    }

    @OnEachServer
    void anOldHashServesBothPlugins(TestServer server) throws Exception {
        try (TestProxy proxy = before(server, users(server, "users:\n" + nativeHash("old")))) {
            for (String parameters : new String[] {"", NATIVE, KEY}) {
                as(proxy, "old", "pw", parameters).close();
                refusal(proxy, "old", "PW", parameters);
            }
        }
    }

    @OnEachServer
    void aSecretIsAlsoThatOfTheServer(TestServer server) throws Exception {
        server.execute("", "DROP USER IF EXISTS users_own", "CREATE USER users_own IDENTIFIED BY 'geheim'");
        String text = "users:\n  - {name: users_own, secret: 'env:PW'}\n" + salted("salted");
        try (TestProxy proxy = before(server, users(server, text));
                Connection connection = as(proxy, "users_own", "geheim", KEY)) {
            assertThat(ProxyStatementsTest.one(connection, "SELECT CURRENT_USER()"))
                    .startsWith("users_own@");
            JdbcConnection own = connection.unwrap(JdbcConnection.class);
            own.changeUser("salted", "geheim");
            assertThat(ProxyStatementsTest.one(connection, "SELECT CURRENT_USER()"))
                    .startsWith(server.user() + "@");
            own.changeUser("users_own", "geheim");
            assertThat(ProxyStatementsTest.one(connection, "SELECT CURRENT_USER()"))
                    .startsWith("users_own@");
            SQLException refused = catchThrowableOfType(SQLException.class, () -> own.changeUser("salted", "falsch"));
            assertThat(refused.getErrorCode()).isEqualTo(1045);
        } finally {
            server.execute("", "DROP USER users_own");
        }
    }

    @OnEachServer
    void aChangedFileIsReadAgain(TestServer server) throws Exception {
        FileUsers users = users(server, "users:\n" + nativeHash("first"));
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
        try (TestProxy proxy = before(server, users);
                Connection open = as(proxy, "first", "pw", "")) {
            FileWatch.start(executor, users::files, users::reload);
            Files.writeString(directory.resolve("users.yaml"), "users:\n" + nativeHash("second"));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .ignoreExceptions()
                    .untilAsserted(() -> as(proxy, "second", "pw", "").close());
            refusal(proxy, "first", "pw", "");
            assertThat(ProxyStatementsTest.one(open, "SELECT 1")).isEqualTo("1");
        } finally {
            executor.shutdownNow();
        }
    }
}
