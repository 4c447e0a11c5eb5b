package dev.palinode.proxy.session;

import dev.palinode.proxy.intercept.Reply;
import dev.palinode.proxy.session.backend.Stitch;
import dev.palinode.proxy.session.command.Replies;
import dev.palinode.proxy.wire.reply.ResponseTracker;
import io.netty.buffer.ByteBuf;
import java.util.Iterator;
import java.util.List;

/**
 * A command that holds statements of ours among others: they are run one after the other, until one fails, and their
 * answers are joined to the one that the client awaits.
 */
final class BatchCommand {
    private final Session session;
    private final Iterator<String> statements;
    private final RouteRunner.Forwarding forwarding;
    private final Stitch stitch;
    private boolean stopped;

    BatchCommand(Session session, List<String> statements, int sequence, RouteRunner.Forwarding forwarding) {
        this.session = session;
        this.statements = statements.iterator();
        this.forwarding = forwarding;
        this.stitch = new Stitch(session.deprecatesEof(), sequence);
    }

    boolean hasNext() {
        return !stopped && statements.hasNext();
    }

    String next() {
        return statements.next();
    }

    /** How the text as a whole would be sent; its parts are encoded alike. */
    RouteRunner.Forwarding forwarding() {
        return forwarding;
    }

    /** No more statements are run, because one has failed. */
    void stop() {
        stopped = true;
    }

    int nextSequence() {
        return stitch.sequence();
    }

    /** Joins bytes of the server's answer to a statement. */
    void join(ByteBuf run) {
        ResponseTracker tracker = session.backend().orElseThrow().tracker();
        stitch.join(run, tracker.ended() && !tracker.failed() && hasNext());
    }

    /** Our own answer to a statement, joined. */
    ByteBuf join(Reply reply, int status) {
        if (reply instanceof Reply.Err) {
            stop();
        }
        ByteBuf packets = Replies.packets(session.client().alloc(), session.deprecatesEof(), reply, false, 0, status);
        stitch.join(packets, hasNext());
        return packets;
    }
}
