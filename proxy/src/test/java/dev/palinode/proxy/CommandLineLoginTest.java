package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.Login;
import dev.palinode.proxy.auth.SaltedHash;
import dev.palinode.proxy.auth.users.FileUsers;
import dev.palinode.proxy.listen.Door;
import dev.palinode.proxy.listen.ListenerTls;
import dev.palinode.proxy.listen.TestKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;

/** The clients that come with the servers, where this machine has them: {@code mysql} and {@code mariadb}. */
final class CommandLineLoginTest {
    @TempDir
    private Path directory;

    private TestProxy before(TestServer server) throws Exception {
        String salted = SaltedHash.of("pw", new SecureRandom()).text();
        Path file = Files.writeString(directory.resolve("users.yaml"), """
                users:
                  - {name: salted, hash: '%s'}
                  - {name: old, hash: '*D821809F681A40A6E379B50D0463EFAE20BDD122'}
                """.formatted(salted));
        FileUsers users = FileUsers.open(file, server.login(), Map.of());
        ListenerTls.Files files = TestKeys.write(directory);
        Door door = new Door(Optional.of(TestKeys.tls(Optional.of(files))), false, List.of());
        return new TestProxy(server, new Login("salted", "pw"), users, door);
    }

    private String run(String client, TestProxy proxy, String user, String password, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                client,
                "--no-defaults",
                "--protocol=tcp",
                "-h127.0.0.1",
                "-P" + proxy.port(),
                "-u" + user,
                "-N",
                "-B"));
        command.addAll(List.of(options));
        command.addAll(List.of("-e", "SELECT 6 * 7"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("MYSQL_PWD", password);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return said.strip();
    }

    private static boolean isThere(String client) {
        try {
            return new ProcessBuilder(client, "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @OnEachServer
    void mysql(TestServer server) throws Exception {
        Optional<String> mysql =
                Optional.ofNullable(System.getenv("PALINODE_TEST_CLIENTS")).map(programs -> programs + "/mysql");
        if (mysql.isEmpty()) {
            System.out.println("skipped: log-ins by MySQL's mysql (set PALINODE_TEST_CLIENTS to its directory)");
            return;
        }
        String client = mysql.get();
        try (TestProxy proxy = before(server)) {
            String ca = "--ssl-ca=" + directory.resolve("cert.pem");
            // The first of these is cold, under our RSA key; the others are warm.
            assertThat(run(client, proxy, "salted", "pw", "--ssl-mode=DISABLED", "--get-server-public-key"))
                    .isEqualTo("42");
            assertThat(run(client, proxy, "salted", "pw", "--ssl-mode=DISABLED"))
                    .isEqualTo("42");
            assertThat(run(client, proxy, "salted", "pw", "--ssl-mode=VERIFY_IDENTITY", ca))
                    .isEqualTo("42");
            assertThat(run(client, proxy, "old", "pw", "--ssl-mode=REQUIRED")).isEqualTo("42");
            assertThat(run(client, proxy, "old", "PW", "--ssl-mode=REQUIRED"))
                    .isEqualTo("ERROR 1045 (28000): Access denied for user 'old'@'localhost' (using password: YES)");
        }
    }

    @OnEachServer
    void mariadb(TestServer server) throws Exception {
        if (!isThere("mariadb")) {
            return;
        }
        try (TestProxy proxy = before(server)) {
            String ca = "--ssl-ca=" + directory.resolve("cert.pem");
            assertThat(run("mariadb", proxy, "salted", "pw", "--skip-ssl")).isEqualTo("42");
            assertThat(run("mariadb", proxy, "salted", "pw", "--ssl-verify-server-cert", ca))
                    .isEqualTo("42");
            assertThat(run("mariadb", proxy, "old", "pw", "--skip-ssl")).isEqualTo("42");
            assertThat(run("mariadb", proxy, "old", "pw", "--default-auth=mysql_native_password", "--ssl"))
                    .isEqualTo("42");
            assertThat(run("mariadb", proxy, "nobody", "PW", "--ssl"))
                    .isEqualTo("ERROR 1045 (28000): Access denied for user 'nobody'@'localhost' (using password: YES)");
        }
    }
}
