package dev.palinode.proxy.session;

import dev.palinode.proxy.session.backend.Channels;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How a session ends other than by its client's wish. Confined to its event loop. */
final class Ending {
    private static final ErrPacket SHUTDOWN = new ErrPacket(1053, "08S01", "Server shutdown in progress");
    private static final ErrPacket SILENT = new ErrPacket(
            4031,
            "HY000",
            "The client was disconnected by the server because of inactivity. See wait_timeout and interactive_timeout"
                    + " for configuring this behavior.");

    /** How long a client may take to read what was written to it before it was closed. */
    private static final int LAST_WORDS_SECONDS = 5;

    private final Session session;
    private boolean draining;
    private @Nullable Future<?> nextCheck;

    Ending(Session session) {
        this.session = session;
    }

    /** Lets the session go on until it has no command and no transaction open. */
    void drain() {
        draining = true;
        session.activity().interrupt(SHUTDOWN);
        closeIfDrained();
    }

    void closeIfDrained() {
        if (draining
                && !session.isClosed()
                && session.phase().isIdle()
                && !session.phase().isInTransaction()) {
            session.close();
        }
    }

    /** Ends the session now; the client is told why where a packet can be put into what it reads. */
    void shutDown() {
        if (session.isClosed()) {
            return;
        }
        if (session.phase().isLogin()) {
            session.close();
            return;
        }
        session.phase()
                .errorSequence()
                .ifPresentOrElse(sequence -> session.failWith(SHUTDOWN, sequence), session::close);
    }

    /**
     * Passes it on that the server has closed an idle connection: a pool that looks at its connections shall see it. A
     * command that is on its way to the server is told when it gets there.
     *
     * @param farewell what the server said
     */
    void backendGone(Optional<ErrPacket> farewell) {
        if (!session.isClosed() && !session.phase().isLogin() && session.phase().isIdle()) {
            farewell.ifPresentOrElse(word -> session.failWith(word, 0), session::close);
        }
    }

    /** From now on the client may not be silent for longer than this. */
    void limitSilence(Duration limit) {
        if (nextCheck == null) {
            watch(limit, limit.toNanos());
        }
    }

    private void watch(Duration limit, long nanos) {
        nextCheck = session.loop().schedule(() -> check(limit), nanos, TimeUnit.NANOSECONDS);
    }

    private void check(Duration limit) {
        if (session.isClosed()) {
            return;
        }
        long left = limit.toNanos() - session.activity().nanosInState();
        if (session.activity().isRunning() || session.phase().isLogin()) {
            watch(limit, limit.toNanos());
        } else if (left > 0) {
            watch(limit, left);
        } else {
            session.failWith(SILENT, 0);
        }
    }

    /** Closes the client's connection when what was written to it has been sent, or it does not take it. */
    void closeClient() {
        Future<?> check = nextCheck;
        if (check != null) {
            check.cancel(false);
        }
        Channels.closeAfter(session.client(), session.client().alloc().buffer(0));
        if (session.client().isOpen()) {
            Future<?> limit = session.loop()
                    .schedule(() -> Channels.close(session.client()), LAST_WORDS_SECONDS, TimeUnit.SECONDS);
            session.client().closeFuture().addListener(done -> limit.cancel(false));
        }
    }
}
