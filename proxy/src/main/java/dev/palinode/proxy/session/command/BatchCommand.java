package dev.palinode.proxy.session.command;

import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.reply.ResponseTracker;
import dev.palinode.proxy.wire.reply.Stitch;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Iterator;
import java.util.List;

/**
 * A command that holds statements of ours among others: they are run one after the other, until one fails, and their
 * answers are joined to the one that the client awaits.
 */
public final class BatchCommand {
    private final Iterator<String> statements;
    private final ResponseTracker tracker;
    private final long capabilities;
    private final Stitch stitch;
    private boolean stopped;

    /**
     * Statements that are to be run.
     *
     * @param tracker of the server's answers
     * @param sequence id of the answer's first packet
     * @param capabilities those negotiated
     */
    public BatchCommand(List<String> statements, ResponseTracker tracker, int sequence, long capabilities) {
        this.statements = statements.iterator();
        this.tracker = tracker;
        this.capabilities = capabilities;
        this.stitch = new Stitch(Capability.has(capabilities, Capability.DEPRECATE_EOF), sequence);
    }

    /** Whether a statement is to be run after the one that is running. */
    public boolean hasNext() {
        return !stopped && statements.hasNext();
    }

    /** The next statement. */
    public String next() {
        return statements.next();
    }

    /** No more statements are run, because one has failed. */
    public void stop() {
        stopped = true;
    }

    /** The sequence id of the answer's next packet. */
    public int nextSequence() {
        return stitch.sequence();
    }

    /** Joins bytes of the server's answer to a statement. */
    public void join(ByteBuf run) {
        stitch.join(run, tracker.ended() && !tracker.failed() && hasNext());
    }

    /** Our own answer to a statement, joined. */
    public ByteBuf join(ByteBufAllocator allocator, Reply reply) {
        if (reply instanceof Reply.Err) {
            stop();
        }
        ByteBuf packets = Replies.packets(allocator, capabilities, reply, false, 0, tracker.status());
        stitch.join(packets, hasNext());
        return packets;
    }
}
