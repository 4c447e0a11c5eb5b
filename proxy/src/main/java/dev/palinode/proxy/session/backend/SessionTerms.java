package dev.palinode.proxy.session.backend;

import dev.palinode.engine.topo.Login;
import dev.palinode.proxy.auth.BackendLogin;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.compress.Compression;
import dev.palinode.proxy.wire.login.ChangeUserPacket;
import dev.palinode.proxy.wire.login.HandshakeResponse;
import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a client asked for at its log-in, and is asked for in its name at the server.
 *
 * @param capabilities as agreed on, without TLS, which is each connection's own
 * @param maxPacket longest packet that the client takes, in bytes
 * @param collation the number in the handshake
 * @param database may be empty
 * @param attributes the client's connection attributes
 * @param zstdLevel of the compression to the client, where that is zstd
 */
public record SessionTerms(
        long capabilities,
        int maxPacket,
        int collation,
        String database,
        Map<String, String> attributes,
        int zstdLevel) {
    /** zstd's own default, for clients that name none. */
    private static final int ZSTD_LEVEL = 3;

    /** Before the client has said anything. */
    public static final SessionTerms NONE = new SessionTerms(0, FrameDecoder.MAX_PAYLOAD, 0, "", Map.of(), ZSTD_LEVEL);

    /**
     * Those of the first log-in.
     *
     * @param rest what stands behind the response in its packet
     */
    public static SessionTerms of(HandshakeResponse response, ByteBuf rest) {
        return new SessionTerms(
                response.capabilities() & ~Capability.SSL,
                response.maxPacket(),
                response.collation(),
                response.database(),
                response.attributes(),
                rest.isReadable() ? rest.readUnsignedByte() : ZSTD_LEVEL);
    }

    /** Those of COM_CHANGE_USER; the capabilities stay as they were agreed on. */
    public static SessionTerms of(ChangeUserPacket packet, long agreed) {
        return new SessionTerms(
                agreed,
                FrameDecoder.MAX_PAYLOAD,
                packet.collation(),
                packet.database(),
                packet.attributes(),
                ZSTD_LEVEL);
    }

    /** The same in another schema, or in none. */
    public SessionTerms in(Optional<String> schema) {
        return new SessionTerms(capabilities, maxPacket, collation, schema.orElse(""), attributes, zstdLevel);
    }

    /** Whether client and proxy agreed on it. */
    public boolean has(long capability) {
        return Capability.has(capabilities, capability);
    }

    /** The log-in at the server, which is told where the client is. */
    public BackendLogin.Request request(Login as, InetSocketAddress client) {
        Map<String, String> told = new LinkedHashMap<>(attributes);
        told.put("_palinode_client", NetUtil.toSocketAddressString(client));
        return new BackendLogin.Request(as, capabilities, maxPacket, collation, database, told);
    }

    /** The compression to the client, if it asked for one; zlib if it asked for both, as at a MySQL. */
    public Optional<Compression> compression() {
        if (has(Capability.COMPRESS)) {
            return Optional.of(Compression.zlib());
        }
        return has(Capability.ZSTD_COMPRESSION) ? Optional.of(Compression.zstd(zstdLevel)) : Optional.empty();
    }
}
