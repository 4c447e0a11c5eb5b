package dev.palinode.proxy.session.failover;

import dev.palinode.engine.topo.Tablet;
import dev.palinode.proxy.auth.BackendLogin;
import dev.palinode.proxy.session.backend.BackendLink;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.channel.EventLoop;
import java.util.Optional;

/** A session as its {@link Passage} sees it. Confined to its event loop. */
public interface Traveller {
    EventLoop loop();

    boolean isClosed();

    /** The connection, up or not, and where it leads. */
    BackendLink link();

    Tablet tablet();

    /** The log-in of a connection that is to stand in for the present one, in a schema. */
    BackendLogin.Request request(Optional<String> schema);

    /** The schema that is selected on the present one. */
    Optional<String> schema();

    /** Whether the client may send several statements in one text. */
    boolean takesSeveralStatements();

    /** What the session has, apart from what its statements left, that cannot be taken to another server, in words. */
    Optional<String> obstacle();

    /** The session has this connection from now on, behind the gates of its place. */
    void moved(Tablet to, BackendLink link);

    /** Tries again to begin the command that waits. */
    void go();

    /** Answers the command that waits. */
    void refuse(ErrPacket error);

    /** Answers it, and ends the session. */
    void end(ErrPacket error);
}
