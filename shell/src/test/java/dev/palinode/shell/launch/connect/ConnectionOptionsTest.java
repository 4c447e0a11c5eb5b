package dev.palinode.shell.launch.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.shell.client.ConnectOptions;
import dev.palinode.shell.client.ConnectOptions.SslMode;
import dev.palinode.shell.client.Dialer;
import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.sql.SqlRows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;
import picocli.CommandLine;

final class ConnectionOptionsTest {
    @TempDir
    private Path home = Path.of("");

    private ConnectOptions resolve(String operand, Map<String, String> environment, String... words) {
        ConnectionOptions options = new ConnectionOptions();
        CommandLine line = new CommandLine(CommandLine.Model.CommandSpec.create());
        line.addMixin("connection", options);
        line.parseArgs(words);
        return options.resolve(
                Optional.of(operand).filter(o -> !o.isEmpty()), environment, home, () -> Optional.of("typed"));
    }

    @Test
    void nothingGivenIsTheUsual() {
        assertThat(resolve("", Map.of())).isEqualTo(new ConnectOptions("127.0.0.1", 15306, "root", "", ""));
    }

    @Test
    void theOptionFileOfTheMySqlClientsIsRead() throws Exception {
        Files.writeString(home.resolve(".my.cnf"), """
                # a comment
                [mysqld]
                port=1
                [client]
                user = shop  # the owner
                password="se#cret" # not for others
                port=3307
                [mysql]
                database=commerce
                ssl_mode=REQUIRED
                """);
        assertThat(resolve("", Map.of("MYSQL_PWD", "other")))
                .isEqualTo(new ConnectOptions("127.0.0.1", 3307, "shop", "se#cret", "commerce", SslMode.REQUIRED));
        assertThat(resolve("", Map.of("PALINODE_PASSWORD", "first")).password()).isEqualTo("first");
        assertThat(resolve("", Map.of(), "-p").password()).isEqualTo("typed");
        assertThat(resolve("", Map.of("MYSQL_PWD", "other"), "--no-defaults"))
                .isEqualTo(new ConnectOptions("127.0.0.1", 15306, "root", "other", ""));
        assertThatThrownBy(() -> resolve(
                        "", Map.of(), "--defaults-file", home.resolve("none").toString()))
                .hasMessageContaining("cannot read the option file");
    }

    @Test
    void aBackslashInTheOptionFileIsWhatItIsToMysql() throws Exception {
        for (String quote : new String[] {"", "\"", "'"}) {
            String password = quote + "a\\\\n\\sb\\'\\\"\\q\\" + quote;
            Files.writeString(home.resolve(".my.cnf"), "[client]\npassword=" + password + "  # x\n");
            assertThat(resolve("", Map.of()).password()).as(password).isEqualTo("a\\n b'\"\\q\\");
        }
    }

    @Test
    void anAuthorityIsReasonEnoughToVerify() throws Exception {
        Path ca = home.resolve("ca.pem");
        Files.writeString(home.resolve(".my.cnf"), "[client]\nssl-ca=" + ca + "\n");
        assertThatThrownBy(() -> resolve("", Map.of())).hasMessage("ssl-ca: cannot read the file " + ca);
        Files.writeString(ca, "nothing");
        assertThatThrownBy(() -> resolve("", Map.of())).hasMessageContaining("no certificates in " + ca);
        assertThat(resolve("", Map.of(), "--ssl-mode", "REQUIRED").dialer()).isSameAs(Dialer.PLAIN);
        assertThat(resolve("", Map.of(), "--no-defaults").sslMode()).isEqualTo(SslMode.PREFERRED);
        Files.copy(Certificate.make(home, "real").cert(), ca, StandardCopyOption.REPLACE_EXISTING);
        ConnectOptions options = resolve("", Map.of());
        assertThat(options.sslMode()).isEqualTo(SslMode.VERIFY_CA);
        assertThat(options.dialer()).isNotSameAs(Dialer.PLAIN);
        assertThat(options).isEqualTo(resolve("mysql://127.0.0.1/?ssl-ca=" + ca, Map.of(), "--no-defaults"));
        assertThatThrownBy(() -> resolve("mysql://h/?ssl-key=" + ca, Map.of()))
                .hasMessageContaining("ssl-cert and ssl-key belong together");
    }

    @Test
    void aCertificateIsShownToWhoWantsOne() throws Exception {
        TestServer server = TestServers.mySql().orElseThrow(() -> new TestAbortedException("no MySQL here"));
        String account = server.newSchema();
        try (SqlClient admin = SqlClient.connect(at(server, server.user(), server.password()))) {
            Path data = Path.of(SqlRows.read(admin, "SELECT @@datadir").first().orElseThrow());
            Assumptions.assumeTrue(Files.isReadable(data.resolve("client-key.pem")), "the server is elsewhere");
            SqlRows.read(admin, "CREATE USER '" + account + "'@'%' IDENTIFIED BY 'pw' REQUIRE X509");
            try {
                String[] shown = {
                    "--ssl-ca=" + data.resolve("ca.pem"),
                    "--ssl-cert=" + data.resolve("client-cert.pem"),
                    "--ssl-key=" + data.resolve("client-key.pem")
                };
                try (SqlClient client = SqlClient.connect(at(server, account, "pw", shown))) {
                    assertThat(SqlRows.read(client, "SELECT CURRENT_USER()").first())
                            .contains(account + "@%");
                    assertThat(client.encrypted()).isTrue();
                    client.cancel();
                }
                assertThatThrownBy(() -> SqlClient.connect(at(server, account, "pw", shown[0])))
                        .hasMessageContaining("Access denied");
            } finally {
                SqlRows.read(admin, "DROP USER '" + account + "'@'%'");
            }
        }
    }

    private ConnectOptions at(TestServer server, String user, String password, String... words) {
        String address = "mysql://" + user + "@" + server.address() + "/";
        return resolve(address, Map.of("PALINODE_PASSWORD", password), words);
    }

    @Test
    void anAddressHasEverythingAndOptionsComeFirst() {
        String address = "mysql://shop:p%40ss@db.example:3310/my%20db?ssl-mode=VERIFY_CA";
        assertThat(resolve("", Map.of("PALINODE_URL", address)))
                .isEqualTo(new ConnectOptions("db.example", 3310, "shop", "p@ss", "my db", SslMode.VERIFY_CA));
        assertThat(resolve("mysql://a@[::1]/x", Map.of(), "-u", "b", "-P", "9", "--ssl-mode", "disabled", "-D", "y"))
                .isEqualTo(new ConnectOptions("::1", 9, "b", "", "y", SslMode.DISABLED));
        assertThat(resolve("mysql://u@my_db:3306/x", Map.of()))
                .isEqualTo(new ConnectOptions("my_db", 3306, "u", "", "x"));
        assertThatThrownBy(() -> resolve("mysql:///x", Map.of())).hasMessageContaining("names no host");
        assertThat(resolve("commerce", Map.of()).database()).isEqualTo("commerce");
        assertThatThrownBy(() -> resolve("mysql://u:secret@a b/", Map.of())).hasMessageNotContaining("secret");
        assertThatThrownBy(() -> resolve("", Map.of(), "--ssl-mode", "maybe")).hasMessageContaining("PREFERRED");
    }
}
