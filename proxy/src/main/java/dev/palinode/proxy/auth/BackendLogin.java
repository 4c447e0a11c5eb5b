package dev.palinode.proxy.auth;

import dev.palinode.engine.topo.Login;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.Octets;
import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.login.AuthPackets;
import dev.palinode.proxy.wire.login.HandshakePacket;
import dev.palinode.proxy.wire.login.HandshakeResponse;
import dev.palinode.proxy.wire.reply.ErrPacket;
import dev.palinode.proxy.wire.reply.OkPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Optional;

/**
 * Logs the proxy in at a server, packet by packet; reads and makes packets, sends nothing. Knows caching_sha2_password,
 * its full exchange under the server's RSA key included, and mysql_native_password.
 */
public final class BackendLogin {
    /** What the session is to be. */
    public record Request(
            Login login,
            long capabilities,
            int maxPacket,
            int collation,
            String database,
            Map<String, String> attributes) {}

    private static final int NEW_AUTH_UNKNOWN = 1251;

    private final Request request;
    private final ByteBufAllocator allocator;
    private AuthMethod method = AuthMethod.CACHING_SHA2;
    private Octets nonce = Octets.of(new byte[HandshakePacket.NONCE]);
    private boolean tls;
    private long capabilities;
    private boolean keyRequested;

    public BackendLogin(Request request, ByteBufAllocator allocator) {
        this.request = request;
        this.allocator = allocator;
    }

    /** The request to go on in TLS, after a greeting that offers it; servers take the flags from here already. */
    public ByteBuf tlsRequest(HandshakePacket greeting, int sequence) {
        ByteBuf out = allocator.buffer();
        HandshakeResponse.writeTlsRequest(
                out, sequence, capabilities(greeting.capabilities()), request.maxPacket(), request.collation());
        return out;
    }

    /**
     * The server's greeting; the answer is to be sent.
     *
     * @param encrypted whether the connection is in TLS by now
     * @param sequence for the answer
     */
    public LoginStep greeting(HandshakePacket greeting, boolean encrypted, int sequence) {
        tls = encrypted;
        nonce = greeting.nonce();
        method = AuthMethod.ofPlugin(greeting.plugin()).orElse(AuthMethod.NATIVE);
        capabilities = capabilities(greeting.capabilities()) | (encrypted ? Capability.SSL : 0);
        long missing = request.capabilities() & Capability.RELAYED & ~capabilities;
        if (missing != 0) {
            return LoginStep.refused(new ErrPacket(
                    1105,
                    "HY000",
                    "the server behind the proxy has changed and lacks a capability of this connection (flags 0x"
                            + Long.toHexString(missing) + "); connect again"));
        }
        ByteBuf out = allocator.buffer();
        new HandshakeResponse(
                        capabilities,
                        request.maxPacket(),
                        request.collation(),
                        request.login().user(),
                        method.proof(request.login().password(), nonce.toArray()),
                        request.database(),
                        method.plugin(),
                        request.attributes())
                .write(out, sequence);
        return LoginStep.waiting(out);
    }

    /** LONG_PASSWORD is set unless MariaDB's own capabilities are, which take its being unset as a sign. */
    private long capabilities(long server) {
        long own = Capability.PROTOCOL_41 | Capability.SECURE_CONNECTION;
        long optional = Capability.PLUGIN_AUTH | Capability.PLUGIN_AUTH_LENENC_CLIENT_DATA | Capability.CONNECT_ATTRS;
        long database = request.database().isEmpty() ? 0 : Capability.CONNECT_WITH_DB;
        long relayed = request.capabilities() & ~Capability.LOGIN_ONLY;
        long agreed = own | database | (server & (optional | relayed));
        return (agreed & Capability.MARIADB) == 0 ? agreed | Capability.LONG_PASSWORD : agreed;
    }

    /** The flags of the connection, once the greeting has been answered. */
    public long capabilities() {
        return capabilities;
    }

    /**
     * The server's next packet after the greeting.
     *
     * @param sequence for the answer
     */
    public LoginStep next(ByteBuf payload, int sequence) {
        return switch (payload.getUnsignedByte(payload.readerIndex())) {
            case OkPacket.HEADER -> LoginStep.accepted();
            case ErrPacket.HEADER -> LoginStep.refused(ErrPacket.read(payload));
            case AuthPackets.SWITCH -> switchTo(AuthPackets.Switch.read(payload), sequence);
            case AuthPackets.MORE_DATA -> moreData(payload.skipBytes(1), sequence);
            default -> LoginStep.refused(unknown("sent an unknown packet while logging in"));
        };
    }

    private LoginStep switchTo(AuthPackets.Switch wanted, int sequence) {
        Optional<AuthMethod> known = AuthMethod.ofPlugin(wanted.plugin());
        if (known.isEmpty()) {
            return LoginStep.refused(unknown(
                    "wants the authentication plugin '" + wanted.plugin() + "', which the proxy does not know"));
        }
        method = known.get();
        nonce = wanted.nonce();
        if (nonce.length() < HandshakePacket.NONCE) {
            return LoginStep.refused(unknown("sent a nonce of " + nonce.length() + " bytes"));
        }
        return LoginStep.waiting(Packets.of(
                allocator,
                sequence,
                method.proof(request.login().password(), nonce.toArray()).toArray()));
    }

    private LoginStep moreData(ByteBuf data, int sequence) {
        if (keyRequested) {
            return encrypted(data, sequence);
        }
        if (data.readableBytes() == 1 && data.getByte(data.readerIndex()) == AuthPackets.FULL_AUTH) {
            if (tls) {
                byte[] clear = (request.login().password() + "\0").getBytes(StandardCharsets.UTF_8);
                return LoginStep.waiting(Packets.of(allocator, sequence, clear));
            }
            keyRequested = true;
            return LoginStep.waiting(Packets.of(allocator, sequence, new byte[] {AuthPackets.REQUEST_KEY}));
        }
        return LoginStep.waiting();
    }

    private LoginStep encrypted(ByteBuf pem, int sequence) {
        byte[] bytes = new byte[pem.readableBytes()];
        pem.readBytes(bytes);
        try {
            byte[] secret = RsaKeys.encrypt(bytes, request.login().password(), nonce.toArray());
            return LoginStep.waiting(Packets.of(allocator, sequence, secret));
        } catch (GeneralSecurityException e) {
            return LoginStep.refused(unknown("sent a public key that cannot be used: " + e.getMessage()));
        }
    }

    private static ErrPacket unknown(String what) {
        return new ErrPacket(NEW_AUTH_UNKNOWN, "08004", "the server behind the proxy " + what);
    }
}
