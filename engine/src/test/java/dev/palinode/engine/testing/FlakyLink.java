package dev.palinode.engine.testing;

import dev.palinode.engine.topo.ServerAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A network between a client and one server that can be made bad: slow, bytes held back, connections reset or half closed.
 * Safe for many threads.
 */
public final class FlakyLink implements AutoCloseable {
    private final ServerAddress server;
    private final ServerSocket listener;
    private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private volatile Duration delay = Duration.ZERO;
    private volatile Optional<String> trigger = Optional.empty();

    /** Opens a link to the server, which is a good one at first. */
    public static FlakyLink to(ServerAddress server) throws IOException {
        FlakyLink link = new FlakyLink(server, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        background(link::accept);
        return link;
    }

    private FlakyLink(ServerAddress server, ServerSocket listener) {
        this.server = server;
        this.listener = listener;
    }

    /** Where clients connect. */
    public ServerAddress address() {
        return new ServerAddress("127.0.0.1", listener.getLocalPort());
    }

    /**
     * From now on nothing gets through, in either direction, and nobody is told: connections stay open, and new ones are
     * taken. What was on its way is lost with the connections when the link heals.
     */
    public void cut() {
        cut = true;
    }

    /** The same as soon as a client sends this text, in one piece, which does not get through any more. */
    public void cutAt(String text) {
        trigger = Optional.of(text);
    }

    /** New connections get through again. Those that were open during the cut are reset. */
    public void heal() {
        wires.forEach(Wire::reset);
        trigger = Optional.empty();
        cut = false;
    }

    /** What was held back gets through, as from a server that was only stopped for a while. */
    public void resume() {
        cut = false;
    }

    /** From now on whatever is sent, in either direction, is on its way for so long; zero ends that. */
    public void slow(Duration time) {
        delay = time;
    }

    /** Resets every connection; new ones are taken. */
    public void reset() {
        wires.forEach(Wire::reset);
    }

    /** The server's side of every connection ends, as if it had said all it wanted; the client's stays open. */
    public void halfClose() {
        wires.forEach(Wire::halfClose);
    }

    /** Whether nothing gets through. */
    public boolean isCut() {
        return cut;
    }

    /** How many connections are open. */
    public int connections() {
        return wires.size();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Wire wire = new Wire(listener.accept());
                wires.add(wire);
                background(wire::connect);
            } catch (IOException e) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        wires.forEach(Wire::reset);
    }

    private static void background(Runnable work) {
        Thread thread = new Thread(work, "flaky-link");
        thread.setDaemon(true);
        thread.start();
    }

    /** One client's connection and the one to the server that goes with it. */
    private final class Wire {
        private final Socket client;
        private final Socket upstream = new Socket();

        Wire(Socket client) {
            this.client = client;
        }

        void connect() {
            try {
                awaitHealed();
                upstream.connect(new java.net.InetSocketAddress(server.host(), server.port()));
                background(() -> pump(client, upstream));
                pump(upstream, client);
            } catch (IOException e) {
                reset();
            }
        }

        private void pump(Socket from, Socket to) {
            byte[] buffer = new byte[64 * 1024];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                int read = in.read(buffer);
                while (read >= 0) {
                    if (from == client && isTrigger(buffer, read)) {
                        cut = true;
                    }
                    Thread.sleep(delay.toMillis());
                    awaitHealed();
                    out.write(buffer, 0, read);
                    read = in.read(buffer);
                }
                to.shutdownOutput();
            } catch (InterruptedException | IOException e) {
                reset();
            }
        }

        private boolean isTrigger(byte[] bytes, int length) {
            return trigger.isPresent()
                    && new String(bytes, 0, length, StandardCharsets.ISO_8859_1).contains(trigger.get());
        }

        /** What is read while the link is cut is never sent: healing resets the connection first. */
        private void awaitHealed() throws SocketException {
            while (cut) {
                try {
                    Thread.sleep(20);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            if (client.isClosed()) {
                throw new SocketException("reset while the link was cut");
            }
        }

        void halfClose() {
            try {
                client.shutdownOutput();
            } catch (IOException e) {
                reset();
            }
        }

        void reset() {
            wires.remove(this);
            for (Socket socket : new Socket[] {client, upstream}) {
                try {
                    socket.setSoLinger(true, 0);
                    socket.close();
                } catch (IOException e) {
                    // It was closed already.
                }
            }
        }
    }
}
