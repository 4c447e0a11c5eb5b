package dev.palinode.proxy.session.failover;

import dev.palinode.proxy.session.backend.BackendLink;
import dev.palinode.proxy.session.backend.Swallow;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.reply.ResponseTracker;
import java.util.function.BooleanSupplier;

/**
 * Asks a server, behind an error, whether a transaction is open: an ERR packet does not tell, and a statement that fails may
 * have committed before it did. A transaction that is taken to be open would be reported as rolled back when its server is
 * lost, and done again.
 */
public final class StatusQuestion {
    private StatusQuestion() {}

    /**
     * Asks; the link's {@link ResponseTracker} has the answer then.
     *
     * @param unanswered is run before {@code then} if nobody will ever know
     * @param gone whether nobody wants to know any more
     * @param then is run when the answer is here, or will not come
     */
    public static void ask(BackendLink link, Runnable unanswered, BooleanSupplier gone, Runnable then) {
        link.send(Packets.command(link.allocator(), Command.PING, new byte[0]), Command.PING, new Swallow(error -> {
            if (error.isPresent()) {
                unanswered.run();
            }
            if (!gone.getAsBoolean()) {
                then.run();
            }
        }));
    }
}
