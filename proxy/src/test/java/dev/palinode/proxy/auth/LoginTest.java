package dev.palinode.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.palinode.engine.topo.Login;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.Octets;
import dev.palinode.proxy.wire.login.AuthPackets;
import dev.palinode.proxy.wire.login.HandshakePacket;
import dev.palinode.proxy.wire.login.HandshakeResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ends of a log-in against each other, and what only one of them does. */
final class LoginTest {
    /** On the heap, where nothing has to be released. */
    private static final ByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);

    private static final RsaKeys KEYS = RsaKeys.generate();
    private static final long OFFERED = Capability.offered(-1, false);

    private static ClientLogin server(Login user) {
        return new ClientLogin(
                UserDirectory.of(user), KEYS, new SecureRandom(), HEAP, InetAddress.getLoopbackAddress(), () -> false);
    }

    private static BackendLogin client(Login login) {
        return new BackendLogin(new BackendLogin.Request(login, OFFERED, 1 << 24, 45, "db", Map.of("a", "b")), HEAP);
    }

    private static HandshakePacket greeting(ClientLogin login, String plugin) {
        ByteBuf out = Unpooled.buffer();
        new HandshakePacket("9.9", 7, login.nonce(), OFFERED, 255, 2, plugin).write(out);
        return HandshakePacket.read(out.skipBytes(FrameDecoder.HEADER));
    }

    private static ByteBuf payload(LoginStep step) {
        return step.send().orElseThrow().skipBytes(FrameDecoder.HEADER);
    }

    private static LoginStep logIn(Login known, Login used, String plugin) {
        ClientLogin server = server(known);
        BackendLogin client = client(used);
        LoginStep answer = client.greeting(greeting(server, plugin), false, 1);
        HandshakeResponse response = HandshakeResponse.read(payload(answer), OFFERED);
        assertThat(response.database()).isEqualTo("db");
        assertThat(response.attributes()).containsEntry("a", "b");
        LoginStep step = server.begin(response.user(), response.plugin(), true, response.proof(), 2);
        while (step.outcome() == LoginStep.Outcome.WAITING) {
            step = server.next(payload(client.next(payload(step), 3)), 4);
        }
        return step;
    }

    @ParameterizedTest
    @ValueSource(strings = {"caching_sha2_password", "mysql_native_password", "client_ed25519"})
    void theRightPasswordIsAccepted(String plugin) {
        for (String password : new String[] {"secret", "", "é'\\ "}) {
            Login login = new Login("u", password);
            assertThat(logIn(login, login, plugin).outcome()).isEqualTo(LoginStep.Outcome.ACCEPTED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"caching_sha2_password", "mysql_native_password"})
    void anyOtherIsRefused(String plugin) {
        for (Login wrong : new Login[] {new Login("u", "Secret"), new Login("u", ""), new Login("v", "secret")}) {
            LoginStep step = logIn(new Login("u", "secret"), wrong, plugin);
            assertThat(step.outcome()).isEqualTo(LoginStep.Outcome.REFUSED);
            assertThat(step.error().orElseThrow().errno()).isEqualTo(1045);
            assertThat(step.error().orElseThrow().message()).contains("'" + wrong.user() + "'@'localhost'");
        }
    }

    @Test
    void anUnknownUserWithoutAPasswordIsRefused() {
        assertThat(logIn(new Login("u", ""), new Login("v", ""), "caching_sha2_password")
                        .outcome())
                .isEqualTo(LoginStep.Outcome.REFUSED);
    }

    @Test
    void aProofOfUnknownFormLeadsToTheFullExchange() {
        for (String password : new String[] {"secret", "wrong"}) {
            ClientLogin server = server(new Login("u", "secret"));
            LoginStep step = server.begin("u", "caching_sha2_password", true, Octets.of(new byte[5]), 2);
            assertThat(payload(step)).isEqualTo(Unpooled.wrappedBuffer(new byte[] {1, AuthPackets.FULL_AUTH}));
            BackendLogin client = client(new Login("u", password));
            LoginStep ignored = client.greeting(greeting(server, "caching_sha2_password"), false, 1);
            assertThat(ignored.send()).isPresent();
            ByteBuf wanted = Unpooled.wrappedBuffer(new byte[] {1, AuthPackets.FULL_AUTH});
            LoginStep key = server.next(payload(client.next(wanted, 4)), 5);
            LoginStep result = server.next(payload(client.next(payload(key), 6)), 7);
            assertThat(result.outcome())
                    .isEqualTo(password.equals("secret") ? LoginStep.Outcome.ACCEPTED : LoginStep.Outcome.REFUSED);
        }
    }

    /** crypt's work grows with the square of the length; nobody may make us do it before he has logged in. */
    @Test
    void aPasswordThatIsTooLongIsRefusedUnread() {
        ClientLogin server = new ClientLogin(
                UserDirectory.of(new Login("u", "secret")),
                KEYS,
                new SecureRandom(),
                HEAP,
                InetAddress.getLoopbackAddress(),
                () -> true);
        LoginStep step = server.begin("v", "caching_sha2_password", true, Octets.of(new byte[5]), 2);
        assertThat(payload(step)).isEqualTo(Unpooled.wrappedBuffer(new byte[] {1, AuthPackets.FULL_AUTH}));
        ByteBuf password = Unpooled.wrappedBuffer(new byte[60_000]);
        assertTimeout(
                Duration.ofSeconds(1),
                () -> assertThat(server.next(password, 4).outcome()).isEqualTo(LoginStep.Outcome.REFUSED));
    }

    @Test
    void whateverIsHashedIsCostly() {
        ClientLogin server = server(new Login("u", "secret"));
        LoginStep step = server.begin("u", "caching_sha2_password", true, Octets.of(new byte[5]), 2);
        assertThat(step.outcome()).isEqualTo(LoginStep.Outcome.WAITING);
        assertThat(server.isCostly(Unpooled.EMPTY_BUFFER)).isTrue();
        assertThat(server.isCostly(Unpooled.wrappedBuffer(new byte[] {0}))).isTrue();
        ByteBuf key = Unpooled.wrappedBuffer(new byte[] {AuthPackets.REQUEST_KEY});
        assertThat(server.isCostly(key)).isFalse();
        assertThat(server.next(key.duplicate(), 4).outcome()).isEqualTo(LoginStep.Outcome.WAITING);
        assertThat(server.isCostly(key)).isTrue();
    }

    @Test
    void anUnknownPluginOfTheClientIsSwitched() {
        ClientLogin server = server(new Login("u", "secret"));
        LoginStep step = server.begin("u", "auth_gssapi_client", true, Octets.of(new byte[40]), 2);
        AuthPackets.Switch wanted = AuthPackets.Switch.read(payload(step));
        assertThat(wanted.plugin()).isEqualTo("caching_sha2_password");
        Octets proof = AuthMethod.CACHING_SHA2.proof("secret", wanted.nonce().toArray());
        LoginStep result = server.next(Unpooled.wrappedBuffer(proof.toArray()), 4);
        assertThat(result.outcome()).isEqualTo(LoginStep.Outcome.ACCEPTED);
    }

    @Test
    void anUnknownPluginOfTheServerIsAnError() {
        BackendLogin client = client(new Login("u", "p"));
        ByteBuf out = Unpooled.buffer();
        new AuthPackets.Switch("client_ed25519", Octets.of(new byte[20])).write(out, 1);
        LoginStep step = client.next(out.skipBytes(FrameDecoder.HEADER), 2);
        assertThat(step.error().orElseThrow().message()).contains("client_ed25519");
    }

    /** What a client was offered because the server had it, a server that has been replaced may not have. */
    @Test
    void capabilitiesOfMariaDbAreAgreedOnWithBothOrTheLogInFails() {
        Login login = new Login("u", "p");
        long wanted = Capability.MARIADB_PROGRESS | Capability.MARIADB_BULK_OPERATIONS;
        BackendLogin.Request request = new BackendLogin.Request(login, wanted, 1 << 24, 45, "", Map.of());
        ClientLogin server = server(login);
        for (long offered : new long[] {Capability.offered(wanted, false), OFFERED, OFFERED & ~1}) {
            BackendLogin client = new BackendLogin(request, HEAP);
            ByteBuf greeting = Unpooled.buffer();
            new HandshakePacket("9.9", 7, server.nonce(), offered, 255, 2, "mysql_native_password").write(greeting);
            HandshakePacket read = HandshakePacket.read(greeting.skipBytes(FrameDecoder.HEADER));
            LoginStep step = client.greeting(read, false, 1);
            if (Capability.has(read.capabilities(), wanted)) {
                HandshakeResponse response = HandshakeResponse.read(payload(step), offered);
                assertThat(response.capabilities() & Capability.MARIADB).isEqualTo(wanted);
            } else {
                assertThat(step.error().orElseThrow().message()).contains("lacks a capability");
            }
        }
        assertThat(OFFERED & Capability.MARIADB).isZero();
    }

    @Test
    void theProofsAreThoseOfMySql() {
        byte[] nonce = new byte[20];
        for (int i = 0; i < nonce.length; i++) {
            nonce[i] = (byte) (i + 1);
        }
        assertThat(AuthMethod.NATIVE.proof("", nonce).isEmpty()).isTrue();
        assertThat(AuthMethod.NATIVE.proof("x", nonce).length()).isEqualTo(20);
        assertThat(AuthMethod.CACHING_SHA2.proof("x", nonce).length()).isEqualTo(32);
        assertThat(Optional.of(AuthMethod.NATIVE)).isEqualTo(AuthMethod.ofPlugin("mysql_native_password"));
    }
}
