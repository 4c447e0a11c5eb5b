package dev.palinode.proxy.wire.login;

import dev.palinode.proxy.wire.Octets;
import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.WireException;
import dev.palinode.proxy.wire.WireStrings;
import io.netty.buffer.ByteBuf;

/** The packets between greeting and OK. */
public final class AuthPackets {
    /** First byte of a request to use another plugin. */
    public static final int SWITCH = 0xFE;

    /** First byte of a plugin's own data. */
    public static final int MORE_DATA = 0x01;

    /** caching_sha2_password: the proof was right. */
    public static final int FAST_OK = 0x03;

    /** caching_sha2_password: the password itself is wanted. */
    public static final int FULL_AUTH = 0x04;

    /** caching_sha2_password: the client asks for the server's public key. */
    public static final int REQUEST_KEY = 0x02;

    private AuthPackets() {}

    /**
     * A request to use another plugin.
     *
     * @param plugin its name
     * @param nonce what it shall work with
     */
    public record Switch(String plugin, Octets nonce) {
        /** Writes the frame. */
        public void write(ByteBuf out, int sequence) {
            int start = Packets.begin(out, sequence);
            out.writeByte(SWITCH);
            WireStrings.writeNul(out, plugin);
            nonce.write(out);
            out.writeByte(0);
            Packets.end(out, start);
        }

        /** Reads a payload; one of a single byte, which old servers send, is refused. */
        public static Switch read(ByteBuf in) {
            if (in.readableBytes() < 2) {
                throw new WireException("the server asks for the passwords of MySQL 4.0");
            }
            in.skipBytes(1);
            String plugin = WireStrings.readNul(in);
            int length = in.readableBytes();
            boolean ended = length > 0 && in.getByte(in.writerIndex() - 1) == 0;
            return new Switch(plugin, Octets.read(in, ended ? length - 1 : length));
        }
    }

    /** Writes a frame of plugin data. */
    public static void writeMoreData(ByteBuf out, int sequence, byte[] data) {
        int start = Packets.begin(out, sequence);
        out.writeByte(MORE_DATA).writeBytes(data);
        Packets.end(out, start);
    }
}
