package dev.palinode.engine.migration.runner.direct;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.sidecar.MigrationStore;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the row that a statement still runs, on a thread of its own, until it is closed. */
final class Heartbeat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    private static final long PAUSE_SECONDS = 5;

    private final MigrationStore store;
    private final MigrationId id;
    private final Thread thread;

    private Heartbeat(MigrationStore store, MigrationId id) {
        this.store = store;
        this.id = id;
        this.thread = new Thread(this::run, "palinode-alive-" + id.hex().substring(0, 8));
        thread.setDaemon(true);
    }

    static Heartbeat start(MigrationStore store, MigrationId id) {
        Heartbeat heart = new Heartbeat(store, id);
        heart.beat();
        heart.thread.start();
        return heart;
    }

    private void run() {
        try {
            while (true) {
                TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
                beat();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void beat() {
        try {
            store.markAlive(id);
        } catch (SQLException e) {
            LOG.debug("migration {}: no sign of life: {}", id, e.toString());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
