package dev.palinode.engine.testing;

import dev.palinode.engine.embedded.EmbeddedMariaDb;
import dev.palinode.engine.embedded.MariaDbDistribution;
import dev.palinode.engine.topo.ServerAddress;
import java.io.IOException;
import java.time.Duration;

/**
 * A server that is started again, on its data and its port, when it has died: a crash may fail the test that runs, and not
 * all that come after it.
 */
final class ImmortalMariaDb implements AutoCloseable {
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(200);

    private final Thread watcher = new Thread(this::watch, "test-mariadb-watcher");
    private EmbeddedMariaDb server;
    private boolean closed;

    ImmortalMariaDb(EmbeddedMariaDb server) {
        this.server = server;
        watcher.setDaemon(true);
        watcher.start();
    }

    synchronized ServerAddress address() {
        return server.address();
    }

    /** Kills it, as a crash does. */
    synchronized void kill() throws InterruptedException {
        server.kill();
    }

    private void watch() {
        try {
            while (lives()) {
                Thread.sleep(LOOK_INTERVAL.toMillis());
            }
        } catch (IOException e) {
            System.err.println("the test server died and does not start again: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean lives() throws IOException, InterruptedException {
        if (!closed && !server.isAlive()) {
            System.err.println("the test server at " + server.address() + " died and is started again");
            server = EmbeddedMariaDb.start(MariaDbDistribution.unpack(), server.config());
        }
        return !closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        server.close();
    }
}
