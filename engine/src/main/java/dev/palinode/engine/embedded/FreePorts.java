package dev.palinode.engine.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/** Finds ports to listen on. */
public final class FreePorts {
    /** Below the range from which Linux takes the ports of outgoing connections (32768 and up by default). */
    private static final int LOWEST = 20_001;

    private static final int HIGHEST = 32_767;
    private static final int TRIES = 200;

    private FreePorts() {}

    /**
     * A port of the loopback address that was free a moment ago. It is odd and below the range of outgoing
     * connections, so that a client that tries it too early cannot connect to itself and block it.
     */
    public static int pick() throws IOException {
        RandomGenerator random = RandomGenerator.getDefault();
        for (int i = 0; i < TRIES; i++) {
            int port = random.nextInt(LOWEST, HIGHEST) | 1;
            if (isFree(port)) {
                return port;
            }
        }
        throw new IOException("no free port between " + LOWEST + " and " + HIGHEST);
    }

    /** Whether the port of the loopback address can be listened on now. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
