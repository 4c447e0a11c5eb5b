package dev.palinode.shell;

import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import java.util.ArrayList;
import java.util.List;

/**
 * Stops one running statement at Ctrl-C: the first asks the server to, another cuts the connection, for a server that
 * does not listen.
 */
final class Interrupter {
    private final SqlClient client;
    private final List<Thread> messengers = new ArrayList<>();

    Interrupter(SqlClient client) {
        this.client = client;
    }

    /** Returns at once; the asking happens on a thread of its own. */
    synchronized void interrupt() {
        Runnable action = messengers.isEmpty() ? this::ask : client::abort;
        Thread messenger = new Thread(action, "palinode-interrupt");
        messenger.setDaemon(true);
        messengers.add(messenger);
        messenger.start();
    }

    private void ask() {
        try {
            client.cancel();
        } catch (SqlFailure e) {
            // Nobody to ask: the statement cannot be stopped but by cutting its connection.
            client.abort();
        }
    }

    /** Waits until nothing is under way that could hit the next statement. */
    void settle() {
        List<Thread> started;
        synchronized (this) {
            started = List.copyOf(messengers);
        }
        try {
            for (Thread messenger : started) {
                messenger.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
