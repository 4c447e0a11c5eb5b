package dev.palinode.proxy.session.backend;

import dev.palinode.proxy.wire.reply.ErrPacket;

/** A backend could not be reached, or refused the log-in; carries what the client is told. */
public final class BackendException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ErrPacket error;

    BackendException(ErrPacket error) {
        super(error.message());
        this.error = error;
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
