package dev.palinode.shell;

import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.command.ExitCode;
import dev.palinode.shell.command.Interruption;
import java.util.Optional;

/**
 * Ctrl-C in a script: the running statement is stopped by KILL QUERY and nothing is run behind it. While the script is
 * being read, nothing has to be stopped, and the process ends at once.
 */
final class BatchInterrupt implements Runnable {
    private final SqlClient client;
    private final Interruption interruption;
    private final Thread worker = Thread.currentThread();
    private final Runnable leave;
    private Optional<Interrupter> running = Optional.empty();

    /**
     * Watches the calling thread.
     *
     * @param client the session of the script
     * @param interruption is told of each Ctrl-C
     * @param leave ends the process with {@link ExitCode#INTERRUPTED}
     */
    BatchInterrupt(SqlClient client, Interruption interruption, Runnable leave) {
        this.client = client;
        this.interruption = interruption;
        this.leave = leave;
    }

    /** At each Ctrl-C, on a thread of its own. */
    @Override
    public void run() {
        if (!stop()) {
            leave.run();
        }
    }

    private synchronized boolean stop() {
        interruption.ask();
        running.ifPresent(interrupter -> {
            interrupter.interrupt();
            // A command that waits between two looks at the server.
            worker.interrupt();
        });
        return running.isPresent();
    }

    /** A statement begins. */
    synchronized void begins() {
        running = Optional.of(new Interrupter(client, refusal -> client.abort(), () -> {}));
    }

    /** It has ended; returns whether it was asked to. */
    boolean ended() {
        Optional<Interrupter> interrupter;
        synchronized (this) {
            interrupter = running;
            running = Optional.empty();
        }
        // The flag would be in the way of those who wait for the messengers, and of all that closes things.
        boolean flagged = Thread.interrupted();
        interrupter.ifPresent(Interrupter::settle);
        return interruption.asked() || flagged;
    }
}
