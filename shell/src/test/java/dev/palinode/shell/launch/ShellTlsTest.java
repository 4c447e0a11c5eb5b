package dev.palinode.shell.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.embedded.FreePorts;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.shell.launch.connect.Certificate;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Whom the shell trusts at a proxy with TLS. */
final class ShellTlsTest {
    private static final String ASK = "SHOW SESSION STATUS LIKE 'Ssl_cipher'";

    @TempDir
    private Path directory = Path.of("");

    private int port;

    private ChildRun serve(TestServer server, Certificate certificate) throws Exception {
        port = FreePorts.pick();
        String password =
                URLEncoder.encode(server.password(), StandardCharsets.UTF_8).replace("+", "%20");
        ChildRun serve = ChildRun.start(
                directory,
                "serve",
                "--backend",
                "mysql://" + server.user() + ":" + password + "@" + server.address() + "/" + server.newSchema(),
                "--listen",
                "127.0.0.1:" + port,
                "--tls-cert",
                certificate.cert().toString(),
                "--tls-key",
                certificate.key().toString());
        assertThat(serve.line()).as(serve.errors()).startsWith("ready: ");
        return serve;
    }

    /** Runs one statement in a shell of its own; its exit code and all that it said. */
    private Said shell(TestServer server, String host, String... more) throws Exception {
        Path file = Files.writeString(
                directory.resolve("my.cnf"),
                "[client]\nhost=" + host + "\nport=" + port + "\nuser=" + server.user() + "\npassword=\""
                        + server.password() + "\"\n");
        List<String> words = new ArrayList<>(List.of("shell", "--defaults-file=" + file, "-N", "-e", ASK));
        words.addAll(List.of(more));
        try (ChildRun run = ChildRun.start(directory, words.toArray(String[]::new))) {
            String rows = run.rest();
            return new Said(run.awaitExit(), rows, run.errors());
        }
    }

    private record Said(int code, String rows, String notes) {}

    @OnEachServer
    void theServerMustBeVouchedFor(TestServer server) throws Exception {
        Certificate own = Certificate.make(directory, "own");
        Certificate other = Certificate.make(directory, "other");
        try (ChildRun proxy = serve(server, own)) {
            String ca = "--ssl-ca=" + own.cert();
            Said verified = shell(server, "127.0.0.1", ca);
            assertThat(verified.code()).as(verified.notes()).isZero();
            assertThat(shell(server, "localhost", ca, "--ssl-mode=VERIFY_IDENTITY"))
                    .as("the host has the name of the certificate")
                    .isEqualTo(verified);
            Said misnamed = shell(server, "127.0.0.1", ca, "--ssl-mode=VERIFY_IDENTITY");
            assertThat(misnamed.code()).isEqualTo(3);
            assertThat(misnamed.notes()).contains("Can't connect to 127.0.0.1:" + port);
            for (String[] strangers : new String[][] {
                {"--ssl-ca=" + other.cert()}, {"--ssl-mode=VERIFY_CA"}, {"--ssl-mode=VERIFY_IDENTITY"}
            }) {
                Said refused = shell(server, "localhost", strangers);
                assertThat(refused.code()).as(refused.rows()).isEqualTo(3);
                assertThat(refused.notes())
                        .contains("the server's certificate is from no authority that is trusted: --ssl-ca names one");
            }
            assertThat(shell(server, "127.0.0.1", "--ssl-ca=" + other.cert(), "--ssl-mode=REQUIRED"))
                    .as("nobody is looked at")
                    .isEqualTo(verified);
            Said missing = shell(server, "127.0.0.1", "--ssl-ca=" + directory.resolve("none.pem"));
            assertThat(missing.code()).isEqualTo(2);
            assertThat(missing.notes()).contains("ssl-ca: cannot read the file " + directory.resolve("none.pem"));
            Said empty = shell(server, "127.0.0.1", "--ssl-ca=" + own.key());
            assertThat(empty.code()).isEqualTo(2);
            assertThat(empty.notes()).contains("no certificates in " + own.key());
            assertThat(proxy.terminate()).isZero();
        }
    }
}
