package dev.palinode.proxy.session.backend;

import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.proxy.wire.reply.ErrPacket;

/** A backend could not be reached, or refused the log-in; carries what the client is told. */
public final class BackendException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ErrPacket error;
    private final boolean unreachable;

    BackendException(ErrPacket error) {
        this(error, false);
    }

    BackendException(ErrPacket error, boolean unreachable) {
        super(error.message());
        this.error = error;
        this.unreachable = unreachable;
    }

    /** Whether the server could not be talked to; otherwise it has refused. */
    public static boolean isUnreachable(Throwable cause) {
        return cause instanceof BackendException failure && failure.unreachable;
    }

    /** A connection that was lost before it could be used. */
    public static BackendException lost(ServerAddress address) {
        return BackendConnector.unreachable(address, "the connection was lost again");
    }

    /** What the client is told. */
    public ErrPacket error() {
        return error;
    }

    /** What a client is told when its connection to a server could not be opened. */
    public static ErrPacket errorOf(Throwable cause) {
        return cause instanceof BackendException refused
                ? refused.error()
                : new ErrPacket(1105, "HY000", "the proxy could not log in to the server: " + cause.getMessage());
    }
}
