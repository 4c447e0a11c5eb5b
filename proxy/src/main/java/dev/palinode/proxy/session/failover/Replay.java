package dev.palinode.proxy.session.failover;

import dev.palinode.proxy.session.backend.BackendLink;
import dev.palinode.proxy.session.backend.Swallow;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.Octets;
import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Makes a new connection's session what another one was, statement by statement. */
final class Replay {
    /**
     * A command that is sent to the new server.
     *
     * @param code of the protocol
     * @param argument what stands behind it
     */
    record Step(int code, Octets argument) {
        /** A text of the client's, or one of ours. */
        static Step query(byte[] text, long capabilities) {
            boolean attributes = Capability.has(capabilities, Capability.QUERY_ATTRIBUTES);
            byte[] argument = new byte[text.length + (attributes ? 2 : 0)];
            if (attributes) {
                argument[1] = 1;
            }
            System.arraycopy(text, 0, argument, argument.length - text.length, text.length);
            return new Step(Command.QUERY, Octets.of(argument));
        }
    }

    /** How long a server may take over one of them; as long as a connection may take to come about. */
    private static final long PATIENCE_SECONDS = 5;

    private final EventLoop loop;
    private final BackendLink link;
    private final Iterator<Step> steps;
    private final Consumer<Optional<ErrPacket>> done;

    private Replay(EventLoop loop, BackendLink link, List<Step> steps, Consumer<Optional<ErrPacket>> done) {
        this.loop = loop;
        this.link = link;
        this.steps = steps.iterator();
        this.done = done;
    }

    /**
     * Begins. A link whose server falls silent is broken.
     *
     * @param loop the link's
     * @param done gets the first error, or nothing when all is done
     */
    static void run(EventLoop loop, BackendLink link, List<Step> steps, Consumer<Optional<ErrPacket>> done) {
        new Replay(loop, link, steps, done).next();
    }

    private void next() {
        if (!steps.hasNext()) {
            done.accept(Optional.empty());
            return;
        }
        Step step = steps.next();
        ScheduledFuture<?> patience = loop.schedule(link::fail, PATIENCE_SECONDS, TimeUnit.SECONDS);
        link.send(
                Packets.command(link.allocator(), step.code(), step.argument().toArray()),
                step.code(),
                new Swallow(error -> {
                    patience.cancel(false);
                    if (error.isPresent()) {
                        done.accept(error);
                    } else {
                        next();
                    }
                }));
    }
}
