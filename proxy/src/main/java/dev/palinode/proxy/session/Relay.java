package dev.palinode.proxy.session;

import dev.palinode.proxy.session.backend.BackendLink;
import dev.palinode.proxy.session.backend.Channels;
import dev.palinode.proxy.session.failover.Losses;
import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.reply.ErrPacket;
import dev.palinode.proxy.wire.reply.ResponseTracker;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/** The answer to a client's command: passed on as it comes. One per session, used for one command after the other. */
final class Relay implements BackendLink.Answer {
    private final Session session;
    private final CommandPhase commands;
    private final CommandFlight flight;
    private final Channel client;
    private boolean begun;
    private boolean takenBack;

    Relay(Session session, CommandPhase commands, CommandFlight flight) {
        this.session = session;
        this.commands = commands;
        this.flight = flight;
        this.client = session.client();
    }

    /** A new command's answer is awaited. */
    Relay fresh() {
        begun = false;
        takenBack = false;
        return this;
    }

    @Override
    public void bytes(ByteBuf run) {
        if (!begun && isTakenBack(run)) {
            run.release();
            return;
        }
        begun = true;
        commands.batch().ifPresent(batch -> batch.join(run));
        session.activity().sent(run.readableBytes());
        Channels.write(client, run);
        if (!client.isWritable()) {
            client.flush();
            session.updateReads();
        }
    }

    @Override
    public void ended() {
        flight.answered();
    }

    /** The answer that has begun to come is a refusal that the client does not see, since the command begins again. */
    private boolean isTakenBack(ByteBuf run) {
        ResponseTracker tracker = commands.backend().tracker();
        boolean refused = tracker.failed() && Losses.isReadOnly(tracker.errno());
        if (!refused
                || flight.isInTransaction()
                || commands.batch().isPresent()
                || !session.activity().isAllOrNothing()) {
            return false;
        }
        int length = run.getUnsignedMediumLE(run.readerIndex());
        takenBack = Losses.isReadOnly(ErrPacket.read(run.slice(run.readerIndex() + FrameDecoder.HEADER, length)))
                && commands.passage().beginsAgain();
        return takenBack;
    }

    /** Whether the answer, which has ended, was such a one; it counts once. */
    boolean takesBack() {
        boolean was = takenBack;
        takenBack = false;
        return was;
    }

    /** Whether a part of the answer has been passed on. */
    boolean hasBegun() {
        return begun;
    }

    /** Becomes an error; an answer that was cut off in the middle of a packet can only be shown by closing. */
    @Override
    public void lost() {
        flight.backendLost();
    }
}
