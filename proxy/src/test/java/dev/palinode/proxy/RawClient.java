package dev.palinode.proxy;

import dev.palinode.proxy.auth.RawProof;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.login.HandshakePacket;
import dev.palinode.proxy.wire.login.HandshakeResponse;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A client that sends and reads frames as the test says. A read that takes too long is an error. */
final class RawClient implements AutoCloseable {
    private static final int READ_MILLIS = 10_000;

    private final Socket socket;
    private final DataInputStream in;
    private int sequence;

    RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(READ_MILLIS);
        in = new DataInputStream(socket.getInputStream());
    }

    /** Logs in with these capabilities and no others but those that the log-in needs. */
    static RawClient loggedIn(int port, String user, String password, String database, long capabilities)
            throws IOException {
        RawClient client = new RawClient(port);
        ByteBuf answer = client.logIn(user, password, database, capabilities);
        if (answer.getByte(0) != 0) {
            throw new IOException("log-in refused: " + answer.toString(StandardCharsets.UTF_8));
        }
        return client;
    }

    /** The capabilities in the greeting of whoever listens there. */
    static long offered(int port) throws IOException {
        try (RawClient client = new RawClient(port)) {
            return HandshakePacket.read(client.readFrame()).capabilities();
        }
    }

    /** Takes the greeting and answers it; returns what the proxy says to that. */
    ByteBuf logIn(String user, String password) throws IOException {
        return logIn(user, password, "", 0);
    }

    private ByteBuf logIn(String user, String password, String database, long capabilities) throws IOException {
        HandshakePacket greeting = HandshakePacket.read(readFrame());
        long flags = capabilities
                | Capability.PROTOCOL_41
                | Capability.SECURE_CONNECTION
                | Capability.PLUGIN_AUTH
                | Capability.CONNECT_WITH_DB;
        ByteBuf out = Unpooled.buffer();
        new HandshakeResponse(
                        flags,
                        1 << 24,
                        45,
                        user,
                        RawProof.nativePassword(password, greeting.nonce()),
                        database,
                        RawProof.NATIVE,
                        Map.of())
                .write(out, 1);
        send(out);
        return readFrame();
    }

    void send(ByteBuf bytes) throws IOException {
        byte[] copy = new byte[bytes.readableBytes()];
        bytes.getBytes(bytes.readerIndex(), copy);
        socket.getOutputStream().write(copy);
    }

    /** A command's frame. */
    static ByteBuf command(int code, byte... argument) {
        ByteBuf out = Unpooled.buffer();
        out.writeMediumLE(argument.length + 1).writeByte(0).writeByte(code).writeBytes(argument);
        return out;
    }

    /** The payload of the next frame. */
    ByteBuf readFrame() throws IOException {
        byte[] header = new byte[FrameDecoder.HEADER];
        in.readFully(header);
        sequence = header[FrameDecoder.HEADER - 1] & 0xFF;
        byte[] payload = new byte[Unpooled.wrappedBuffer(header).getUnsignedMediumLE(0)];
        in.readFully(payload);
        return Unpooled.wrappedBuffer(payload);
    }

    /** The sequence id of the last frame read. */
    int sequence() {
        return sequence;
    }

    /** All that comes until an error has come, or the connection is closed. */
    ByteBuf readToErrorOrEnd() throws IOException {
        ByteBuf all = Unpooled.buffer();
        while (true) {
            byte[] header = in.readNBytes(FrameDecoder.HEADER);
            all.writeBytes(header);
            int length = header.length < FrameDecoder.HEADER
                    ? 0
                    : all.getUnsignedMediumLE(all.writerIndex() - FrameDecoder.HEADER);
            byte[] payload = in.readNBytes(length);
            all.writeBytes(payload);
            if (payload.length < length || length == 0 || (payload[0] & 0xFF) == ErrPacket.HEADER) {
                return all;
            }
        }
    }

    /** All that comes until the connection is closed. */
    ByteBuf readToEnd() throws IOException {
        return Unpooled.wrappedBuffer(in.readAllBytes());
    }

    /** Whether the proxy has closed the connection. */
    boolean isAtEnd() throws IOException {
        try {
            return in.read() < 0;
        } catch (EOFException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
