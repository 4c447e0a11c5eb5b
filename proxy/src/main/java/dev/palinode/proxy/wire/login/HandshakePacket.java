package dev.palinode.proxy.wire.login;

import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.Octets;
import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.ServerStatus;
import dev.palinode.proxy.wire.WireException;
import dev.palinode.proxy.wire.WireStrings;
import io.netty.buffer.ByteBuf;

/**
 * The server's greeting, protocol version 10.
 *
 * @param serverVersion as the server spells it
 * @param connectionId unsigned, in the low 32 bits
 * @param nonce 20 bytes
 * @param capabilities {@link Capability}
 * @param collation the server's default, its low byte
 * @param status {@link ServerStatus}
 * @param plugin the server's authentication plugin for unknown users
 */
public record HandshakePacket(
        String serverVersion,
        int connectionId,
        Octets nonce,
        long capabilities,
        int collation,
        int status,
        String plugin) {

    private static final int PROTOCOL = 10;
    private static final int NONCE_HEAD = 8;

    /** Length of the nonce without the zero byte that ends it. */
    public static final int NONCE = 20;

    /**
     * The same without the capabilities that another server lacks. LONG_PASSWORD, whose absence is MariaDB's sign for its own
     * capabilities, is there if it is at either.
     */
    public HandshakePacket sharing(long others) {
        long common = (capabilities & others) | ((capabilities | others) & Capability.LONG_PASSWORD);
        return new HandshakePacket(serverVersion, connectionId, nonce, common, collation, status, plugin);
    }

    /**
     * Reads a payload.
     *
     * @throws WireException if it is another protocol's
     */
    public static HandshakePacket read(ByteBuf in) {
        int protocol = in.readUnsignedByte();
        if (protocol != PROTOCOL) {
            throw new WireException("the server speaks protocol version " + protocol + ", not " + PROTOCOL);
        }
        String version = WireStrings.readNul(in);
        int connectionId = in.readIntLE();
        byte[] nonce = new byte[NONCE];
        in.readBytes(nonce, 0, NONCE_HEAD).skipBytes(1);
        int low = in.readUnsignedShortLE();
        int collation = in.readUnsignedByte();
        int status = in.readUnsignedShortLE();
        long capabilities = low | (long) in.readUnsignedShortLE() << 16;
        in.skipBytes(1 + 6);
        long more = in.readUnsignedIntLE();
        capabilities |= Capability.has(capabilities, Capability.LONG_PASSWORD) ? 0 : more << 32;
        in.readBytes(nonce, NONCE_HEAD, NONCE - NONCE_HEAD).skipBytes(1);
        String plugin = Capability.has(capabilities, Capability.PLUGIN_AUTH) ? WireStrings.readNul(in) : "";
        return new HandshakePacket(version, connectionId, Octets.of(nonce), capabilities, collation, status, plugin);
    }

    /** Writes the frame, whose sequence id is 0. */
    public void write(ByteBuf out) {
        int start = Packets.begin(out, 0);
        out.writeByte(PROTOCOL);
        WireStrings.writeNul(out, serverVersion);
        out.writeIntLE(connectionId);
        nonce.write(out, 0, NONCE_HEAD);
        out.writeByte(0);
        out.writeShortLE((int) capabilities).writeByte(collation).writeShortLE(status);
        out.writeShortLE((int) (capabilities >>> 16)).writeByte(NONCE + 1).writeZero(6);
        out.writeIntLE((int) (capabilities >>> 32));
        nonce.write(out, NONCE_HEAD, NONCE - NONCE_HEAD);
        out.writeByte(0);
        WireStrings.writeNul(out, plugin);
        Packets.end(out, start);
    }
}
