package dev.palinode.proxy.wire.login;

import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.Octets;
import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.WireException;
import dev.palinode.proxy.wire.WireInts;
import dev.palinode.proxy.wire.WireStrings;
import io.netty.buffer.ByteBuf;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A client's answer to the greeting.
 *
 * @param capabilities {@link Capability}
 * @param maxPacket bytes, as the client claims
 * @param collation of the connection
 * @param user the user name
 * @param proof what the authentication plugin made of the password
 * @param database empty where none was named
 * @param plugin empty where none was named
 * @param attributes connection attributes, in the client's order
 */
public record HandshakeResponse(
        long capabilities,
        int maxPacket,
        int collation,
        String user,
        Octets proof,
        String database,
        String plugin,
        Map<String, String> attributes) {

    private static final int FILLER = 19;

    /** Length of the part that an SSLRequest consists of. */
    public static final int FIXED = 4 + 4 + 1 + FILLER + 4;

    /**
     * Reads a payload.
     *
     * @param offered what the greeting offered; flags beyond it are not believed
     * @throws WireException if the client does not speak protocol 4.1
     */
    public static HandshakeResponse read(ByteBuf in, long offered) {
        if (in.readableBytes() < FIXED) {
            throw new WireException("a handshake response of " + in.readableBytes() + " bytes");
        }
        long told = in.readUnsignedIntLE();
        long capabilities = (told | more(in, told)) & offered;
        if (!Capability.has(capabilities, Capability.PROTOCOL_41)) {
            throw new WireException("a client older than protocol 4.1");
        }
        int maxPacket = in.readIntLE();
        int collation = in.readUnsignedByte();
        in.skipBytes(FILLER + 4);
        String user = WireStrings.readNul(in);
        Octets proof = readProof(in, capabilities);
        String database = Capability.has(capabilities, Capability.CONNECT_WITH_DB) && in.isReadable()
                ? WireStrings.readNul(in)
                : "";
        String plugin =
                Capability.has(capabilities, Capability.PLUGIN_AUTH) && in.isReadable() ? WireStrings.readNul(in) : "";
        Map<String, String> attributes = Capability.has(capabilities, Capability.CONNECT_ATTRS) && in.isReadable()
                ? readAttributes(in)
                : Map.of();
        return new HandshakeResponse(capabilities, maxPacket, collation, user, proof, database, plugin, attributes);
    }

    /** Whether a payload is not the answer yet, but the request to go on in TLS, which consists of its first part. */
    public static boolean isTlsRequest(ByteBuf in, long offered) {
        return in.readableBytes() == FIXED && Capability.has(in.getIntLE(in.readerIndex()) & offered, Capability.SSL);
    }

    /** MariaDB's part of the flags, behind the filler; its clients tell by a flag that they leave out that it is there. */
    private static long more(ByteBuf in, long told) {
        return Capability.has(told, Capability.LONG_PASSWORD)
                ? 0
                : in.getUnsignedIntLE(in.readerIndex() + FIXED - 4 - 4) << 32;
    }

    private static Octets readProof(ByteBuf in, long capabilities) {
        if (Capability.has(capabilities, Capability.PLUGIN_AUTH_LENENC_CLIENT_DATA)) {
            return WireStrings.readLenencOctets(in);
        }
        if (Capability.has(capabilities, Capability.SECURE_CONNECTION)) {
            return Octets.read(in, in.readUnsignedByte());
        }
        throw new WireException("a client that only knows the passwords of MySQL 4.0");
    }

    static Map<String, String> readAttributes(ByteBuf in) {
        long size = WireInts.readLenenc(in);
        if (size < 0 || size > in.readableBytes()) {
            throw new WireException("connection attributes of " + size + " bytes in " + in.readableBytes());
        }
        ByteBuf all = in.readSlice((int) size);
        Map<String, String> attributes = new LinkedHashMap<>();
        while (all.isReadable()) {
            String key = WireStrings.readLenenc(all);
            attributes.put(key, all.isReadable() ? WireStrings.readLenenc(all) : "");
        }
        return attributes;
    }

    /** Writes the frame; the flags decide which fields are in it. */
    public void write(ByteBuf out, int sequence) {
        int start = Packets.begin(out, sequence);
        writeFixed(out, capabilities, maxPacket, collation);
        WireStrings.writeNul(out, user);
        if (Capability.has(capabilities, Capability.PLUGIN_AUTH_LENENC_CLIENT_DATA)) {
            WireInts.writeLenenc(out, proof.length());
        } else {
            out.writeByte(proof.length());
        }
        proof.write(out);
        if (Capability.has(capabilities, Capability.CONNECT_WITH_DB)) {
            WireStrings.writeNul(out, database);
        }
        if (Capability.has(capabilities, Capability.PLUGIN_AUTH)) {
            WireStrings.writeNul(out, plugin);
        }
        if (Capability.has(capabilities, Capability.CONNECT_ATTRS)) {
            writeAttributes(out);
        }
        Packets.end(out, start);
    }

    /** Writes the request to go on in TLS, which is the first part of the answer. */
    public static void writeTlsRequest(ByteBuf out, int sequence, long capabilities, int maxPacket, int collation) {
        int start = Packets.begin(out, sequence);
        writeFixed(out, capabilities | Capability.SSL, maxPacket, collation);
        Packets.end(out, start);
    }

    private static void writeFixed(ByteBuf out, long capabilities, int maxPacket, int collation) {
        out.writeIntLE((int) capabilities).writeIntLE(maxPacket).writeByte(collation);
        out.writeZero(FILLER).writeIntLE((int) (capabilities >>> 32));
    }

    private void writeAttributes(ByteBuf out) {
        ByteBuf all = out.alloc().buffer();
        try {
            attributes.forEach((key, value) -> {
                WireStrings.writeLenenc(all, key);
                WireStrings.writeLenenc(all, value);
            });
            WireInts.writeLenenc(out, all.readableBytes());
            out.writeBytes(all);
        } finally {
            all.release();
        }
    }
}
