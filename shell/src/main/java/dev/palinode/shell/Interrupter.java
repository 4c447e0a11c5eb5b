package dev.palinode.shell;

import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Stops one running statement at Ctrl-C: the first asks the server to, another cuts the connection, for a server that
 * does not listen.
 */
final class Interrupter {
    /** A server that has not stopped it by then may never do so. */
    private static final long PATIENCE_MILLIS = 3_000;

    private final SqlClient client;
    private final Consumer<SqlFailure> refused;
    private final Runnable unheard;
    private final List<Thread> messengers = new ArrayList<>();
    private volatile boolean cut;
    private boolean cutting;
    private boolean answered;
    private boolean settled;

    /**
     * Watches over one statement.
     *
     * @param client the session that it runs on
     * @param refused is told when a server answers, but will not be asked; on a thread of its own
     * @param unheard is told when the statement runs on nevertheless; on a thread of its own
     */
    Interrupter(SqlClient client, Consumer<SqlFailure> refused, Runnable unheard) {
        this.client = client;
        this.refused = refused;
        this.unheard = unheard;
    }

    /** Returns at once; the asking happens on a thread of its own. */
    synchronized void interrupt() {
        if (settled || cut) {
            return;
        }
        if (messengers.isEmpty()) {
            start(this::watch);
        }
        messengers.add(start(messengers.isEmpty() ? this::ask : this::cut));
    }

    private static Thread start(Runnable action) {
        Thread thread = new Thread(action, "palinode-interrupt");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void watch() {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        synchronized (this) {
            try {
                for (long left = PATIENCE_MILLIS; left > 0 && !settled && !cut && !answered; ) {
                    wait(left);
                    left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (settled || cut || answered) {
                return;
            }
        }
        unheard.run();
    }

    private void ask() {
        try {
            client.cancel();
        } catch (SqlFailure e) {
            if (e.unreachable()) {
                // Nobody to ask: the statement cannot be stopped but by cutting its connection.
                cut();
            } else if (answer()) {
                refused.accept(e);
            }
        }
    }

    /** False when nobody waits for what the server says: the connection was cut meanwhile. */
    private synchronized boolean answer() {
        answered = !cutting;
        return answered;
    }

    /** Once only: what asks may give up when the session has a new connection already. */
    private void cut() {
        synchronized (this) {
            if (cutting) {
                return;
            }
            cutting = true;
        }
        client.abort();
        cut = true;
    }

    /**
     * Waits until nothing is under way that could hit the next statement; what asks gives up after some seconds. One
     * more Ctrl-C meanwhile still cuts the connection: the session that was to be asked for is gone then.
     */
    void settle() {
        try {
            for (Optional<Thread> busy = busy(); busy.isPresent() && !cut; busy = busy()) {
                busy.get().join(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One that is under way; when there is none, none sets out any more. */
    private synchronized Optional<Thread> busy() {
        Optional<Thread> busy = messengers.stream().filter(Thread::isAlive).findFirst();
        settled = busy.isEmpty();
        notifyAll();
        return busy;
    }
}
