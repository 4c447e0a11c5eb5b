package dev.palinode.proxy.session.failover;

import dev.palinode.proxy.session.backend.BackendLink;
import dev.palinode.proxy.session.backend.Swallow;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.Octets;
import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.reply.ErrPacket;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
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

    private final BackendLink link;
    private final Iterator<Step> steps;
    private final Consumer<Optional<ErrPacket>> done;

    private Replay(BackendLink link, List<Step> steps, Consumer<Optional<ErrPacket>> done) {
        this.link = link;
        this.steps = steps.iterator();
        this.done = done;
    }

    /**
     * Begins.
     *
     * @param done gets the first error, or nothing when all is done
     */
    static void run(BackendLink link, List<Step> steps, Consumer<Optional<ErrPacket>> done) {
        new Replay(link, steps, done).next();
    }

    private void next() {
        if (!steps.hasNext()) {
            done.accept(Optional.empty());
            return;
        }
        Step step = steps.next();
        link.send(
                Packets.command(link.allocator(), step.code(), step.argument().toArray()),
                step.code(),
                new Swallow(error -> {
                    if (error.isPresent()) {
                        done.accept(error);
                    } else {
                        next();
                    }
                }));
    }
}
