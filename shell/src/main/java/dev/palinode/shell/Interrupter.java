package dev.palinode.shell;

import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Stops one running statement at Ctrl-C: the first asks the server to, another cuts the connection, for a server that
 * does not listen.
 */
final class Interrupter {
    private final SqlClient client;
    private final Consumer<SqlFailure> refused;
    private final List<Thread> messengers = new ArrayList<>();
    private volatile boolean cut;
    private boolean settled;

    /**
     * Watches over one statement.
     *
     * @param client the session that it runs on
     * @param refused is told when a server answers, but will not be asked; on a thread of its own
     */
    Interrupter(SqlClient client, Consumer<SqlFailure> refused) {
        this.client = client;
        this.refused = refused;
    }

    /** Returns at once; the asking happens on a thread of its own. */
    synchronized void interrupt() {
        if (settled || cut) {
            return;
        }
        Runnable action = messengers.isEmpty() ? this::ask : this::cut;
        Thread messenger = new Thread(action, "palinode-interrupt");
        messenger.setDaemon(true);
        messengers.add(messenger);
        messenger.start();
    }

    private void ask() {
        try {
            client.cancel();
        } catch (SqlFailure e) {
            if (e.unreachable()) {
                // Nobody to ask: the statement cannot be stopped but by cutting its connection.
                cut();
            } else {
                refused.accept(e);
            }
        }
    }

    private void cut() {
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
        return busy;
    }
}
