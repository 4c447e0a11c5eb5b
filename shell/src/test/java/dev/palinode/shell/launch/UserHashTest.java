package dev.palinode.shell.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.topo.Login;
import dev.palinode.proxy.auth.users.FileUsers;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code palinode user hash}, as a script uses it. */
final class UserHashTest {
    @TempDir
    private Path directory;

    private final InputStream stdin = System.in;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine line =
            Launcher.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @AfterEach
    void restore() {
        System.setIn(stdin);
    }

    private static void type(String text) {
        System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatItPrintsIsAUsersFile() throws Exception {
        type("geheim\nmore\n");
        assertThat(line.execute("user", "hash", "--role", "admin", "o'ps")).isZero();
        assertThat(out.toString()).contains("name: 'o''ps'", "role: admin").doesNotContain("geheim");
        Path file = Files.writeString(directory.resolve("users.yaml"), out.toString());
        FileUsers users = FileUsers.open(file, new Login("u", "p"), Map.of());
        assertThat(users.find("o'ps", InetAddress.getLoopbackAddress()).permissions())
                .isNotEmpty();
    }

    @Test
    void misuseIsSaid() {
        type("\n");
        assertThat(line.execute("user", "hash", "shop")).isEqualTo(2);
        assertThat(err.toString()).contains("the password is empty");
        assertThat(line.execute("user", "hash", "--role", "root", "shop")).isEqualTo(2);
        assertThat(line.execute("user", "hash", "shop", "geheim")).isEqualTo(2);
        assertThat(line.execute("user")).isEqualTo(2);
        assertThat(line.execute("user", "hash", "--help")).isZero();
        assertThat(out.toString()).contains("first line of standard input");
    }
}
