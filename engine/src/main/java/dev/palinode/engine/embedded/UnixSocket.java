package dev.palinode.engine.embedded;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Tells when a server is ready by its socket file; trying its TCP port too early could block the port. */
final class UnixSocket {
    /** The kernel's limit is 108 with the closing zero (unix(7)). */
    private static final int MAX_PATH_BYTES = 100;

    /** Four bytes of packet header and the protocol version, which is 10. */
    private static final int GREETING_BYTES = 5;

    private static final int PROTOCOL_VERSION = 10;
    private static final long POLL_MILLIS = 10;

    private UnixSocket() {}

    /** A socket file in the data directory, or in a new temporary one when that path would be too long. */
    static Path pathFor(Path dataDir) throws IOException {
        Path inside = dataDir.resolve("mariadbd.sock");
        if (inside.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_PATH_BYTES) {
            return inside;
        }
        Path directory = Files.createTempDirectory("palinode-socket-");
        directory.toFile().deleteOnExit();
        return directory.resolve("mariadbd.sock");
    }

    /** Returns when the server has greeted, which it does after it has run its init file. */
    static void awaitGreeting(Path socket, BooleanSupplier alive, Duration limit)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        BooleanSupplier inTime = () -> System.nanoTime() - deadline < 0;
        while (!greets(socket, inTime)) {
            if (!alive.getAsBoolean()) {
                throw new IOException("the server ended while it started");
            }
            if (!inTime.getAsBoolean()) {
                throw new IOException("the server was not ready after " + limit.toSeconds() + " seconds");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static boolean greets(Path socket, BooleanSupplier inTime) throws InterruptedException {
        if (!Files.exists(socket)) {
            return false;
        }
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.configureBlocking(false);
            ByteBuffer greeting = ByteBuffer.allocate(GREETING_BYTES);
            while (greeting.hasRemaining() && inTime.getAsBoolean()) {
                int read = channel.read(greeting);
                if (read < 0) {
                    return false;
                }
                if (read == 0) {
                    Thread.sleep(POLL_MILLIS);
                }
            }
            return !greeting.hasRemaining() && greeting.get(GREETING_BYTES - 1) == PROTOCOL_VERSION;
        } catch (IOException e) {
            return false;
        }
    }
}
