package dev.palinode.engine.testing;

import dev.palinode.engine.topo.ServerAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A network in which the server's answer to one statement is lost, together with the connection: the server has done what
 * it was told, and the client does not know. Without TLS only. Safe for many threads.
 */
public final class LostAnswers implements AutoCloseable {
    private final ServerAddress server;
    private final ServerSocket listener;
    private final AtomicReference<Optional<Loss>> next = new AtomicReference<>(Optional.empty());
    private final AtomicInteger lost = new AtomicInteger();

    /** What happens while the client still waits. */
    @FunctionalInterface
    public interface Meanwhile {
        void run() throws Exception;
    }

    private record Loss(String statement, Meanwhile meanwhile) {}

    /** Opens a link to the server. */
    public static LostAnswers to(ServerAddress server) throws IOException {
        LostAnswers link = new LostAnswers(server, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        background(link::accept);
        return link;
    }

    private LostAnswers(ServerAddress server, ServerSocket listener) {
        this.server = server;
        this.listener = listener;
    }

    /** Where clients connect. */
    public ServerAddress address() {
        return new ServerAddress("127.0.0.1", listener.getLocalPort());
    }

    /** The answer to the next such statement is lost, on whatever connection it comes, once the other work is done. */
    public void loseNext(String statement, Meanwhile meanwhile) {
        next.set(Optional.of(new Loss(statement, meanwhile)));
    }

    /** How many answers were lost. */
    public int lost() {
        return lost.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket upstream = new Socket(server.host(), server.port());
                AtomicReference<Optional<Loss>> due = new AtomicReference<>(Optional.empty());
                background(() -> pump(client, upstream, due, true));
                background(() -> pump(upstream, client, due, false));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void pump(Socket from, Socket to, AtomicReference<Optional<Loss>> due, boolean fromClient) {
        byte[] buffer = new byte[64 * 1024];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (fromClient) {
                    takeIfMeant(buffer, read, due);
                } else {
                    Optional<Loss> loss = Objects.requireNonNull(due.get());
                    if (loss.isPresent()) {
                        loss.get().meanwhile().run();
                        lost.incrementAndGet();
                        return;
                    }
                }
                out.write(buffer, 0, read);
            }
        } catch (Exception e) {
            // Both ends are closed, which is what clients get to see.
        }
    }

    /** A command is a header of four bytes, the byte 3, to MySQL two more for attributes, and the statement. */
    private void takeIfMeant(byte[] buffer, int read, AtomicReference<Optional<Loss>> due) {
        Optional<Loss> wanted = Objects.requireNonNull(next.get());
        int begin = read - wanted.map(loss -> loss.statement().length()).orElse(read);
        if (wanted.isEmpty() || (begin != 5 && begin != 7) || buffer[4] != 3) {
            return;
        }
        for (int i = 0; i < wanted.get().statement().length(); i++) {
            if (Character.toUpperCase(buffer[begin + i])
                    != wanted.get().statement().charAt(i)) {
                return;
            }
        }
        if (next.compareAndSet(wanted, Optional.empty())) {
            due.set(wanted);
        }
    }

    private static void background(Runnable work) {
        Thread thread = new Thread(work, "lost-answers");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
