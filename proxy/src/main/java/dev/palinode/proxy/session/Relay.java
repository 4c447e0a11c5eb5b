package dev.palinode.proxy.session;

import dev.palinode.proxy.session.backend.BackendLink;
import dev.palinode.proxy.session.backend.Channels;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/** The answer to a client's command: passed on as it comes. One per session, used for one command after the other. */
final class Relay implements BackendLink.Answer {
    private final Session session;
    private final CommandPhase commands;
    private final CommandFlight flight;
    private final Channel client;
    private boolean begun;

    Relay(Session session, CommandPhase commands, CommandFlight flight) {
        this.session = session;
        this.commands = commands;
        this.flight = flight;
        this.client = session.client();
    }

    /** A new command's answer is awaited. */
    Relay fresh() {
        begun = false;
        return this;
    }

    @Override
    public void bytes(ByteBuf run) {
        begun = true;
        commands.batch().ifPresent(batch -> batch.join(run));
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

    /** An answer that was not begun becomes one error; one that was cut off can only be shown by closing. */
    @Override
    public void lost() {
        if (begun) {
            session.close();
        } else {
            flight.backendLost();
        }
    }
}
