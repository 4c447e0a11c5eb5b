package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.engine.topo.Login;
import dev.palinode.proxy.auth.SaltedHash;
import dev.palinode.proxy.auth.UserDirectory;
import dev.palinode.proxy.auth.users.FileUsers;
import dev.palinode.proxy.listen.Door;
import dev.palinode.proxy.listen.ListenerTls;
import dev.palinode.proxy.listen.ServerTls;
import dev.palinode.proxy.listen.TestKeys;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS between clients and the proxy. */
final class ProxyTlsTest {
    @TempDir
    private Path directory;

    private static TestProxy with(TestServer server, ServerTls tls, boolean required) throws Exception {
        Door door = new Door(Optional.of(tls), required, List.of());
        return new TestProxy(server, server.login(), UserDirectory.of(server.login()), door);
    }

    @OnEachServer
    void everythingPassesInTls(TestServer server) throws Exception {
        String schema = server.newSchema();
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            try (TestProxy proxy = with(server, TestKeys.tls(Optional.empty()), false);
                    Connection connection = proxy.connect(
                            schema, "sslMode=REQUIRED&tlsVersions=" + version + "&useServerPrepStmts=true")) {
                assertThat(ProxyStatementsTest.one(connection, "SELECT LENGTH(REPEAT('x', 3000000))"))
                        .isEqualTo("3000000");
                assertThat(ProxyStatementsTest.one(connection, "SELECT REPEAT('x', 3000000)"))
                        .hasSize(3_000_000);
                proxy.connect(schema, "sslMode=DISABLED").close();
            }
        }
    }

    @OnEachServer
    void requiredMeansRequired(TestServer server) throws Exception {
        try (TestProxy proxy = with(server, TestKeys.tls(Optional.empty()), true)) {
            proxy.connect("", "sslMode=PREFERRED").close();
            SQLException refused = catchThrowableOfType(
                    SQLException.class,
                    () -> proxy.connect("", "sslMode=DISABLED").close());
            assertThat(refused.getErrorCode()).isEqualTo(3159);
            assertThat(refused.getMessage())
                    .contains(
                            "Connections using insecure transport are prohibited while --require_secure_transport=ON.");
        }
    }

    @Test
    void withoutTlsNoneIsOffered() throws Exception {
        try (TestProxy proxy = TestProxy.before(TestServers.mariaDb())) {
            SQLException refused = catchThrowableOfType(
                    SQLException.class,
                    () -> proxy.connect("", "sslMode=REQUIRED").close());
            assertThat((Throwable) refused).hasMessageContaining("SSL Connection required, but not");
        }
    }

    @OnEachServer
    void aColdPasswordIsSafeInTls(TestServer server) throws Exception {
        String hash = SaltedHash.of("geheim", new SecureRandom()).text();
        Path file = Files.writeString(directory.resolve("u"), "users: [{name: cold, hash: '" + hash + "'}]");
        FileUsers users = FileUsers.open(file, server.login(), Map.of());
        Door door = new Door(Optional.of(TestKeys.tls(Optional.empty())), true, List.of());
        try (TestProxy proxy = new TestProxy(server, new Login("cold", "geheim"), users, door)) {
            SQLException wrong = catchThrowableOfType(
                    SQLException.class,
                    () -> proxy.connect("", "sslMode=REQUIRED", "falsch").close());
            assertThat(wrong.getErrorCode()).isEqualTo(1045);
            proxy.connect("", "sslMode=REQUIRED").close();
            proxy.connect("", "sslMode=REQUIRED").close();
        }
    }

    @Test
    void newFilesAreForNewConnectionsAndBrokenOnesForNone() throws Exception {
        ListenerTls.Files files = TestKeys.write(directory);
        ServerTls tls = TestKeys.tls(Optional.of(files));
        try (TestProxy proxy = with(TestServers.mariaDb(), tls, true);
                Connection open = proxy.connect("", "sslMode=REQUIRED")) {
            X509Certificate first = TlsProbe.certificate(proxy.port());
            Files.writeString(files.cert(), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
            tls.reload();
            assertThat(TlsProbe.certificate(proxy.port())).isEqualTo(first);
            byte[] oldKey = Files.readAllBytes(files.key());
            TestKeys.write(directory);
            byte[] newKey = Files.readAllBytes(files.key());
            Files.write(files.key(), oldKey);
            tls.reload();
            assertThat(TlsProbe.certificate(proxy.port()))
                    .as("a new certificate with the old key")
                    .isEqualTo(first);
            Files.write(files.key(), newKey);
            tls.reload();
            assertThat(TlsProbe.certificate(proxy.port())).isNotEqualTo(first);
            assertThat(ProxyStatementsTest.one(open, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void wordsPutBehindTheRequestForTlsAreNotTheClients() throws Exception {
        try (TestProxy proxy = with(TestServers.mariaDb(), TestKeys.tls(Optional.empty()), false)) {
            assertThat(TlsProbe.injected(proxy.port(), InetAddress.getLoopbackAddress()))
                    .isEmpty();
        }
    }
}
