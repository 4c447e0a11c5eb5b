package dev.palinode.proxy.session.command;

import dev.palinode.proxy.intercept.answer.Progress;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is long in coming. Meanwhile no thread waits, and the server's connection, which has nothing to do, is
 * kept from being closed as idle. Confined to the session's event loop, {@link #start} excepted.
 */
public final class LateReply {
    /** The shortest {@code wait_timeout} that somebody might use is a few seconds. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(2);

    /** The session whose client waits. */
    public interface Owner {
        /** Whether nobody waits any more. */
        boolean isGone();

        /** Sends the server something that means nothing, and goes on when it has answered. */
        void keepAlive(Runnable then);

        /** Tells the client how far it is, if it wants to know, and goes on when that has been done; looking may block. */
        void report(Supplier<Optional<Progress>> progress, Runnable then);

        /** Answers the client. */
        void answer(Reply reply);
    }

    private final EventLoop loop;
    private final Owner owner;
    private final Route.Waiting.Begun begun;
    private @Nullable Reply answer;
    private boolean asking;
    private boolean reporting;

    public LateReply(EventLoop loop, Owner owner, Route.Waiting.Begun begun) {
        this.loop = loop;
        this.owner = owner;
        this.begun = begun;
    }

    /** Waits; may be called by any thread. */
    public void start() {
        CompletableFuture<?> unused = begun.reply()
                .whenComplete((reply, fault) -> loop.execute(() -> arrived(fault == null ? reply : failure(fault))));
        loop.execute(this::watchLater);
    }

    private static Reply failure(Throwable fault) {
        Throwable reason = fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
        return new Reply.Err(1105, "HY000", String.valueOf(reason.getMessage()));
    }

    /** Somebody wants the statement to end; what it began goes on, and the error says so. */
    public void interrupt(ErrPacket error) {
        arrived(new Reply.Err(error.errno(), error.sqlState(), error.message() + "; " + begun.goesOn()));
        begun.reply().cancel(false);
    }

    private void watch() {
        if (answer != null) {
            return;
        }
        if (owner.isGone()) {
            begun.reply().cancel(false);
            return;
        }
        keepAlive();
        report();
        watchLater();
    }

    private void watchLater() {
        Future<?> unused = loop.schedule(this::watch, KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A server that is asked and never answers must not keep anybody from noticing that the client has gone. */
    private void keepAlive() {
        if (asking) {
            return;
        }
        asking = true;
        owner.keepAlive(() -> {
            asking = false;
            Reply reply = answer;
            if (reply != null) {
                owner.answer(reply);
            }
        });
    }

    /** A look at a server that hangs holds a thread for long; one of them is enough for a client. */
    private void report() {
        if (reporting) {
            return;
        }
        reporting = true;
        owner.report(begun.progress(), () -> reporting = false);
    }

    private void arrived(Reply reply) {
        if (answer != null) {
            return;
        }
        answer = reply;
        if (!asking && !owner.isGone()) {
            owner.answer(reply);
        }
    }
}
