package dev.palinode.proxy.wire.login;

import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.WireStrings;
import io.netty.buffer.ByteBuf;
import java.util.Map;

/**
 * COM_CHANGE_USER. The proof that it carries is not read: it was made with the nonce of an old log-in, and the proxy asks
 * for a fresh one.
 *
 * @param user the user name
 * @param database empty where none was named
 * @param collation of the connection, its low byte; 0 where none was named
 * @param plugin empty where none was named
 * @param attributes connection attributes
 */
public record ChangeUserPacket(
        String user, String database, int collation, String plugin, Map<String, String> attributes) {

    /** Reads a payload, its command byte included. */
    public static ChangeUserPacket read(ByteBuf in, long capabilities) {
        in.skipBytes(1);
        String user = WireStrings.readNul(in);
        in.skipBytes(in.readUnsignedByte());
        String database = WireStrings.readNul(in);
        int collation = in.readableBytes() >= 2 ? in.readUnsignedShortLE() & 0xFF : 0;
        String plugin =
                Capability.has(capabilities, Capability.PLUGIN_AUTH) && in.isReadable() ? WireStrings.readNul(in) : "";
        Map<String, String> attributes = Capability.has(capabilities, Capability.CONNECT_ATTRS) && in.isReadable()
                ? HandshakeResponse.readAttributes(in)
                : Map.of();
        return new ChangeUserPacket(user, database, collation, plugin, attributes);
    }
}
