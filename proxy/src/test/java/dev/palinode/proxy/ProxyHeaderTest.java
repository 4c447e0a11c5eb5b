package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.testing.TestServers;
import dev.palinode.engine.topo.Login;
import dev.palinode.proxy.auth.NetworkRange;
import dev.palinode.proxy.auth.UserDirectory;
import dev.palinode.proxy.auth.users.FileUsers;
import dev.palinode.proxy.listen.Door;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The PROXY protocol, from balancers and from others. */
final class ProxyHeaderTest {
    private static final String V1 = "PROXY TCP4 192.0.2.7 192.0.2.1 4711 3306\r\n";
    private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");

    @TempDir
    private Path directory;

    private static Door door(String network) {
        return new Door(
                Optional.empty(), false, List.of(NetworkRange.parse(network).orElseThrow()));
    }

    /** Version 2, TCP over IPv4: from 192.0.2.7:4711. */
    private static ByteBuf v2(int command) {
        ByteBuf out = Unpooled.buffer();
        out.writeBytes(SIGNATURE).writeByte(0x20 | command).writeByte(0x11).writeShort(12);
        out.writeInt(0xC0000207).writeInt(0xC0000201).writeShort(4711).writeShort(3306);
        return out;
    }

    private static ByteBuf v1() {
        return Unpooled.copiedBuffer(V1, StandardCharsets.US_ASCII);
    }

    private TestProxy before(TestServer server, String hosts, String network) throws Exception {
        Path file = Files.writeString(
                directory.resolve("u"),
                "users: [{name: far, secret: 'env:PW', hosts: " + hosts + ", backend: " + "{user: '" + server.user()
                        + "', secret: 'env:SRV'}}]");
        FileUsers users = FileUsers.open(file, server.login(), Map.of("PW", "geheim", "SRV", server.password()));
        return new TestProxy(server, new Login("far", "geheim"), users, door(network));
    }

    private static String greeted(TestProxy proxy, ByteBuf header, String password) throws IOException {
        try (RawClient client = new RawClient(proxy.port())) {
            client.send(header);
            return client.logIn("far", password).toString(StandardCharsets.UTF_8);
        }
    }

    @OnEachServer
    void theHeaderSaysWhereTheClientIs(TestServer server) throws Exception {
        try (TestProxy proxy = before(server, "192.0.2.7", "127.0.0.0/8")) {
            for (ByteBuf header : List.of(v1(), v2(1))) {
                assertThat(greeted(proxy, header.copy(), "geheim")).startsWith("\0");
                assertThat(greeted(proxy, header, "falsch"))
                        .contains("Access denied for user 'far'@'192.0.2.7' (using password: YES)");
            }
            // The balancer's own connection, for its health check.
            assertThat(greeted(proxy, v2(0), "geheim")).contains("'far'@'localhost'");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n\r\n",
                "PROXY TCP4 x y 1 2\r\n",
                "PROXY TCP4 192.0.2.7 192.0.2.1 4711 99999\r\n",
                "\r\n\r\n\0\r\nQUIT\n\u0011\u0011\0\f123456789012",
            })
    void garbageIsClosedWithoutAWord(String garbage) throws Exception {
        try (TestProxy proxy = before(TestServers.mariaDb(), "'%'", "127.0.0.0/8");
                RawClient client = new RawClient(proxy.port())) {
            client.send(Unpooled.copiedBuffer(garbage, StandardCharsets.ISO_8859_1));
            assertThat(client.isAtEnd()).isTrue();
            assertThat(greeted(proxy, v1(), "geheim")).startsWith("\0");
        }
    }

    @Test
    void eachCutIsTheSame() throws Exception {
        try (TestProxy proxy = before(TestServers.mariaDb(), "192.0.2.7", "127.0.0.1")) {
            int length = v2(1).readableBytes();
            for (int cut = 1; cut < length; cut += 3) {
                try (RawClient client = new RawClient(proxy.port())) {
                    ByteBuf header = v2(1);
                    client.send(header.readSlice(cut));
                    Thread.onSpinWait();
                    client.send(header.readSlice(length - cut));
                    assertThat(client.logIn("far", "geheim").getByte(0)).isZero();
                }
            }
        }
    }

    /** A client that does not wait for the greeting is answered as well, however the two meet. */
    @Test
    void bytesBeforeTheGreetingAreTaken() throws Exception {
        try (TestProxy proxy = before(TestServers.mariaDb(), "'%'", "10.0.0.0/8")) {
            for (int i = 0; i < 500; i++) {
                try (RawClient client = new RawClient(proxy.port())) {
                    client.send(v1());
                    assertThat(client.readFrame().getByte(0)).isEqualTo((byte) 10);
                    client.readToEnd();
                }
            }
        }
    }

    @Test
    void othersAreNotBelieved() throws Exception {
        try (TestProxy proxy = before(TestServers.mariaDb(), "'%'", "10.0.0.0/8");
                RawClient client = new RawClient(proxy.port())) {
            client.send(v1());
            assertThat(client.readFrame().getByte(0)).isEqualTo((byte) 10);
            // What follows the greeting is the header, which is no handshake response.
            while (!client.isAtEnd()) {
                assertThat(proxy.server().sessions()).isLessThanOrEqualTo(1);
            }
        }
        try (TestProxy proxy = new TestProxy(
                TestServers.mariaDb(),
                TestServers.mariaDb().login(),
                UserDirectory.of(TestServers.mariaDb().login()),
                door("10.0.0.0/8"))) {
            proxy.connect("", "").close();
        }
    }
}
